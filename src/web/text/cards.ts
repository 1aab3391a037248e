type CardWords = {
  tab: string
  note: string
  markdown: string
  pdf: string
  edit: string
  action: string
  purpose: string
  limits: string
  licence: string
  save: string
  cancel: string
  alias: string
  aliasAdd: string
  aliasAction: string
  aliasRemove: (alias: string) => string
}

const en: CardWords = {
  tab: 'Card',
  note: 'written by the platform from what it knows; purpose, limits and licence by people',
  markdown: 'Markdown',
  pdf: 'PDF',
  edit: 'Write purpose, limits, licence',
  action: 'write the card',
  purpose: 'Purpose',
  limits: 'Limits and risks',
  licence: 'Licence',
  save: 'Save',
  cancel: 'Cancel',
  alias: 'New alias',
  aliasAdd: 'Set alias',
  aliasAction: 'set an alias',
  aliasRemove: alias => `Take the alias ${alias} away`,
}

const zh: CardWords = {
  tab: '卡片',
  note: '平台根据所知内容生成；用途、限制与许可证由人填写',
  markdown: 'Markdown',
  pdf: 'PDF',
  edit: '填写用途、限制、许可证',
  action: '填写卡片',
  purpose: '用途',
  limits: '限制与风险',
  licence: '许可证',
  save: '保存',
  cancel: '取消',
  alias: '新别名',
  aliasAdd: '设置别名',
  aliasAction: '设置别名',
  aliasRemove: alias => `移除别名 ${alias}`,
}

export const cards = { en, zh }
