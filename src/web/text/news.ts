type NewsWords = {
  first: string
  since: (when: string) => string
  none: string
  more: (n: string) => string
}

const en: NewsWords = {
  first: 'What is new',
  since: when => `Since you left, ${when}`,
  none: 'Nothing that others did since then; your own acts stand in the timeline.',
  more: n => `${n} more things changed`,
}

const zh: NewsWords = {
  first: '新动态',
  since: when => `自您 ${when} 离开以来`,
  none: '在那之后别人没有做出改动；您自己的操作在时间线中。',
  more: n => `另有 ${n} 项变化`,
}

export const news = { en, zh }
