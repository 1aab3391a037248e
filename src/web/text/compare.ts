type CompareWords = {
  compare: string
  title: (n: number) => string
  oneMore: string
  tooMany: (most: number) => string
  pin: (name: string) => string
  earlier: (name: string) => string
  best: (words: Record<'metric' | 'value' | 'name', string>) => string
  bestAgainst: (words: Record<'metric' | 'value' | 'name' | 'change' | 'reference', string>) => string
  runs: string
  runsNote: string
  reference: string
  makeReference: (name: string) => string
  leaveOut: (name: string) => string
  others: string
  missing: (n: number) => string
  none: string
  noneText: string
  choose: string
  link: string
  csv: string
  picture: Record<'png' | 'svg', (what: string) => string>
  table: string
  tableNote: (differ: string, equal: string) => string
  rows: string
  differences: string
  all: (n: string) => string
  allEqual: string
  params: string
  metrics: string
  bestMark: string
  curves: string
  curvesNote: string
  noCurves: string
  chooseCurves: string
  along: string
  step: string
  elapsed: string
  clock: string
  quiet: (n: string) => string
  parallel: (metric: string) => string
  parallelNote: string
  parallelText: (n: string, axes: string) => string
  chooseAxes: string
  scatter: string
  scatterNote: (n: string) => string
  across: string
  up: string
  tooFew: string
  surface: string
  surfaceNote: string
  surfaceText: (words: Record<'up' | 'across' | 'metric' | 'low' | 'high', string>) => string
  surfaceNone: string
  boxes: string
  boxesNote: string
  boxText: (words: Record<'group' | 'n' | 'median' | 'low' | 'high', string>) => string
  boxesNone: string
  moreGroups: (n: string) => string
  by: string
  of: string
}

const en: CompareWords = {
  compare: 'Compare',
  title: n => `Compare ${n} ${n === 1 ? 'run' : 'runs'}`,
  oneMore: 'Choose one more to compare',
  tooMany: most => `At most ${most} can be compared`,
  pin: name => `Pin ${name}`,
  earlier: name => `Move ${name} forward`,
  best: ({ metric, value, name }) => `Best ${metric}: ${value}, ${name}.`,
  bestAgainst: ({ metric, value, name, change, reference }) =>
    `Best ${metric}: ${value}, ${name}, ${change} against ${reference}.`,
  runs: 'Runs',
  runsNote: 'the marked one is the reference',
  reference: 'reference',
  makeReference: name => `${name} as reference`,
  leaveOut: name => `Leave out ${name}`,
  others: 'Choose others',
  missing: n => `${n === 1 ? 'One run is' : `${n} runs are`} not in this project any more and left out.`,
  none: 'Nothing to compare yet',
  noneText: 'Choose two or more runs: X on a row, Shift X for all in between, then C.',
  choose: 'Choose runs',
  link: 'link to this comparison',
  csv: 'Save as CSV',
  picture: { png: what => `Save ${what} as PNG`, svg: what => `Save ${what} as SVG` },
  table: 'Params and metrics',
  tableNote: (differ, equal) => `${differ} differ, ${equal} equal; marked where a run leaves the reference`,
  rows: 'Rows',
  differences: 'Differences',
  all: n => `All ${n}`,
  allEqual: 'These runs have equal params and equal metrics.',
  params: 'Params',
  metrics: 'Metrics',
  bestMark: 'best',
  curves: 'Curves',
  curvesNote: 'drag to look closer, double-click to see all',
  noCurves: 'No metric was logged at more than one step, so there are no curves.',
  chooseCurves: 'Metrics',
  along: 'Along',
  step: 'Step',
  elapsed: 'Time',
  clock: 'Clock',
  quiet: n => `${n} more runs are drawn in grey.`,
  parallel: metric => `Which settings go with a good ${metric}`,
  parallelNote: 'a line is a run; point at it for its name',
  parallelText: (n, axes) => `${n} runs across ${axes}`,
  chooseAxes: 'Axes',
  scatter: 'One against another',
  scatterNote: n => `${n} runs have both`,
  across: 'Across',
  up: 'Up',
  tooFew: 'Fewer than two runs have both values.',
  surface: 'What two settings lead to',
  surfaceNote: 'between the runs the nearest ones are weighed; a dot is a run',
  surfaceText: ({ up, across, metric, low, high }) => `${metric} by ${across} and ${up}, from ${low} to ${high}`,
  surfaceNone: 'Three runs need numbers of two settings and a metric for a surface.',
  boxes: 'Spread by group',
  boxesNote: 'box: the middle half, line: the median, ends: the last runs within 1.5 boxes',
  boxText: ({ group, n, median, low, high }) => `${group}: ${n} runs, median ${median}, middle half ${low} to ${high}`,
  boxesNone: 'Runs that differ in a param or tag and have a metric make groups.',
  moreGroups: n => `${n} more groups have fewer runs and are not drawn`,
  by: 'By',
  of: 'Of',
}

