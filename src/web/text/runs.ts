const en = {
  runs: 'Experiments',
  run: 'Run',
}

const zh: typeof en = {
  runs: '实验',
  run: '运行',
}

export const runs = { en, zh }
