/** Promises in danger. */
const en = {
  title: 'Promises in danger: you know it first',
  notice: (promise: string, date: string, days: string) =>
    `“${promise}” was promised for ${date}; 85 in 100 futures end ${days} days later.`,
  tell: 'Tell the other side, or offer a change. The stakeholder sees it tomorrow.',
  open: 'Open the promises',
}

const zh: typeof en = {
  title: '承诺有危险：你最先知道',
  notice: (promise, date, days) => `“${promise}”承诺于 ${date}；百分之八十五的未来要晚 ${days} 天。`,
  tell: '请告知对方或提议更改。干系人明天会看到。',
  open: '打开承诺',
}

export const notices = { en, zh }
