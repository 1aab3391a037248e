const en = {
  title: 'Protected aliases',
  note: 'Move only to a version whose promotion was accepted. Other aliases are free.',
  none: 'No alias is protected: everybody who may register models moves all of them.',
  alias: 'Alias',
  by: 'Protected by',
  since: 'Since',
  protect: 'Protect',
  action: 'protect an alias',
  free: 'Free',
  freeText: (alias: string) => `Everybody who may register models can then move "${alias}" without a promotion.`,
}

const zh: typeof en = {
  title: '受保护的别名',
  note: '只会移动到晋级申请已被批准的版本。其他别名不受限制。',
  none: '没有受保护的别名：凡可注册模型的人都能移动全部别名。',
  alias: '别名',
  by: '保护者',
  since: '自',
  protect: '保护',
  action: '保护别名',
  free: '解除保护',
  freeText: alias => `此后，凡可注册模型的人都能不经晋级移动“${alias}”。`,
}

export const protectedAliases = { en, zh }
