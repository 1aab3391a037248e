import type { DeliveryState } from '../../assets/models/webhooks/webhooks.schema.ts'

/** Webhooks of the registry: who elsewhere hears of changes of the models. */
export type WebhookWords = Record<
  | ('add' | 'create' | 'nameHint' | 'url' | 'urlHint' | 'ofModels' | 'ofPrompts' | 'sign' | 'signHint')
  | ('secret' | 'secretHint' | 'kept' | 'renew' | 'needsSecret')
  | ('title' | 'note' | 'none' | 'name' | 'events' | 'last' | 'acts' | 'off' | 'unsigned' | 'never')
  | ('test' | 'remove' | 'action'),
  string
> & {
  state: Record<DeliveryState, string>
  tries: (count: number) => string
  testOf: (name: string) => string
  removeText: (name: string) => string
  renewText: (name: string) => string
  answered: (status: number) => string
}

const en: WebhookWords = {
  title: 'Webhooks',
  note: 'Other systems that are told of changes of the models: again and again until they take it.',
  none: 'Nobody elsewhere is told of changes. Add the address of a system that should hear of them, such as your CI.',
  add: 'Add webhook',
  create: 'Add webhook',
  nameHint: 'letters, digits, dots, hyphens and underscores',
  url: 'Address',
  urlHint: 'Each change is posted there as JSON. Addresses of this machine and of private networks are refused.',
  ofModels: 'Models',
  ofPrompts: 'Prompts',
  sign: 'Sign what is sent',
  signHint: 'The receiver checks the header X-MLflow-Signature with a secret that you see once.',
  secret: 'Secret of the webhook',
  secretHint: 'Give it to the receiver now: it is shown this once, and nobody can read it here again.',
  kept: 'I have kept it',
  renew: 'New secret',
  needsSecret: 'needs a new secret',
  name: 'Name',
  events: 'Told of',
  last: 'Last deliveries',
  acts: 'Test, new secret, remove',
  off: 'switched off',
  unsigned: 'not signed',
  never: 'Nothing happened yet',
  test: 'Test',
  remove: 'Remove',
  action: 'add, test or remove a webhook',
  state: { waiting: 'waiting', delivered: 'delivered', failed: 'failed' },
  tries: count => `tried ${count} times`,
  testOf: name => `Test ${name} with an example`,
  removeText: name => `${name} is told nothing more, also not what still waits for it.`,
  renewText: name => `The old secret of ${name} signs nothing any more; give the new one to the receiver.`,
  answered: status => `answered ${status}`,
}

const zh: WebhookWords = {
  title: 'Webhook',
  note: '接收模型变更通知的其他系统；未被接收的通知会反复重发。',
  none: '目前没有外部系统接收变更通知。可添加需要接收通知的系统地址，例如 CI。',
  add: '添加 webhook',
  create: '添加 webhook',
  nameHint: '字母、数字、点、连字符和下划线',
  url: '地址',
  urlHint: '每项变更以 JSON 形式发送到该地址。本机和私有网络的地址会被拒绝。',
  ofModels: '模型',
  ofPrompts: '提示词',
  sign: '对发送内容签名',
  signHint: '接收方用密钥校验 X-MLflow-Signature 头；密钥只显示一次。',
  secret: 'Webhook 密钥',
  secretHint: '请立即交给接收方：密钥只显示这一次，此后无法再查看。',
  kept: '我已保存',
  renew: '更换密钥',
  needsSecret: '需要新密钥',
  name: '名称',
  events: '通知内容',
  last: '最近投递',
  acts: '测试、更换密钥、移除',
  off: '已停用',
  unsigned: '未签名',
  never: '尚无事件',
  test: '测试',
  remove: '移除',
  action: '添加、测试或移除 webhook',
  state: { waiting: '等待中', delivered: '已送达', failed: '失败' },
  tries: count => `已尝试 ${count} 次`,
  testOf: name => `测试 ${name}`,
  renewText: name => `${name} 的旧密钥随即失效；请把新密钥交给接收方。`,
  removeText: name => `此后不再通知 ${name}，等待中的通知也不再发送。`,
  answered: status => `返回 ${status}`,
}

export const webhookWords = { en, zh }
