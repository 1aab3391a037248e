const en = {
  models: 'Models',
  model: 'Model',
}

const zh: typeof en = {
  models: '模型',
  model: '模型',
}

export const models = { en, zh }
