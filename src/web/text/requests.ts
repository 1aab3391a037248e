import type { Request } from '../../people/requests/requests.schema.ts'

type RequestWords = {
  requests: string
  request: string
  lede: string
  kind: Record<string, string>
  /** what the platform looks for, by the name of the check */
  state: Record<Request['state'], string>
  states: Record<Request['state'] | 'all', string>
  filter: string
  waitsFor: (seat: string) => string
  waits: string
  decided: Record<'accepted' | 'returned' | 'withdrawn', (seat: string) => string>
  none: string
  noneText: string
  noneFits: string
  columns: { subject: string; kind: string; state: string; from: string; seat: string; waiting: string; asked: string }
  older: string
  evidence: string
  evidenceNote: (met: number, of: number) => string
  evidenceLive: string
  evidenceFrozen: (when: string) => string
  noEvidence: string
  computed: string
  supplies: (seat: string) => string
  check: Record<'met' | 'missing' | 'warning', string>
  decision: string
  accept: string
  return: string
  withdraw: string
  decide: string
  because: { asked: string; made: string; seat: (seat: string) => string }
  seatOf: (names: string, seat: string) => string
  nobody: (seat: string) => string
  people: string
  reasonLabel: string
  reasonHint: string
  reasonMissing: string
  acceptAnyway: (open: number) => string
  final: string
  effectTitle: string
  effect: Record<string, readonly string[]>
  effectOther: readonly string[]
  withdrawn: string
  returned: string
  askedBy: string
  reason: string
  blocks: string
  due: string
  overdue: string
  authors: string
  said: string
  noReason: string
  talk: string
  history: string
  deciders: string
  emptySeat: string
  openSubject: string
  keys: string
  returnLabel: string
  returnReason: Record<string, string>
  choose: string
  repairs: string
  repaired: string
  handoffs: string
  scope: string
  standsIn: (name: string) => string
  onBehalf: (name: string) => string
}

