type Way = 'image' | 'table' | 'json' | 'notebook' | 'page' | 'pdf' | 'markdown' | 'text' | 'none'

type ArtifactWords = {
  summary: (files: number, size: string) => string
  tree: string
  files: (n: number) => string
  moreFiles: string
  choose: string
  gone: (path: string) => string
  path: string
  download: string
  downloadWhat: (path: string) => string
  ways: string
  way: Record<Way, string>
  onlyText: string
  tooLarge: string
  binary: string
  pickle: string
  partShown: (shown: string, all: string) => string
  readOn: string
  longLine: (rest: string) => string
  rows: (range: { from: string; to: string; of: string | undefined }) => string
  row: string
  noRows: string
  clipped: string
  previous: string
  next: string
  list: (n: string) => string
  object: (n: string) => string
  moreEntries: (n: string) => string
  moreCells: (n: string) => string
  output: string
  foreign: (hosts: string) => string
}

const en: ArtifactWords = {
  summary: (files, size) => `${files === 1 ? '1 file' : `${files} files`}, ${size}`,
  tree: 'Files',
  files: n => (n === 1 ? '1 file' : `${n} files`),
  moreFiles: 'More files',
  choose: 'Choose a file to look at it.',
  gone: path => `There is no file ${path} any more.`,
  path: 'the path',
  download: 'Download',
  downloadWhat: path => `Download ${path}`,
  ways: 'Look at it as',
  way: {
    image: 'Picture',
    table: 'Table',
    json: 'Tree',
    notebook: 'Notebook',
    page: 'Page',
    pdf: 'PDF',
    markdown: 'Text',
    text: 'Source',
    none: 'None',
  },
  onlyText: 'Too large to be drawn as a whole, so its text is shown a piece at a time.',
  tooLarge: 'This file is too large to be shown here.',
  binary: 'These are bytes for a program, so there is nothing to read here.',
  pickle: 'A file of this kind runs code in whatever program opens it, so Trireme does not open it.',
  partShown: (shown, all) => `${shown} of ${all}`,
  readOn: 'Read on',
  longLine: rest => ` … ${rest} more characters`,
  rows: ({ from, to, of }) => (of === undefined ? `rows ${from}–${to}` : `rows ${from}–${to} of ${of}`),
  row: 'Row',
  noRows: 'This table has no rows.',
  clipped: 'shortened here; the file holds it whole',
  previous: 'Rows before',
  next: 'Next rows',
  list: n => `[${n}]`,
  object: n => `{${n}}`,
  moreEntries: n => `${n} more`,
  moreCells: n => `${n} more cells stand in the file.`,
  output: 'Output of the cell',
  foreign: hosts =>
    `This page wants scripts from ${hosts}, which it does not get here: what is logged must be whole. With Plotly: fig.write_html(file, include_plotlyjs=True), then mlflow.log_artifact(file).`,
}

const zh: ArtifactWords = {
  summary: (files, size) => `${files} 个文件，${size}`,
  tree: '文件',
  files: n => `${n} 个文件`,
  moreFiles: '更多文件',
  choose: '选择一个文件进行查看。',
  gone: path => `文件 ${path} 已不存在。`,
  path: '路径',
  download: '下载',
  downloadWhat: path => `下载 ${path}`,
  ways: '查看方式',
  way: {
    image: '图片',
    table: '表格',
    json: '树',
    notebook: '笔记本',
    page: '页面',
    pdf: 'PDF',
    markdown: '文本',
    text: '源码',
    none: '无',
  },
  onlyText: '文件过大，无法整体绘制，因此分段显示其文本。',
  tooLarge: '文件过大，无法在此显示。',
  binary: '这是供程序使用的字节，无可阅读的内容。',
  pickle: '此类文件会在打开它的程序中执行代码，因此 Trireme 不会打开它。',
  partShown: (shown, all) => `已显示 ${shown}，共 ${all}`,
  readOn: '继续读取',
  longLine: rest => ` … 还有 ${rest} 个字符`,
  rows: ({ from, to, of }) => (of === undefined ? `第 ${from}–${to} 行` : `第 ${from}–${to} 行，共 ${of} 行`),
  row: '行号',
  noRows: '此表没有行。',
  clipped: '此处已截短，文件中完整保存',
  previous: '前面的行',
  next: '后面的行',
  list: n => `[${n}]`,
  object: n => `{${n}}`,
  moreEntries: n => `还有 ${n} 项`,
  moreCells: n => `文件中还有 ${n} 个单元。`,
  output: '单元输出',
  foreign: hosts =>
    `此页面需要来自 ${hosts} 的脚本，但在此无法获取：记录的内容必须完整。使用 Plotly 时：fig.write_html(file, include_plotlyjs=True)，再 mlflow.log_artifact(file)。`,
}

export const artifacts = { en, zh }
