type Verdict = 'better' | 'no_better' | 'worse'

type ModelWords = {
  models: string
  model: string
  lede: string
  none: string
  noneText: string
  filter: string
  more: string
  columns: { name: string; version: string; aliases: string; description: string; updated: string }
  madeBy: string
  fromRun: string
  choose: string
  tabs: Record<'label' | 'evidence' | 'signature' | 'files' | 'lineage' | 'versions', string>
  data: string
  noPromotion: string
  promotion: Record<'open' | 'accepted' | 'returned' | 'withdrawn', (seat: string) => string>
  promotionTitle: string
  promotionNone: string
  openRequest: string
  ask: string
  askAction: string
  askReason: string
  askHint: string
  askSend: string
  evaluation: string
  evaluationNote: (dataset: string, version: number, n: string) => string
  evaluationNone: string
  evaluationRunning: string
  later: string
  notLater: string
  verdict: Record<Verdict, (baseline: string) => string>
  baseline: string
  metric: string
  slice: string
  all: string
  value: string
  difference: string
  change: string
  judged: string
  slicesOf: (metric: string) => string
  leftOut: string
  signature: string
  signatureNote: string
  signatureNone: string
  inputExample: string
  files: string
  filesNote: (n: number) => string
  file: string
  size: string
  download: (path: string) => string
  versions: string
  version: string
  created: string
  by: string
  run: string
  runNone: string
  rerun: string
  rerunAction: string
  rerunOf: string
  repeated: Record<'running' | 'equal' | 'different' | 'failed' | 'not-a-re-run', string>
  was: (before: string, after: string) => string
  talk: string
  deploy: string
  deployAction: string
  deployTitle: (model: string, version: string) => string
  deploying: string
  endpointName: string
  endpointHint: string
  environment: string
  environmentHint: string
}

const en: ModelWords = {
  models: 'Models',
  model: 'Model',
  lede: 'Versions that runs registered. Each knows its run, its data and its code, and goes into use only as it is.',
  none: 'No model yet',
  noneText: 'A run registers a model with MLflow; its first version then stands here:',
  filter: 'Filter by name',
  more: 'Show more',
  columns: {
    name: 'Name',
    version: 'Latest',
    aliases: 'Aliases',
    description: 'What it does',
    updated: 'Updated',
  },
  madeBy: 'registered by',
  fromRun: 'from run',
  choose: 'Version',
  tabs: {
    label: 'About this version',
    evidence: 'Evidence',
    signature: 'Signature',
    files: 'Files',
    lineage: 'Lineage',
    versions: 'Versions',
  },
  data: 'data',
  noPromotion: 'Not promoted',
  promotion: {
    open: seat => `Waits for the ${seat}`,
    accepted: seat => `Promoted by the ${seat}`,
    returned: seat => `Sent back by the ${seat}`,
    withdrawn: () => 'Promotion withdrawn',
  },
  promotionTitle: 'Promotion',
  promotionNone:
    'Nobody asked for the promotion of this version. Ask, and the platform gathers the evidence beside the request.',
  openRequest: 'Open the request',
  ask: 'Ask for promotion',
  askAction: 'ask for promotion',
  askReason: 'Why should this version be promoted?',
  askHint: 'Stands beside the evidence, before the one who decides',
  askSend: 'Send the request',
  evaluation: 'Evaluation',
  evaluationNote: (dataset, version, n) => `on ${dataset} v${version}, n = ${n}`,
  evaluationNone: 'This version was not evaluated yet.',
  evaluationRunning: 'Is being evaluated',
  later: 'judged on later rows than it learned from',
  notLater: 'The rows are not later than those it learned from',
  verdict: {
    better: baseline => `Better than ${baseline}`,
    no_better: baseline => `No better than ${baseline}`,
    worse: baseline => `Worse than ${baseline}`,
  },
  baseline: 'the baseline',
  metric: 'Metric',
  slice: 'Slice',
  all: 'All rows',
  value: 'This version',
  difference: 'Difference, with interval',
  change: 'Low to high',
  judged: 'Reading',
  slicesOf: metric => `${metric} by slice`,
  leftOut: 'Left out:',
  signature: 'Signature',
  signatureNote: 'the MLmodel file, as it was logged',
  signatureNone: 'This version has no MLmodel file, so its fields are not known.',
  inputExample: 'Input example',
  files: 'Files',
  filesNote: n => (n === 1 ? '1 file' : `${n} files`),
  file: 'File',
  size: 'Size',
  download: path => `Download ${path}`,
  versions: 'Versions',
  version: 'Version',
  created: 'Registered',
  by: 'Registered by',
  run: 'Run',
  runNone: 'Registered without a run, so it cannot be repeated.',
  rerun: 'Re-run this',
  rerunAction: 're-run this',
  rerunOf: 'Re-run',
  repeated: {
    running: 'Still running; then it is compared',
    equal: 'Came out equal',
    different: 'Came out different',
    failed: 'Failed, so there is nothing to compare',
    'not-a-re-run': 'A run of its own',
  },
  was: (before, after) => `${before} → ${after}`,
  talk: 'Comments',
  deploy: 'Deploy',
  deployAction: 'deploy this version',
  deployTitle: (model, version) => `Deploy ${model} v${version}`,
  deploying: 'Starting: the model is loaded and tried before it takes over',
  endpointName: 'Endpoint',
  endpointHint: 'Small letters, digits and hyphens; one that exists gets this version in place of its own',
  environment: 'Environment',
  environmentHint: 'Where a promotion is required, it must be accepted first',
}

