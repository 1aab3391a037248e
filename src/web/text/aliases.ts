const en = {
  title: 'One human, several addresses',
  note: 'git e-mails, old accounts',
  none: 'No other address is known.',
  addAction: 'say what belongs to this person',
  email: 'Another e-mail',
  add: 'Add',
  remove: 'Remove',
  removeNote: (email: string) => `Nobody is found by ${email} any more.`,
  other: 'Another account of the same human',
  merge: 'Merge',
  mergeNote: (other: string, person: string) =>
    `All that ${other} holds goes to ${person}, and the other account is closed. What it did stays its own in the log and is shown as ${person}. This cannot be undone.`,
}

const zh: typeof en = {
  title: '同一个人，多个地址',
  note: 'git 邮箱、旧账户',
  none: '没有其他已知地址。',
  addAction: '说明哪些属于此人',
  email: '另一个邮箱',
  add: '添加',
  remove: '移除',
  removeNote: email => `不再能通过 ${email} 找到任何人。`,
  other: '同一个人的另一个账户',
  merge: '合并',
  mergeNote: (other, person) =>
    `${other} 的一切归 ${person}，另一个账户将关闭。其所做的事在日志中仍属于原账户，并显示为 ${person}。此操作无法撤销。`,
}

export const aliases = { en, zh }
