import type { AttemptState } from '../../backbone/engines/attempts/attempts.schema.ts'
import type { Stat } from '../../assets/experiments/view/addresses.schema.ts'
import type { RunSummary } from '../../assets/experiments/experiments.schema.ts'
import type { Repetition } from '../../assets/experiments/launches/launches.schema.ts'

type RunWords = {
  runs: string
  run: string
  lede: string
  none: string
  noneText: string
  older: string
  columns: string
  columnsOf: (shown: number, all: number) => string
  pinned: string
  course: (metric: string) => string
  stat: Record<Stat | 'label', string>
  inOrder: string
  inOrderNote: string
  inOrderText: (metric: string, n: string) => string
  bestRun: (name: string) => string
  filter: string
  hypothesis: string
  metrics: string
  params: string
  artifacts: string
  modelFiles: (id: string) => string
  plots: string
  plotsNote: string
  madeFrom: string
  experiment: string
  data: string
  image: string
  code: string
  model: string
  status: Record<RunSummary['status'], string>
  column: { run: string; who: string; started: string; wall: string }
  state: Record<AttemptState, string>
  waits: (place: string) => string
  execution: string
  executionNote: (engine: string) => string
  none_here: string
  attempt: string
  queue: string
  wall: string
  cpu: string
  cpuSeconds: (seconds: string) => string
  memory: string
  exit: string
  isolation: string
  isolated: Record<'bubblewrap' | 'none', string>
  log: string
  logNote: string
  cancel: string
  cancelAction: string
  cancelling: string
  rerun: string
  rerunAction: string
  rerunOwn: string
  repetition: string
  repeated: Record<Repetition['state'], string>
  repeats: string
  estimate: { title: string; note: string; value: string; interval: string; baseline: string }
  metric: { name: string; before: string; after: string; difference: string }
  history: string
  talk: string
}

const en: RunWords = {
  runs: 'Experiments',
  run: 'Run',
  lede: 'Every run of this project with what went in and what came out; the best values stand out.',
  none: 'No run yet',
  noneText:
    'A run is a script in an image on versions of datasets. Launch one, or log from your own machine with MLflow:',
  older: 'Show older',
  columns: 'Columns',
  columnsOf: (shown, all) => `${shown} of ${all} columns`,
  pinned: 'Pinned',
  course: metric => `${metric}, course`,
  stat: { label: 'Value of a metric, shown and sorted by', last: 'Last', best: 'Best', min: 'Min', max: 'Max' },
  inOrder: 'Every run, in order',
  inOrderNote: 'marks are runs, the line is the best so far',
  inOrderText: (metric, n) => `${metric} of ${n} runs in the order in which they began`,
  bestRun: name => `best so far, ${name}`,
  filter: 'Filter, such as metrics.val_mae < 14 and params.loss = "absolute_error"',
  hypothesis: 'Hypothesis',
  metrics: 'Metrics',
  params: 'Params',
  artifacts: 'Artifacts',
  modelFiles: id => `Files of model ${id}`,
  plots: 'Pictures',
  plotsNote: 'drawn by the run itself',
  madeFrom: 'Made from',
  experiment: 'Experiment',
  data: 'Data',
  image: 'Image',
  code: 'Code',
  model: 'Model',
  status: { RUNNING: 'Running', SCHEDULED: 'Waiting', FINISHED: 'Done', FAILED: 'Failed', KILLED: 'Cancelled' },
  column: {
    run: 'Run',
    who: 'By',
    started: 'Started',
    wall: 'Took',
  },
  state: {
    queued: 'Waiting for room',
    starting: 'Starting',
    running: 'Running',
    done: 'Done',
    failed: 'Failed',
    cancelled: 'Cancelled',
    lost: 'Lost',
  },
  waits: place => `Place ${place} in the queue`,
  execution: 'Execution',
  executionNote: engine => `engine ${engine}`,
  none_here:
    'This run was not executed here: a script logged it from elsewhere, so there is no log and no measurement.',
  attempt: 'Attempt',
  queue: 'Waited in the queue',
  wall: 'Took',
  cpu: 'Processor',
  cpuSeconds: seconds => `${seconds} s of one core`,
  memory: 'Peak memory',
  exit: 'Exit code',
  isolation: 'Kept apart by',
  isolated: { bubblewrap: 'bubblewrap', none: 'nothing; it ran as the server does' },
  log: 'Log',
  logNote: 'stdout and stderr',
  cancel: 'Cancel run',
  cancelAction: 'cancel this run',
  cancelling: 'Asked to end',
  rerun: 'Run again',
  rerunAction: 'run it again',
  rerunOwn: 'its script ran on a machine of its own, so its code and image are not known here; start it again there',
  repetition: 'Repeats an earlier run',
  repeated: {
    running: 'Still running; then it is compared',
    equal: 'Came out equal',
    different: 'Came out different',
    failed: 'Failed, so there is nothing to compare',
    'not-a-re-run': 'A run of its own',
  },
  repeats: 'The same code, image, data and arguments as',
  estimate: {
    title: 'Estimates',
    note: 'with their 95 % interval; the dashed line is the baseline',
    value: 'Value',
    interval: '95 % interval',
    baseline: 'Baseline',
  },
  metric: { name: 'Metric', before: 'Before', after: 'Now', difference: 'Difference' },
  history: 'History',
  talk: 'Comments',
}

