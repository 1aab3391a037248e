type RunPageWords = {
  resources: string
  resourcesMeasured: string
  resourcesLogged: string
  resource: Record<'cpu' | 'memory' | 'gpu' | 'disk' | 'network' | 'other', string>
  environment: string
  environmentTold: string
  source: string
  commit: string
  branch: string
  user: string
  image: string
  lock: string
  lockText: string
  packages: (n: string) => string
  code: string
  codeFiles: string
  codeLarge: string
  codeBinary: string
  uncommitted: string
  clean: string
  notes: string
  noteAction: string
  noteAdd: string
  noteEdit: string
  noteNone: string
  noteField: string
  noteHint: string
  cancel: string
  save: string
}

const en: RunPageWords = {
  resources: 'Resources',
  resourcesMeasured: 'measured by the platform while it ran',
  resourcesLogged: 'logged by the script',
  resource: { cpu: 'Processor', memory: 'Memory', gpu: 'GPU', disk: 'Disk', network: 'Network', other: 'Others' },
  environment: 'Environment',
  environmentTold: 'as the script told it',
  source: 'Script',
  commit: 'Commit',
  branch: 'Branch',
  user: 'User',
  image: 'Image',
  lock: 'Lock',
  lockText: 'the lock',
  packages: n => `${n} packages`,
  code: 'Code',
  codeFiles: 'Files of the code',
  codeLarge: 'This file is too large to be shown here.',
  codeBinary: 'These are bytes for a program, so there is nothing to read here.',
  uncommitted: 'uncommitted changes',
  clean: 'as committed',
  notes: 'Notes',
  noteAction: 'write notes',
  noteAdd: 'Write notes',
  noteEdit: 'Edit',
  noteNone: 'What was tried here, and what came of it? Whoever looks for it later finds it by these words.',
  noteField: 'Notes on this run',
  noteHint: 'Markdown; @ names a person. MLflow shows the same text.',
  cancel: 'Cancel',
  save: 'Save',
}

const zh: RunPageWords = {
  resources: '资源',
  resourcesMeasured: '平台在其运行时测得',
  resourcesLogged: '由脚本记录',
  resource: { cpu: '处理器', memory: '内存', gpu: 'GPU', disk: '磁盘', network: '网络', other: '其他' },
  environment: '环境',
  environmentTold: '由脚本所述',
  source: '脚本',
  commit: '提交',
  branch: '分支',
  user: '用户',
  image: '镜像',
  lock: '锁定',
  lockText: '锁定文件',
  packages: n => `${n} 个软件包`,
  code: '代码',
  codeFiles: '代码文件',
  codeLarge: '文件过大，无法在此显示。',
  codeBinary: '这是供程序使用的字节，无可阅读的内容。',
  uncommitted: '有未提交的更改',
  clean: '与提交一致',
  notes: '笔记',
  noteAction: '撰写笔记',
  noteAdd: '撰写笔记',
  noteEdit: '编辑',
  noteNone: '这里尝试了什么，结果如何？以后查找的人会凭这些文字找到它。',
  noteField: '此运行的笔记',
  noteHint: 'Markdown；@ 可提及某人。MLflow 显示相同的文字。',
  cancel: '取消',
  save: '保存',
}

export const runPage = { en, zh }