const en: RequestWords = {
  requests: 'Requests',
  request: 'Request',
  lede: 'What one seat waits for from another, with the evidence for the decision.',
  kind: {
    promotion: 'promotion',
    access: 'access',
    review: 'review',
    handoff: 'handoff',
    gate: 'gate',
    subscription: 'use of an asset',
    'scope-change': 'change of scope',
  },
  state: { open: 'Waits', accepted: 'Accepted', returned: 'Returned', withdrawn: 'Withdrawn' },
  states: { all: 'All', open: 'Open', accepted: 'Accepted', returned: 'Returned', withdrawn: 'Withdrawn' },
  filter: 'Which requests',
  waitsFor: seat => `Waits for the seat “${seat}”`,
  waits: 'Waits',
  decided: {
    accepted: seat => `Accepted in the seat “${seat}”`,
    returned: seat => `Returned by the seat “${seat}”`,
    withdrawn: () => 'Withdrawn by who asked',
  },
  none: 'Nobody has asked for anything yet',
  noneText:
    'A request carries work from one seat to another: who asks, why, and the evidence. Ask for one on the page of the thing itself, for example the promotion on a model version.',
  noneFits: 'No request is in this state',
  columns: {
    subject: 'About',
    kind: 'Asks for',
    state: 'State',
    from: 'Asked by',
    seat: 'Seat asked',
    waiting: 'Waiting',
    asked: 'Asked',
  },
  older: 'Show older requests',
  evidence: 'Evidence',
  evidenceNote: (met, of) => `${met} of ${of} met`,
  evidenceLive: 'Read anew whenever this page is opened; the decision freezes it.',
  evidenceFrozen: when =>
    `Frozen at the decision, ${when}. This is what was known then; what was found later does not change it.`,
  noEvidence: 'This kind of request looks for no evidence; the reason is all there is.',
  computed: 'computed',
  supplies: seat => `${seat} can supply it`,
  check: { met: 'Met', missing: 'Missing', warning: 'Look here' },
  decision: 'Decision',
  accept: 'Accept',
  return: 'Return',
  withdraw: 'Withdraw',
  decide: 'decide',
  because: {
    asked: 'you asked for it',
    made: 'you made this version',
    seat: seat => `you do not sit as ${seat}`,
  },
  seatOf: (names, seat) => `${names} (${seat})`,
  nobody: seat => `Nobody else sits as ${seat}.`,
  people: 'Seat somebody there',
  reasonLabel: 'Your reason',
  reasonHint: 'Everybody in the project reads it. Needed to return, welcome to accept.',
  reasonMissing: 'Say what is missing, so that it can be supplied',
  acceptAnyway: open => `${open} ${open === 1 ? 'check is' : 'checks are'} not met; your word stands above them.`,
  final: 'This cannot be taken back.',
  effectTitle: 'What happens when accepted',
  effect: {
    promotion: [
      'The evidence is frozen with your name and seat',
      'The version may go to production',
      'Who asked sees it on the desk at once',
    ],
    handoff: [
      'The work is taken over by the seat that was asked',
      'The evidence is frozen with your name and seat',
      'Who asked sees it on the desk at once',
    ],
    access: [
      'The person sits there from now on, with the rights of the seat',
      'The seat ends by itself after the days that were asked for',
      'Who asked sees it on the desk at once',
    ],
    review: ['It is on record that your seat looked at it', 'Who asked sees it on the desk at once'],
    subscription: [
      'The other project may use it in runs and deployments, every version',
      'You see who uses it, and may take it back',
    ],
    'scope-change': [
      'The change stands in the history of the scope, with your name and seat',
      'A new text of the scope, where one was given, replaces the old one',
      'Who asked sees it on the desk at once',
    ],
    gate: [
      'The gate is passed, and the project is in its next stage',
      'The evidence is frozen with your name and seat',
      'Who asked sees it on the desk at once',
    ],
  },
  effectOther: [
    'The evidence is frozen with your name and seat',
    'What was asked for takes effect at once',
    'Who asked sees it on the desk at once',
  ],
  withdrawn: 'Nobody has to decide any more. It can be asked for again.',
  returned: 'It goes back to who asked; they can ask again.',
  askedBy: 'Asked by',
  reason: 'Reason',
  blocks: 'Holds up',
  due: 'Due',
  overdue: 'Overdue since',
  authors: 'Made by',
  said: 'Said',
  noReason: 'no reason given',
  talk: 'Talk about it',
  history: 'What happened',
  deciders: 'Can decide',
  emptySeat: 'Nobody sits there',
  openSubject: 'Open what it is about',
  keys: 'E accepts, R comments',
  returnLabel: 'Why it goes back',
  returnReason: {
    rerun_differs: 'The re-run gives something else',
    image_not_locked: 'The image is not locked',
    data_not_checked: 'The data was not checked',
    no_evaluation: 'No evaluation',
    too_weak: 'Not good enough',
    card_missing: 'The card is empty',
    interface_unclear: 'Inputs and outputs are unclear',
    too_slow: 'Too slow',
    too_costly: 'Too costly',
    unsafe: 'Not safe to run',
    paths_or_secrets: 'Paths of one machine, or secrets',
    other: 'Another reason, in words',
  },
  choose: 'Choose a reason',
  repairs: 'Repairs what was sent back',
  repaired: 'Repaired and asked for again',
  handoffs: 'Handoffs: waiting and returns',
  scope: 'Scope and its changes',
  standsIn: name => `You decide for ${name}, who is away and named you. The log says both.`,
  onBehalf: name => `for ${name}, who was away`,
}

