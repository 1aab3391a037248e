const en = {
  title: 'Has anyone tried this?',
  note: 'names, params, tags and notes, in every project that you may see',
  placeholder: 'For example: target encoding of airports',
  nobody: 'Nobody did, as far as you may see. Write it down as a hypothesis.',
  runs: 'Runs',
  run: 'run',
  group: 'Tried before',
}

const zh: typeof en = {
  title: '有人试过吗？',
  note: '在你可见的所有项目中查找名称、参数、标签与备注',
  placeholder: '例如：机场的目标编码',
  nobody: '在你可见的范围内还没有人试过。把它写成一个假设吧。',
  runs: '运行',
  run: '运行',
  group: '以前试过',
}

export const tried = { en, zh }