const zh: CompareWords = {
  compare: '比较',
  title: n => `比较 ${n} 个运行`,
  oneMore: '再选一个即可比较',
  tooMany: most => `最多可比较 ${most} 个`,
  pin: name => `固定 ${name}`,
  earlier: name => `将 ${name} 前移`,
  best: ({ metric, value, name }) => `${metric} 最佳：${value}，${name}。`,
  bestAgainst: ({ metric, value, name, change, reference }) =>
    `${metric} 最佳：${value}，${name}，相对 ${reference} ${change}。`,
  runs: '运行',
  runsNote: '被标记的是参照',
  reference: '参照',
  makeReference: name => `以 ${name} 为参照`,
  leaveOut: name => `移除 ${name}`,
  others: '选择其他',
  missing: n => `有 ${n} 个运行已不在此项目中，未列出。`,
  none: '还没有可比较的内容',
  noneText: '选择两个或更多运行：在行上按 X，Shift X 选中之间的所有行，再按 C。',
  choose: '选择运行',
  link: '此比较的链接',
  csv: '保存为 CSV',
  picture: { png: what => `将${what}保存为 PNG`, svg: what => `将${what}保存为 SVG` },
  table: '参数与指标',
  tableNote: (differ, equal) => `${differ} 项不同，${equal} 项相同；与参照不同处有标记`,
  rows: '行',
  differences: '仅差异',
  all: n => `全部 ${n} 项`,
  allEqual: '这些运行的参数和指标都相同。',
  params: '参数',
  metrics: '指标',
  bestMark: '最佳',
  curves: '曲线',
  curvesNote: '拖动可放大，双击显示全部',
  noCurves: '没有指标在多个步骤上记录，因此没有曲线。',
  chooseCurves: '指标',
  along: '横轴',
  step: '步骤',
  elapsed: '用时',
  clock: '时刻',
  quiet: n => `另有 ${n} 个运行以灰色绘制。`,
  parallel: metric => `哪些设置带来好的 ${metric}`,
  parallelNote: '每条线是一个运行；指向它可见名称',
  parallelText: (n, axes) => `${n} 个运行，坐标轴：${axes}`,
  chooseAxes: '坐标轴',
  scatter: '两列对照',
  scatterNote: n => `${n} 个运行两者都有`,
  across: '横轴',
  up: '纵轴',
  tooFew: '同时具有两个值的运行不足两个。',
  surface: '两项设置带来的结果',
  surfaceNote: '运行之间按最近的运行加权；每个点是一个运行',
  surfaceText: ({ up, across, metric, low, high }) => `${metric} 随 ${across} 与 ${up} 变化，从 ${low} 到 ${high}`,
  surfaceNone: '至少三个运行需有两项数值设置和一个指标才能绘制。',
  boxes: '分组的分布',
  boxesNote: '方框：中间一半；线：中位数；端点：1.5 倍方框内最远的运行',
  boxText: ({ group, n, median, low, high }) => `${group}：${n} 个运行，中位数 ${median}，中间一半 ${low} 至 ${high}`,
  boxesNone: '参数或标签不同且有指标的运行才能分组。',
  moreGroups: n => `另有 ${n} 个运行较少的分组未绘制`,
  by: '分组',
  of: '指标',
}

export const compare = { en, zh }
