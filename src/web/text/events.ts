type EventWords = {
  /** after a person's name and before the object's kind */
  verb: Record<string, string>
  /** where verb and kind beside each other would read badly */
  act: Record<string, string>
  kind: Record<string, string>
  source: Record<string, string>
  title: string
  lede: string
  none: string
  noneText: string
  noneFits: string
  all: { seat: string; person: string; verb: string }
  seat: string
  person: string
  did: string
  object: string
  when: string
  onlyAbout: (what: string) => string
  clear: string
  older: string
  loadingOlder: string
  detail: string
  id: string
  recorded: string
  occurred: string
  from: string
  actedBy: (name: string) => string
  tier: string
  tiers: Record<number, string>
  cause: string
  noCause: string
  causedBy: string
  effects: string
  payload: string
  follow: string
  openObject: string
  imported: string
}

const en: EventWords = {
  verb: {
    create: 'created',
    change: 'changed',
    remove: 'removed',
    join: 'joined',
    leave: 'left',
    'assign-seat': 'filled',
    'leave-seat': 'emptied',
    'sign-in': 'signed in',
    invite: 'invited',
    request: 'asked for',
    accept: 'accepted',
    return: 'returned',
    withdraw: 'withdrew',
    grant: 'granted',
    deny: 'denied',
    expire: 'let expire',
    revoke: 'revoked',
    publish: 'published',
    subscribe: 'subscribed to',
    deprecate: 'deprecated',
    fork: 'forked',
    share: 'shared',
    start: 'started',
    finish: 'finished',
    fail: 'failed',
    cancel: 'cancelled',
    're-run': 'ran again',
    open: 'opened',
    close: 'closed',
    comment: 'wrote',
    review: 'reviewed',
    mention: 'mentioned somebody in',
    build: 'built',
    deploy: 'deployed',
    rollback: 'rolled back',
    retire: 'retired',
    'check-pass': 'passed a check of',
    'check-fail': 'failed a check of',
    alert: 'raised an alert on',
    ack: 'acknowledged',
    restore: 'restored',
    'kpi-value': 'measured',
    'forecast-made': 'forecast',
    'promise-made': 'promised',
    'promise-settled': 'settled the promise of',
    'scope-change': 'changed the scope of',
    'gate-decision': 'decided',
  },
  act: {
    'mention user': 'mentioned',
    'join user': 'brought in',
    'leave user': 'deactivated',
    'comment comment': 'wrote:',
    'sign-in user': 'signed in:',
  },
  kind: {
    user: 'the person',
    project: 'the project',
    charter: 'the charter of',
    token: 'the token',
    request: 'the request',
    comment: 'a comment:',
    seat: 'the seat',
    dataset: 'the dataset',
    image: 'the image',
    model: 'the model',
    run: 'the run',
    experiment: 'the experiment',
    attempt: 'the step',
    snapshot: 'the code',
    environment: 'the environment',
    kpi: 'the KPI',
    hypothesis: 'the hypothesis',
    gate: 'the gate',
    deployment: 'the deployment',
    endpoint: 'the endpoint',
    evaluation: 'the evaluation',
  },
  source: { ui: 'the pages', sdk: 'a program', ci: 'a pipeline', system: 'the platform', import: 'an import' },
  title: 'Timeline',
  lede: 'Who did what, in which seat, because of what. Nothing here can be edited or removed.',
  none: 'Nothing has happened yet',
  noneText: 'Every act of people, programs and the platform stands here from the first one on.',
  noneFits: 'No event fits this filter',
  all: { seat: 'All seats', person: 'All people', verb: 'All acts' },
  seat: 'Seat',
  person: 'Person',
  did: 'Act',
  object: 'Object',
  when: 'When',
  onlyAbout: what => `Only about ${what}`,
  clear: 'Clear the filter',
  older: 'Show older events',
  loadingOlder: 'Loading',
  detail: 'Event',
  id: 'Id',
  recorded: 'Recorded',
  occurred: 'Happened',
  from: 'Through',
  actedBy: name => `really done by ${name}`,
  tier: 'Tier',
  tiers: { 1: 'Backbone', 2: 'Shared assets', 3: 'Projects', 0: 'People' },
  cause: 'Because of',
  noCause: 'it stands at the beginning',
  causedBy: 'What it caused',
  effects: 'Show what it caused',
  payload: 'What was recorded with it',
  follow: 'Only events about this',
  openObject: 'Open it',
  imported: 'imported',
}

