import type { DeliveryState } from '../../assets/models/webhooks/webhooks.schema.ts'

/** Webhooks of the registry: who elsewhere hears of changes of the models. */
export type WebhookWords = Record<
  | ('title' | 'note' | 'none' | 'line' | 'name' | 'events' | 'last' | 'acts' | 'off' | 'unsigned' | 'never')
  | ('test' | 'remove' | 'action'),
  string
> & {
  state: Record<DeliveryState, string>
  tries: (count: number) => string
  testOf: (name: string) => string
  removeText: (name: string) => string
  answered: (status: number) => string
}

const en: WebhookWords = {
  title: 'Webhooks',
  note: 'Other systems that are told of changes of the models: again and again until they take it.',
  none: 'Nobody elsewhere is told of changes. Whoever may change the project registers an address with MLflow:',
  line: 'the line that registers a webhook',
  name: 'Name',
  events: 'Told of',
  last: 'Last deliveries',
  acts: 'Test, remove',
  off: 'switched off',
  unsigned: 'not signed',
  never: 'Nothing happened yet',
  test: 'Test',
  remove: 'Remove',
  action: 'test or remove a webhook',
  state: { waiting: 'waiting', delivered: 'delivered', failed: 'failed' },
  tries: count => `tried ${count} times`,
  testOf: name => `Test ${name} with an example`,
  removeText: name => `${name} is told nothing more, also not what still waits for it.`,
  answered: status => `answered ${status}`,
}

const zh: WebhookWords = {
  title: 'Webhook',
  note: '接收模型变更通知的其他系统；未被接收的通知会反复重发。',
  none: '目前没有外部系统接收变更通知。有权修改项目的人可以用 MLflow 登记地址：',
  line: '登记 webhook 的代码',
  name: '名称',
  events: '通知内容',
  last: '最近投递',
  acts: '测试、移除',
  off: '已停用',
  unsigned: '未签名',
  never: '尚无事件',
  test: '测试',
  remove: '移除',
  action: '测试或移除 webhook',
  state: { waiting: '等待中', delivered: '已送达', failed: '失败' },
  tries: count => `已尝试 ${count} 次`,
  testOf: name => `测试 ${name}`,
  removeText: name => `此后不再通知 ${name}，等待中的通知也不再发送。`,
  answered: status => `返回 ${status}`,
}

export const webhookWords = { en, zh }
