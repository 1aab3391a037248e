type TrafficWords = {
  title: string
  span: string
  spans: { hour: string; day: string; month: string }
  requests: string
  requestsPer: (stretch: string) => string
  rows: string
  errors: string
  errorShare: (share: string) => string
  percentilesNote: string
  latency: string
  none: string
  byVersion: string
  version: string
  versionOf: (model: string, version: number) => string
  outcomes: string
  outcomesNote: (requests: string) => string
  chanceOf: string
  rowsOf: (rows: string) => string
  last: string
  lastNote: string
  noneLast: string
  at: string
  input: string
  output: string
  took: string
  moreRows: (more: string) => string
  fails: string
  failsTexts: { who: string; what: string }[]
  curl: string
  python: string
  oipCall: string
}

const en: TrafficWords = {
  title: 'Traffic',
  span: 'How far back',
  spans: { hour: 'Hour', day: 'Day', month: '30 days' },
  requests: 'Requests',
  requestsPer: stretch => `Requests in ${stretch}`,
  rows: 'Rows',
  errors: 'Errors',
  errorShare: share => `${share} of requests`,
  percentilesNote: 'ms for one request',
  latency: 'Latency',
  none: 'No request in this time. Predict once, and it stands here two seconds later.',
  byVersion: 'By version',
  version: 'Version',
  versionOf: (model, version) => `${model} v${version}`,
  outcomes: 'What it predicts',
  outcomesNote: requests => `the last ${requests} requests that are kept`,
  chanceOf: 'chance of the second class',
  rowsOf: rows => `${rows} rows`,
  last: 'Last predictions',
  lastNote: 'what came in and went out, as it is kept',
  noneLast: 'No prediction is kept yet.',
  at: 'When',
  input: 'In',
  output: 'Out',
  took: 'Took',
  moreRows: more => `and ${more} more rows`,
  fails: 'When it fails',
  failsTexts: [
    { who: 'Data that does not fit', what: 'answers 400 and names the column; nothing else notices.' },
    { who: 'A request that takes more than 10 s', what: 'answers 504; the model is started anew and goes on.' },
    {
      who: 'A model that crashes or outgrows its memory',
      what: 'answers 503 and comes back by itself, later each time it does so again. Other projects are not touched.',
    },
    { who: 'A new version that does not start', what: 'changes nothing: the one before goes on answering.' },
  ],
  curl: 'MLflow scoring',
  python: 'From Python',
  oipCall: 'Open Inference Protocol',
}

const zh: TrafficWords = {
  title: '流量',
  span: '时间范围',
  spans: { hour: '一小时', day: '一天', month: '30 天' },
  requests: '请求',
  requestsPer: stretch => `每 ${stretch} 的请求数`,
  rows: '行',
  errors: '错误',
  errorShare: share => `占请求的 ${share}`,
  percentilesNote: '毫秒／每次请求',
  latency: '延迟',
  none: '此时间内没有请求。预测一次，两秒后会显示在这里。',
  byVersion: '按版本',
  version: '版本',
  versionOf: (model, version) => `${model} v${version}`,
  outcomes: '预测结果的分布',
  outcomesNote: requests => `最近保存的 ${requests} 次请求`,
  chanceOf: '第二类的概率',
  rowsOf: rows => `${rows} 行`,
  last: '最近的预测',
  lastNote: '保存下来的输入与输出',
  noneLast: '还没有保存的预测。',
  at: '时间',
  input: '输入',
  output: '输出',
  took: '用时',
  moreRows: more => `另有 ${more} 行`,
  fails: '出错时会怎样',
  failsTexts: [
    { who: '数据不符', what: '返回 400 并指出列名；不影响其他请求。' },
    { who: '请求超过 10 秒', what: '返回 504；模型重新启动后继续服务。' },
    { who: '模型崩溃或超出内存', what: '返回 503 并自行恢复，反复发生时恢复间隔变长。其他项目不受影响。' },
    { who: '新版本无法启动', what: '不会改变任何东西：之前的版本继续作答。' },
  ],
  curl: 'MLflow 评分',
  python: '从 Python 调用',
  oipCall: '开放推理协议',
}

export const traffic = { en, zh }