const zh: ModelWords = {
  models: '模型',
  model: '模型',
  lede: '由运行注册的版本。每个版本都知道自己的运行、数据与代码，并原样投入使用。',
  none: '还没有模型',
  noneText: '运行用 MLflow 注册模型后，第一个版本就会出现在这里：',
  filter: '按名称筛选',
  more: '显示更多',
  columns: { name: '名称', version: '最新', aliases: '别名', description: '用途', updated: '更新' },
  madeBy: '注册者',
  fromRun: '来自运行',
  choose: '版本',
  tabs: {
    label: '关于此版本',
    evidence: '证据',
    signature: '签名',
    files: '文件',
    lineage: '血缘',
    versions: '版本',
  },
  data: '数据',
  noPromotion: '未晋级',
  promotion: {
    open: seat => `等待${seat}`,
    accepted: seat => `已由${seat}批准晋级`,
    returned: seat => `被${seat}退回`,
    withdrawn: () => '晋级申请已撤回',
  },
  promotionTitle: '晋级',
  promotionNone: '还没有人申请晋级此版本。提出申请后，平台会在申请旁汇集证据。',
  openRequest: '打开申请',
  ask: '申请晋级',
  askAction: '申请晋级',
  askReason: '为什么应当晋级此版本？',
  askHint: '与证据一起呈现给决定者',
  askSend: '发送申请',
  evaluation: '评估',
  evaluationNote: (dataset, version, n) => `使用 ${dataset} v${version}，n = ${n}`,
  evaluationNone: '此版本尚未评估。',
  evaluationRunning: '正在评估',
  later: '用晚于训练数据的行评判',
  notLater: '评判所用的行并不晚于训练数据',
  verdict: {
    better: baseline => `优于${baseline}`,
    no_better: baseline => `不优于${baseline}`,
    worse: baseline => `差于${baseline}`,
  },
  baseline: '基线',
  metric: '指标',
  slice: '切片',
  all: '全部行',
  value: '此版本',
  difference: '差异与区间',
  change: '下限至上限',
  judged: '解读',
  slicesOf: metric => `${metric}（按切片）`,
  leftOut: '未纳入：',
  signature: '签名',
  signatureNote: '记录时的 MLmodel 文件',
  signatureNone: '此版本没有 MLmodel 文件，因此字段未知。',
  inputExample: '输入示例',
  files: '文件',
  filesNote: n => `${n} 个文件`,
  file: '文件',
  size: '大小',
  download: path => `下载 ${path}`,
  versions: '版本',
  version: '版本',
  created: '注册时间',
  by: '注册者',
  run: '运行',
  runNone: '注册时没有关联运行，因此无法重复。',
  rerun: '重新运行',
  rerunAction: '重新运行',
  rerunOf: '重新运行',
  repeated: {
    running: '仍在运行，结束后进行比较',
    equal: '结果相同',
    different: '结果不同',
    failed: '失败，无法比较',
    'not-a-re-run': '独立的运行',
  },
  was: (before, after) => `${before} → ${after}`,
  talk: '评论',
  deploy: '部署',
  deployAction: '部署此版本',
  deployTitle: (model, version) => `部署 ${model} v${version}`,
  deploying: '正在启动：模型先加载并试运行，再接管请求',
  endpointName: '端点',
  endpointHint: '小写字母、数字和连字符；已有的端点将改用此版本',
  environment: '环境',
  environmentHint: '需要晋级的环境，必须先批准晋级',
}

export const models = { en, zh }