const zh: RequestWords = {
  requests: '请求',
  request: '请求',
  lede: '一个席位在等另一个席位做什么，以及供决定用的证据。',
  kind: {
    promotion: '晋升',
    access: '访问',
    review: '评审',
    handoff: '交接',
    gate: '关口',
    subscription: '使用资产',
    'scope-change': '范围变更',
  },
  state: { open: '等待中', accepted: '已接受', returned: '已退回', withdrawn: '已撤回' },
  states: { all: '全部', open: '等待中', accepted: '已接受', returned: '已退回', withdrawn: '已撤回' },
  filter: '哪些请求',
  waitsFor: seat => `等待“${seat}”席位`,
  waits: '等待',
  decided: {
    accepted: seat => `由“${seat}”席位接受`,
    returned: seat => `由“${seat}”席位退回`,
    withdrawn: () => '由请求人撤回',
  },
  none: '还没有人提出请求',
  noneText:
    '请求把工作从一个席位交给另一个席位：谁请求、为什么、证据是什么。在对象自己的页面上提出，例如在模型版本上请求晋升。',
  noneFits: '没有处于此状态的请求',
  columns: {
    subject: '关于',
    kind: '请求内容',
    state: '状态',
    from: '请求人',
    seat: '被请求席位',
    waiting: '已等待',
    asked: '提出于',
  },
  older: '显示更早的请求',
  evidence: '证据',
  evidenceNote: (met, of) => `已满足 ${met}/${of}`,
  evidenceLive: '每次打开本页都会重新读取；作出决定后即冻结。',
  evidenceFrozen: when => `已在作出决定时冻结（${when}）。这是当时所知；之后的发现不会改变它。`,
  noEvidence: '此类请求不需要证据，只看理由。',
  computed: '自动计算',
  supplies: seat => `可由${seat}提供`,
  check: { met: '已满足', missing: '缺失', warning: '请留意' },
  decision: '决定',
  accept: '接受',
  return: '退回',
  withdraw: '撤回',
  decide: '决定',
  because: { asked: '这是你提出的', made: '此版本由你制作', seat: seat => `你不在${seat}席位` },
  seatOf: (names, seat) => `${names}（${seat}）`,
  nobody: seat => `没有其他人在${seat}席位。`,
  people: '安排人员',
  reasonLabel: '你的理由',
  reasonHint: '项目中的所有人都能看到。退回时必填，接受时可选。',
  reasonMissing: '请说明缺少什么，以便补充',
  acceptAnyway: open => `有 ${open} 项检查未满足；以你的决定为准。`,
  final: '此操作无法撤回。',
  effectTitle: '接受后会发生什么',
  effect: {
    promotion: ['证据连同你的姓名和席位一起固定', '该版本可以投入生产', '请求人会立刻在工作台上看到'],
    handoff: ['由被请求的席位接手工作', '证据连同你的姓名和席位一起固定', '请求人会立刻在工作台上看到'],
    access: ['此人即刻入席，拥有该席位的权利', '席位在所请求的天数后自动结束', '请求人会立刻在工作台上看到'],
    review: ['记录下你的席位已查看', '请求人会立刻在工作台上看到'],
    subscription: ['对方项目可在运行和部署中使用其所有版本', '你能看到谁在使用，并可收回'],
    'scope-change': [
      '变更连同你的姓名和席位记入范围历史',
      '如附有新的范围文本，则取代旧文本',
      '请求人会立刻在工作台上看到',
    ],
    gate: ['通过关口，项目进入下一阶段', '证据连同你的姓名和席位一起固定', '请求人会立刻在工作台上看到'],
  },
  effectOther: ['证据连同你的姓名和席位一起固定', '所请求的内容立即生效', '请求人会立刻在工作台上看到'],
  withdrawn: '不再需要任何人决定。以后可以再次请求。',
  returned: '退回给请求人；可以再次请求。',
  askedBy: '请求人',
  reason: '理由',
  blocks: '阻塞',
  due: '截止',
  overdue: '已逾期，截止于',
  authors: '制作者',
  said: '说明',
  noReason: '未给出理由',
  talk: '讨论',
  history: '经过',
  deciders: '可以决定的人',
  emptySeat: '无人在此席位',
  openSubject: '打开相关对象',
  keys: 'E 接受，R 评论',
  returnLabel: '退回原因',
  returnReason: {
    rerun_differs: '重跑结果不一致',
    image_not_locked: '镜像未锁定',
    data_not_checked: '数据未检查',
    no_evaluation: '没有评估',
    too_weak: '效果不够',
    card_missing: '模型卡为空',
    interface_unclear: '输入输出不清楚',
    too_slow: '太慢',
    too_costly: '成本过高',
    unsafe: '运行不安全',
    paths_or_secrets: '含本机路径或密钥',
    other: '其他原因，请说明',
  },
  choose: '选择原因',
  repairs: '修复了被退回的请求',
  repaired: '已修复并再次请求',
  handoffs: '交接：等待与退回',
  scope: '范围及其变更',
  standsIn: name => `${name} 不在并指定了你，由你代为决定。日志会记录两人。`,
  onBehalf: name => `代 ${name}（当时不在）`,
}

export const requests = { en, zh }