const zh: EventWords = {
  verb: {
    create: '创建了',
    change: '修改了',
    remove: '移除了',
    join: '加入了',
    leave: '离开了',
    'assign-seat': '填补了',
    'leave-seat': '空出了',
    'sign-in': '登录：',
    invite: '邀请了',
    request: '请求了',
    accept: '接受了',
    return: '退回了',
    withdraw: '撤回了',
    grant: '授予了',
    deny: '拒绝了',
    expire: '使其过期：',
    revoke: '吊销了',
    publish: '发布了',
    subscribe: '订阅了',
    deprecate: '弃用了',
    fork: '派生了',
    share: '共享了',
    start: '启动了',
    finish: '完成了',
    fail: '失败：',
    cancel: '取消了',
    're-run': '重新运行了',
    open: '提出了',
    close: '关闭了',
    comment: '写下',
    review: '评审了',
    mention: '提及某人于',
    build: '构建了',
    deploy: '部署了',
    rollback: '回滚了',
    retire: '退役了',
    'check-pass': '通过检查：',
    'check-fail': '未通过检查：',
    alert: '发出告警：',
    ack: '确认了',
    restore: '恢复了',
    'kpi-value': '测量了',
    'forecast-made': '预测了',
    'promise-made': '承诺了',
    'promise-settled': '兑现承诺：',
    'scope-change': '变更范围：',
    'gate-decision': '裁定了',
  },
  act: {
    'mention user': '提及了',
    'join user': '引入了',
    'leave user': '停用了',
    'comment comment': '写下：',
    'sign-in user': '登录：',
  },
  kind: {
    user: '人员',
    project: '项目',
    charter: '章程',
    token: '令牌',
    request: '请求',
    comment: '评论：',
    seat: '席位',
    dataset: '数据集',
    image: '镜像',
    model: '模型',
    run: '运行',
    experiment: '实验',
    attempt: '步骤',
    snapshot: '代码',
    environment: '环境',
    kpi: '指标',
    hypothesis: '假设',
    gate: '关口',
    deployment: '部署',
    endpoint: '端点',
    evaluation: '评估',
  },
  source: { ui: '页面', sdk: '程序', ci: '流水线', system: '平台', import: '导入' },
  title: '时间线',
  lede: '谁在哪个席位做了什么，出于什么原因。这里的内容不能修改或删除。',
  none: '还没有发生任何事',
  noneText: '人员、程序和平台的每个动作从第一个起都记录在这里。',
  noneFits: '没有符合筛选条件的事件',
  all: { seat: '所有席位', person: '所有人', verb: '所有动作' },
  seat: '席位',
  person: '人员',
  did: '动作',
  object: '对象',
  when: '时间',
  onlyAbout: what => `仅关于 ${what}`,
  clear: '清除筛选',
  older: '显示更早的事件',
  loadingOlder: '正在加载',
  detail: '事件',
  id: '编号',
  recorded: '记录于',
  occurred: '发生于',
  from: '通过',
  actedBy: name => `实际操作者为 ${name}`,
  tier: '层',
  tiers: { 1: '基座', 2: '共享资产', 3: '项目', 0: '人员' },
  cause: '起因',
  noCause: '它是起点',
  causedBy: '它引起的事件',
  effects: '显示它引起的事件',
  payload: '一并记录的内容',
  follow: '仅看与此相关的事件',
  openObject: '打开',
  imported: '导入',
}

export const eventWords = { en, zh }
