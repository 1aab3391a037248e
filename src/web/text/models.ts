type Verdict = 'better' | 'no_better' | 'worse'

type MetricName =
  | 'auc'
  | 'log_loss'
  | 'brier'
  | 'accuracy'
  | 'precision_at_capacity'
  | 'recall_at_capacity'
  | 'mae'
  | 'rmse'

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
  evaluationOf: (model: string, version: number) => string
  evaluationNone: string
  evaluationRunning: string
  evaluationFollow: string
  evaluationFailed: string
  metricName: Record<MetricName, string>
  constantGuess: string
  heldAgainst: string
  reading: Record<Verdict, (told: { metric: string; baseline: string; range: string }) => string>
  evaluate: {
    title: (model: string, version: number) => string
    open: string
    again: string
    action: string
    lede: string
    start: string
    dataset: string
    datasetNote: string
    noData: string
    label: string
    op: string
    asItIs: string
    value: string
    time: string
    noTime: (dataset: string) => string
    last: string
    against: string
    constant: string
    metrics: string
    metricsNote: string
    slices: string
    slicesNote: string
  }
  later: string
  notLater: string
  verdict: Record<Verdict, (baseline: string) => string>
  short: Record<Verdict, string>
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
  versions: string
  version: string
  created: string
  by: string
  repeated: Record<'running' | 'equal' | 'different' | 'failed' | 'not-a-re-run', string>
  was: (before: string, after: string) => string
  deployTitle: (model: string, version: string) => string
  environment: string
  environmentHint: string
} & Record<
  | 'run'
  | 'runNone'
  | 'rerun'
  | 'rerunAction'
  | 'rerunOf'
  | 'talk'
  | 'deploy'
  | 'deployAction'
  | 'deploying'
  | 'endpointName'
  | 'endpointHint',
  string
>

const en: ModelWords = {
  models: 'Models',
  model: 'Model',
  lede: 'Versions that runs registered. Each knows its run, its data and its code, and goes into use only as it is.',
  none: 'No model yet',
  noneText: 'A run registers a model with MLflow; its first version then stands here:',
  filter: 'Filter by name',
  more: 'Show more',
  columns: { name: 'Name', version: 'Latest', aliases: 'Aliases', description: 'What it does', updated: 'Updated' },
  madeBy: 'registered by',
  fromRun: 'from run',
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
  evaluationOf: (model, version) => `Evaluation of ${model} v${version}`,
  evaluationNone: 'This version was not evaluated yet.',
  evaluationRunning: 'Is being evaluated: the later rows are predicted, then drawn again and again',
  evaluationFollow: 'Watch it',
  evaluationFailed: 'The evaluation stopped',
  metricName: {
    auc: 'Right order (AUC)',
    log_loss: 'Surprise (log loss)',
    brier: 'Squared error (Brier)',
    accuracy: 'Called rightly',
    precision_at_capacity: 'Acted on rightly',
    recall_at_capacity: 'Cases caught',
    mae: 'Mean error',
    rmse: 'Root mean squared error',
  },
  constantGuess: 'a constant guess',
  heldAgainst: 'Held against',
  reading: {
    better: ({ metric, baseline, range }) =>
      `Better than ${baseline}, and not by chance: ${metric} differs by ${range}, all of it on the good side.`,
    no_better: ({ metric, baseline, range }) =>
      `No better than ${baseline}: ${metric} differs by ${range}, and that includes no difference at all. What was seen may be chance, so nothing is gained by using this version yet.`,
    worse: ({ metric, baseline, range }) =>
      `Worse than ${baseline}: ${metric} differs by ${range}, all of it on the bad side. Do not put it into use.`,
  },
  evaluate: {
    title: (model, version) => `Evaluate ${model} v${version}`,
    open: 'Evaluate',
    again: 'Evaluate again',
    action: 'evaluate this version',
    lede: 'The version predicts the last rows by time. Its figures stand beside those of a baseline, with the interval that chance alone explains.',
    start: 'Start the evaluation',
    dataset: 'Dataset',
    datasetNote: 'its newest version',
    noData: 'This project has no dataset. Upload one on the page “Data” first.',
    label: 'What it foretells',
    op: 'Compared',
    asItIs: 'as it is',
    value: 'With',
    time: 'Rows lie in time by',
    noTime: dataset =>
      `${dataset} has no column with dates, so no rows are later than others. An evaluation needs one; choose another dataset.`,
    last: 'Judged: the last percent',
    against: 'Held against',
    constant: 'a constant guess',
    metrics: 'Figures',
    metricsNote: 'the first one decides',
    slices: 'Also looked at by',
    slicesNote: 'numbers are cut at their quarters, other columns by their most frequent values',
  },
  later: 'judged on later rows than it learned from',
  notLater: 'The rows are not later than those it learned from',
  verdict: {
    better: than => `Better than ${than}`,
    no_better: than => `No better than ${than}`,
    worse: than => `Worse than ${than}`,
  },
  short: { better: 'Better', no_better: 'No better', worse: 'Worse' },
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
  tabs: { label: '关于此版本', evidence: '证据', signature: '签名', files: '文件', lineage: '血缘', versions: '版本' },
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
  evaluationOf: (model, version) => `${model} v${version} 的评估`,
  evaluationNone: '此版本尚未评估。',
  evaluationRunning: '正在评估：先预测较晚的行，再反复抽样',
  evaluationFollow: '查看进展',
  evaluationFailed: '评估已停止',
  metricName: {
    auc: '排序正确率（AUC）',
    log_loss: '意外程度（对数损失）',
    brier: '平方误差（Brier）',
    accuracy: '判断正确率',
    precision_at_capacity: '行动命中率',
    recall_at_capacity: '捕获率',
    mae: '平均误差',
    rmse: '均方根误差',
  },
  constantGuess: '固定猜测',
  heldAgainst: '对照',
  reading: {
    better: ({ metric, baseline, range }) => `优于${baseline}，并非偶然：${metric}相差 ${range}，全部落在好的一侧。`,
    no_better: ({ metric, baseline, range }) =>
      `不优于${baseline}：${metric}相差 ${range}，其中包含“没有差别”。所见可能只是偶然，目前使用此版本并无收益。`,
    worse: ({ metric, baseline, range }) => `差于${baseline}：${metric}相差 ${range}，全部落在坏的一侧。请勿投入使用。`,
  },
  evaluate: {
    title: (model, version) => `评估 ${model} v${version}`,
    open: '评估',
    again: '再次评估',
    action: '评估此版本',
    lede: '此版本预测时间上最后的若干行；其指标与基线并列，并给出偶然因素所能解释的区间。',
    start: '开始评估',
    dataset: '数据集',
    datasetNote: '使用最新版本',
    noData: '此项目还没有数据集。请先在“数据”页面上传。',
    label: '预测目标',
    op: '比较方式',
    asItIs: '原值',
    value: '比较值',
    time: '时间列',
    noTime: dataset => `${dataset} 没有日期列，无法区分先后。评估需要日期列，请选择其他数据集。`,
    last: '评判最后百分之几',
    against: '对照',
    constant: '固定猜测',
    metrics: '指标',
    metricsNote: '第一个指标决定结论',
    slices: '同时按以下列查看',
    slicesNote: '数值按四分位切分，其他列取最常见的值',
  },
  later: '用晚于训练数据的行评判',
  notLater: '评判所用的行并不晚于训练数据',
  verdict: {
    better: baseline => `优于${baseline}`,
    no_better: baseline => `不优于${baseline}`,
    worse: baseline => `差于${baseline}`,
  },
  short: { better: '更好', no_better: '没有更好', worse: '更差' },
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
