type RunsTableWords = {
  group: string
  noGroup: string
  groupedBy: (key: string) => string
  groupNote: string
  value: string
  without: string
  runsIn: string
  spread: (n: string) => string
  more: (n: string) => string
  allOf: (n: string) => string
  chartOf: (n: string) => string
  trash: string
  active: string
  which: string
  emptyTrash: string
  tag: string
  tagTitle: (n: string) => string
  tagKey: string
  tagValue: string
  move: string
  moveTitle: (n: string) => string
  experiment: string
  remove: string
  removeText: (n: string) => string
  restore: string
  purge: string
  purgeText: (n: string) => string
  manage: string
  tooMany: (most: number) => string
  views: string
  noViews: string
  saveView: string
  viewName: string
  shared: string
  own: string
  sharedWith: string
  drop: (name: string) => string
  deletedExperiments: string
  deletedExperimentsNote: string
  purgeExperimentText: (name: string) => string
}

const en: RunsTableWords = {
  group: 'Group by',
  noGroup: 'No groups',
  groupedBy: key => `Grouped by ${key}`,
  groupNote: 'mean ± standard deviation, and of how many runs; open a group to see its runs',
  value: 'Value',
  without: 'without it',
  runsIn: 'Runs',
  spread: n => `of ${n}`,
  allOf: n => `All ${n} runs of this group`,
  more: n => `${n} more groups are not shown; narrow the filter`,
  chartOf: n => `the first ${n} of this order`,
  trash: 'Trash',
  active: 'Active',
  which: 'Which runs',
  emptyTrash: 'The trash is empty',
  tag: 'Tag',
  tagTitle: n => `Tag ${n} runs`,
  tagKey: 'Key',
  tagValue: 'Value',
  move: 'Move',
  moveTitle: n => `Move ${n} runs to another experiment`,
  experiment: 'Experiment',
  remove: 'Delete',
  removeText: n => `${n} runs go to the trash, where they can be restored.`,
  restore: 'Restore',
  purge: 'Delete for good',
  purgeText: n => `${n} runs go with their params, metrics and files. This cannot be undone.`,
  manage: 'change runs',
  tooMany: most => `At most ${most} runs are changed at once`,
  views: 'Views',
  noViews: 'No view is saved yet. A view keeps the filter, order, columns and groups under a name.',
  saveView: 'Save this view',
  viewName: 'Name',
  shared: 'Project',
  own: 'Mine',
  sharedWith: 'Who sees it',
  drop: name => `Remove the view ${name}`,
  deletedExperiments: 'Deleted experiments',
  deletedExperimentsNote: 'they go for good with their runs when their time in the trash is over',
  purgeExperimentText: name => `${name} goes with all its runs, models and files. This cannot be undone.`,
}

const zh: RunsTableWords = {
  group: '分组依据',
  noGroup: '不分组',
  groupedBy: key => `按 ${key} 分组`,
  groupNote: '均值 ± 标准差及运行数；打开分组可查看其运行',
  value: '值',
  without: '无此项',
  runsIn: '运行数',
  spread: n => `共 ${n} 个`,
  allOf: n => `此分组的全部 ${n} 个运行`,
  more: n => `另有 ${n} 个分组未显示；请缩小筛选范围`,
  chartOf: n => `此顺序中的前 ${n} 个`,
  trash: '回收站',
  active: '有效',
  which: '显示哪些运行',
  emptyTrash: '回收站为空',
  tag: '标签',
  tagTitle: n => `为 ${n} 个运行添加标签`,
  tagKey: '键',
  tagValue: '值',
  move: '移动',
  moveTitle: n => `将 ${n} 个运行移至其他实验`,
  experiment: '实验',
  remove: '删除',
  removeText: n => `${n} 个运行将移入回收站，可随时恢复。`,
  restore: '恢复',
  purge: '永久删除',
  purgeText: n => `${n} 个运行及其参数、指标和文件将被删除，无法撤销。`,
  manage: '更改运行',
  tooMany: most => `一次最多更改 ${most} 个运行`,
  views: '视图',
  noViews: '尚未保存视图。视图以名称保存筛选、排序、列和分组。',
  saveView: '保存此视图',
  viewName: '名称',
  shared: '项目',
  own: '我的',
  sharedWith: '可见范围',
  drop: name => `移除视图 ${name}`,
  deletedExperiments: '已删除的实验',
  deletedExperimentsNote: '回收站保留期满后，实验及其运行将被永久删除',
  purgeExperimentText: name => `${name} 及其全部运行、模型和文件将被删除。此操作无法撤销。`,
}

export const runsTable = { en, zh }
