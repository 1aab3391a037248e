const en = {
  datasets: 'Data',
  dataset: 'Dataset',
}

const zh: typeof en = {
  datasets: '数据',
  dataset: '数据集',
}

export const datasets = { en, zh }
