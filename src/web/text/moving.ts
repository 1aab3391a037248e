import type { ImportFinding, Import } from '../../assets/imports/imports.schema.ts'
import type { Area } from './text.ts'

type MovingWords = {
  title: string
  lede: string
  none: string
  noneText: string
  how: string
  howNote: string
  export: string
  exportNote: string
  more: string
  from: Record<Import['source']['kind'], string>
  state: Record<Import['state'], string>
  silent: string
  silentText: string
  by: string
  endedBy: (name: string) => string
  progress: string
  cancel: string
  cancelAction: string
  cancelText: string
  kinds: Record<keyof Import['totals'], string>
  what: string
  read: string
  isNew: string
  nothingNew: string
  whole: string
  findings: (n: number) => string
  findingsNote: string
  finding: { kind: string; subject: string; why: string }
  kind: Record<ImportFinding['kind'], string>
  code: Record<ImportFinding['code'], string>
  imported: string
  importedFrom: (place: string) => string
}

export const moving: Area<MovingWords> = {
  en: {
    title: 'Moving in and out',
    lede: 'History from an MLflow server, its database or a folder, with its ids, times and files; and the way out.',
    none: 'Nothing was brought here from elsewhere',
    noneText:
      'One command reads your MLflow and fills this project: experiments, runs, every point, files, models, versions, aliases and prompts. It can be stopped and started again, and adds only what is new.',
    how: 'Bring history here',
    howNote: 'it runs on your machine, so your passwords and folders stay there',
    export: 'Take everything along',
    exportNote: 'a folder that MLflow opens, tables as Parquet, datasets, models and the log of events',
    more: 'Earlier ones',
    from: { server: 'server', database: 'database', folder: 'folder' },
    state: { running: 'Running', done: 'Done', failed: 'Failed', cancelled: 'Cancelled' },
    silent: 'No sign of life',
    silentText: 'The program that reads was ended, or its machine sleeps. The same command goes on where it was.',
    by: 'By',
    endedBy: name => `ended by ${name}`,
    progress: 'How far the import is',
    cancel: 'Cancel',
    cancelAction: 'cancel an import',
    cancelText: 'It stops at its next step. What it brought stays, and importing again goes on from there.',
    kinds: {
      experiments: 'experiments',
      runs: 'runs',
      points: 'metric points',
      models: 'logged models',
      files: 'files',
      bytes: 'bytes of files',
      registered: 'models and prompts',
      versions: 'versions',
    },
    what: 'What',
    read: 'Read',
    isNew: 'New here',
    nothingNew: 'Nothing was missing here: nothing has changed.',
    whole: 'Everything was carried as it was.',
    findings: n => `Not carried as it was: ${n}`,
    findingsNote: 'and why',
    finding: { kind: 'What', subject: 'Which', why: 'Why' },
    kind: {
      experiment: 'experiment',
      run: 'run',
      'logged-model': 'logged model',
      model: 'model',
      version: 'version',
      artifact: 'file',
      trace: 'trace',
      metric: 'metric',
      source: 'source',
    },
    code: {
      taken: 'something else here has its id or name; it was left out',
      renumbered: 'its number is taken here, so it has another',
      merged: 'joined with what has the same name here',
      differs: 'it is here with another value, which stays',
      cut: 'longer than the limit; its beginning was kept',
      stays: 'its files stay where they are, clients read them there',
      unreadable: 'could not be read; the next import tries it again',
      unsupported: 'Trireme does not take these yet',
      invalid: 'its id or path is none that MLflow gives',
      guarded: 'the project protects this alias; ask for its promotion',
      infinity: 'kept as 1.797e308 there, an infinity again here',
    },
    imported: 'Imported',
    importedFrom: place => `from ${place}`,
  },
  zh: {
    title: '迁入与迁出',
    lede: '来自 MLflow 服务器、其数据库或文件夹的历史，保留编号、时间和文件；也可随时迁出。',
    none: '还没有从别处带来任何内容',
    noneText:
      '一条命令即可读取您的 MLflow 并填充本项目：实验、运行、每个指标点、文件、模型、版本、别名和提示词。可以随时停止并重新开始，只会补上新的内容。',
    how: '把历史带到这里',
    howNote: '命令在您的机器上运行，密码和文件夹都留在那里',
    export: '全部带走',
    exportNote: 'MLflow 能打开的文件夹、Parquet 表、数据集、模型和事件日志',
    more: '更早的',
    from: { server: '服务器', database: '数据库', folder: '文件夹' },
    state: { running: '进行中', done: '完成', failed: '失败', cancelled: '已取消' },
    silent: '没有动静',
    silentText: '读取程序已结束，或其机器处于休眠。再次运行同一命令即可从原处继续。',
    by: '操作人',
    endedBy: name => `由 ${name} 结束`,
    progress: '导入进度',
    cancel: '取消',
    cancelAction: '取消导入',
    cancelText: '它会在下一步停止。已带来的内容会保留，再次导入会从那里继续。',
    kinds: {
      experiments: '实验',
      runs: '运行',
      points: '指标点',
      models: '已记录的模型',
      files: '文件',
      bytes: '文件字节数',
      registered: '模型和提示词',
      versions: '版本',
    },
    what: '内容',
    read: '已读取',
    isNew: '新增',
    nothingNew: '这里什么都不缺：没有任何变化。',
    whole: '一切都原样带来。',
    findings: n => `未能原样带来：${n}`,
    findingsNote: '以及原因',
    finding: { kind: '内容', subject: '对象', why: '原因' },
    kind: {
      experiment: '实验',
      run: '运行',
      'logged-model': '已记录的模型',
      model: '模型',
      version: '版本',
      artifact: '文件',
      trace: '追踪',
      metric: '指标',
      source: '来源',
    },
    code: {
      taken: '这里已有别的内容占用其编号或名称，因此略去',
      renumbered: '其编号在这里已被占用，因此换了一个',
      merged: '与这里的同名内容合并',
      differs: '这里的值不同，保留这里的值',
      cut: '超过长度限制，只保留开头',
      stays: '其文件留在原处，客户端在那里读取',
      unreadable: '无法读取；下次导入会再试',
      unsupported: 'Trireme 尚不接收这类内容',
      invalid: '其编号或路径不是 MLflow 会给出的',
      guarded: '项目保护此别名；请申请晋级',
      infinity: '来源处存为 1.797e308，这里恢复为无穷大',
    },
    imported: '已导入',
    importedFrom: place => `来自 ${place}`,
  },
}
