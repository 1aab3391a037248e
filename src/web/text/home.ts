const en = {
  desk: 'My desk',
  map: 'Who rows where',
}

const zh: typeof en = {
  desk: '我的工作台',
  map: '谁在哪里划桨',
}

export const home = { en, zh }