const zh: RunWords = {
  runs: '实验',
  run: '运行',
  lede: '本项目的所有运行，包括输入与结果；最佳值以粗体显示。',
  none: '还没有运行',
  noneText: '运行是在镜像中、对数据集版本执行的脚本。可在此启动，也可在自己的机器上用 MLflow 记录：',
  older: '显示更早的',
  columns: '列',
  columnsOf: (shown, all) => `${all} 列中的 ${shown} 列`,
  pinned: '已固定',
  course: metric => `${metric} 曲线`,
  stat: { label: '显示并据以排序的指标值', last: '最新', best: '最佳', min: '最小', max: '最大' },
  inOrder: '按先后排列的运行',
  inOrderNote: '标记为运行，折线为迄今最佳',
  inOrderText: (metric, n) => `${n} 次运行的 ${metric}，按开始先后`,
  bestRun: name => `迄今最佳，${name}`,
  filter: '筛选，例如 metrics.val_mae < 14 and params.loss = "absolute_error"',
  hypothesis: '假设',
  metrics: '指标',
  params: '参数',
  artifacts: '产物',
  modelFiles: id => `模型 ${id} 的文件`,
  plots: '图片',
  plotsNote: '由运行自己绘制',
  madeFrom: '来源',
  experiment: '实验',
  data: '数据',
  image: '镜像',
  code: '代码',
  model: '模型',
  status: { RUNNING: '运行中', SCHEDULED: '等待中', FINISHED: '完成', FAILED: '失败', KILLED: '已取消' },
  column: {
    run: '运行',
    who: '由',
    started: '开始',
    wall: '用时',
  },
  state: {
    queued: '等待空位',
    starting: '正在启动',
    running: '运行中',
    done: '完成',
    failed: '失败',
    cancelled: '已取消',
    lost: '丢失',
  },
  waits: place => `队列中第 ${place} 位`,
  execution: '执行',
  executionNote: engine => `引擎 ${engine}`,
  none_here: '此运行不在这里执行：由别处的脚本记录，因此没有日志和测量值。',
  attempt: '尝试',
  queue: '排队时间',
  wall: '用时',
  cpu: '处理器',
  cpuSeconds: seconds => `单核 ${seconds} 秒`,
  memory: '内存峰值',
  exit: '退出码',
  isolation: '隔离方式',
  isolated: { bubblewrap: 'bubblewrap', none: '无；与服务器以同样方式运行' },
  log: '日志',
  logNote: 'stdout 与 stderr',
  cancel: '取消运行',
  cancelAction: '取消此运行',
  cancelling: '已请求结束',
  rerun: '再次运行',
  rerunAction: '再次运行',
  rerunOwn: '其脚本在自己的机器上运行，平台不知道它的代码与镜像；请在那里重新启动',
  repetition: '重复先前的运行',
  repeated: {
    running: '仍在运行，结束后比较',
    equal: '结果相同',
    different: '结果不同',
    failed: '失败，无法比较',
    'not-a-re-run': '独立的运行',
  },
  repeats: '代码、镜像、数据和参数均同于',
  estimate: {
    title: '估计值',
    note: '含 95% 区间；虚线为基线',
    value: '数值',
    interval: '95% 区间',
    baseline: '基线',
  },
  metric: { name: '指标', before: '之前', after: '现在', difference: '差异' },
  history: '历史',
  talk: '评论',
}

export const runs = { en, zh }
