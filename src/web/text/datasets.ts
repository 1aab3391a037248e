import type { ProfileNote } from '../../assets/datasets/analytics/profiles.schema.ts'
import type { ColumnType, ReadingNote } from '../../assets/datasets/analytics/tables.schema.ts'

type DatasetWords = {
  datasets: string
  dataset: string
  lede: string
  count: (n: string) => string
  columns: { name: string; version: string; rows: string; columns: string; size: string; owner: string }
  visibility: string
  visible: Record<string, string>
  updated: string
  more: string
  noVersion: string
  filter: string
  empty: string
  emptyText: string
  uploadTitle: string
  uploadNote: string
  add: string
  addAction: string
  close: string
  nameLabel: string
  nameHint: string
  nameNew: string
  nameNext: (name: string, version: number) => string
  noteLabel: string
  noteHint: string
  dates: string
  dateWays: { text: string; day_first: string; month_first: string }
  fits: string
  byProgram: string
  byProgramText: string
  type: Record<ColumnType, string>
  tabs: { label: string; profile: string; rows: string; versions: string; lineage: string }
  headline: (rows: string, columns: string, size: string) => string
  clean: string
  look: (n: number) => string
  profiling: string
  profilingText: string
  publishedBy: string
  immutable: string
  digest: string
  choose: string
  earlier: string
  later: string
  earlierKey: string
  laterKey: string
  before: (version: number) => string
  shape: {
    rows: string
    missing: string
    distinct: string
    about: (n: string) => string
    range: string
    middle: string
  }
  mean: string
  spread: string
  zeros: string
  lengths: string
  outside: string
  outsideValue: (below: string, above: string) => string
  median: (value: string) => string
  medianMark: string
  p95Mark: string
  missingShare: (share: string) => string
  values: (n: string) => string
  noShape: string
  note: Record<ProfileNote, string>
  reading: Record<ReadingNote['code'], (column: string, n: string) => string>
  source: { title: string; file: string; format: string; digest: string; upload: string; step: string; run: string }
  asIs: string
  changes: {
    title: (version: number) => string
    first: string
    firstText: string
    none: string
    rows: (from: string, to: string) => string
    added: string
    removed: string
    retyped: (from: string, to: string) => string
  }
  rowsTitle: string
  rowsShown: (from: string, to: string, of: string) => string
  rowsMatched: (matched: string, total: string) => string
  next: string
  previous: string
  rowNumber: string
  clipped: string
  condition: { column: string; op: string; value: string; add: string; remove: (what: string) => string }
  ops: Record<'eq' | 'ne' | 'lt' | 'lte' | 'gt' | 'gte' | 'contains' | 'starts_with' | 'is_null' | 'not_null', string>
  noRows: string
  versions: { version: string; when: string; who: string; change: string; note: string; shown: string }
  usedBy: string
  usedByNobody: string
  madeFrom: string
  talk: string
}

const en: DatasetWords = {
  datasets: 'Data',
  dataset: 'Dataset',
  lede: 'Tables that this project works with. Every upload becomes a version that never changes, so a run can always say which rows it saw.',
  count: n => `${n} datasets`,
  columns: { name: 'Name', version: 'Version', rows: 'Rows', columns: 'Columns', size: 'Size', owner: 'Owner' },
  visibility: 'Seen by',
  visible: { project: 'This project', organisation: 'Everybody here' },
  updated: 'Updated',
  more: 'Show more',
  noVersion: 'No version yet',
  filter: 'Filter by name',
  empty: 'No data yet',
  emptyText: 'A dataset is a table: CSV, JSON or Parquet. Upload one here, or send it from a program.',
  uploadTitle: 'Add data',
  uploadNote: 'becomes Parquet, is profiled, and never changes again',
  add: 'Add data',
  addAction: 'add data',
  close: 'Close',
  nameLabel: 'Name',
  nameHint: 'Left empty, the file’s name is taken',
  nameNew: 'A new dataset',
  nameNext: (name, version) => `Becomes version ${version} of ${name}`,
  noteLabel: 'What is it, or what changed?',
  noteHint: 'Stands beside the version',
  dates: 'Dates such as 03/04/2020',
  dateWays: { text: 'Leave as text', day_first: 'Day first', month_first: 'Month first' },
  fits: 'CSV, JSON, JSON lines or Parquet, up to 4 GB. Types are found by reading every row; you see how before anybody uses it.',
  byProgram: 'From a program',
  byProgramText: 'The same with a token from the settings of this project:',
  type: {
    boolean: 'yes or no',
    integer: 'whole number',
    float: 'number',
    decimal: 'decimal',
    string: 'text',
    date: 'date',
    time: 'time of day',
    timestamp: 'date and time',
    binary: 'bytes',
    json: 'JSON',
    list: 'list',
    object: 'object',
  },
  tabs: { label: 'About this version', profile: 'Profile', rows: 'Rows', versions: 'Versions', lineage: 'Lineage' },
  headline: (rows, columns, size) => `${rows} rows, ${columns} columns, ${size}`,
  clean: 'Nothing odd found',
  look: n => (n === 1 ? '1 column to look at' : `${n} columns to look at`),
  profiling: 'Profile is being made',
  profilingText: 'Every column is being counted. The rows can be read already.',
  publishedBy: 'published by',
  immutable: 'immutable',
  digest: 'digest',
  choose: 'Version',
  earlier: 'Earlier version',
  later: 'Later version',
  earlierKey: 'Earlier version (key [)',
  laterKey: 'Later version (key ])',
  before: version => `v${version}, as outline`,
  shape: {
    rows: 'Rows',
    missing: 'Missing',
    distinct: 'Different values',
    about: n => `about ${n}`,
    range: 'Smallest, largest',
    middle: 'p5, median, p95',
  },
  mean: 'Mean',
  spread: 'Standard deviation',
  zeros: 'Zeros',
  lengths: 'Length, shortest to longest',
  outside: 'Beyond the axis',
  outsideValue: (below, above) => `${below} below, ${above} above`,
  median: value => `Median ${value}`,
  medianMark: 'median',
  p95Mark: 'p95',
  missingShare: share => `${share} missing`,
  values: n => `${n} different`,
  noShape: 'This type has no distribution to draw',
  note: {
    empty: 'No value at all',
    constant: 'The same value in every row',
    all_unique: 'Every value once: an identifier, not a feature',
    mostly_null: 'More than half is missing',
    mostly_zero: 'Almost all zero',
    imbalanced: 'One value in nearly every row',
    high_cardinality: 'Very many different values',
    mixed_case_duplicates: 'Values that differ only in capital letters',
    surrounding_spaces: 'Values with spaces around them',
    missing_like_text: 'Texts that mean “missing”, such as N/A',
    number_like_text: 'Numbers that are stored as text',
    has_nan: 'Some values are not a number (NaN)',
    has_infinity: 'Some values are infinite',
    long_tails: 'Long tails: a few values lie far out',
  },
  reading: {
    renamed: column => `${column} has another name than in the file, where it was empty or there twice`,
    ambiguous_dates: column => `${column} may be dates, but day and month cannot be told apart; kept as text`,
    missing_markers: (column, n) => `${column}: ${n} markers such as NA were read as missing`,
    oversized_integers: column => `${column} holds whole numbers too large for 64 bits; kept as decimals or text`,
  },
  source: {
    title: 'How it was read',
    file: 'File',
    format: 'Format',
    digest: 'File’s sha256',
    upload: 'uploaded',
    step: 'written by a run',
    run: 'Run',
  },
  asIs: 'Read as it stood: nothing had to be guessed or renamed.',
  changes: {
    title: version => `Changed since v${version}`,
    first: 'First version',
    firstText: 'There is nothing before it to compare with.',
    none: 'Same columns and types, same number of rows.',
    rows: (from, to) => `${from} to ${to}`,
    added: 'added',
    removed: 'removed',
    retyped: (from, to) => `${from} to ${to}`,
  },
  rowsTitle: 'Rows',
  rowsShown: (from, to, of) => `${from}–${to} of ${of}`,
  rowsMatched: (matched, total) => `${matched} of ${total} rows fit`,
  next: 'Next rows',
  previous: 'Rows before',
  rowNumber: 'Row',
  clipped: 'shortened here; the file holds it whole',
  condition: {
    column: 'Column',
    op: 'Condition',
    value: 'Value',
    add: 'Add condition',
    remove: what => `Remove the condition ${what}`,
  },
  ops: {
    eq: 'is',
    ne: 'is not',
    lt: 'below',
    lte: 'at most',
    gt: 'above',
    gte: 'at least',
    contains: 'contains',
    starts_with: 'starts with',
    is_null: 'is missing',
    not_null: 'is there',
  },
  noRows: 'No row fits these conditions',
  versions: {
    version: 'Version',
    when: 'When',
    who: 'Who',
    change: 'Against the one before',
    note: 'Note',
    shown: 'shown',
  },
  usedBy: 'Used by',
  usedByNobody: 'No run has used this version yet.',
  madeFrom: 'Made from',
  talk: 'Comments',
}

const zh: DatasetWords = {
  datasets: '数据',
  dataset: '数据集',
  lede: '本项目使用的表格。每次上传都会成为一个不再改变的版本，因此每次运行都能说明它读了哪些行。',
  count: n => `${n} 个数据集`,
  columns: { name: '名称', version: '版本', rows: '行', columns: '列', size: '大小', owner: '负责人' },
  visibility: '可见范围',
  visible: { project: '本项目', organisation: '所有人' },
  updated: '更新',
  more: '显示更多',
  noVersion: '还没有版本',
  filter: '按名称筛选',
  empty: '还没有数据',
  emptyText: '数据集是一张表：CSV、JSON 或 Parquet。可在此上传，也可由程序发送。',
  uploadTitle: '添加数据',
  uploadNote: '转为 Parquet，生成概况，之后不再改变',
  add: '添加数据',
  addAction: '添加数据',
  close: '关闭',
  nameLabel: '名称',
  nameHint: '留空则使用文件名',
  nameNew: '新的数据集',
  nameNext: (name, version) => `将成为 ${name} 的第 ${version} 版`,
  noteLabel: '这是什么，或改了什么？',
  noteHint: '显示在版本旁边',
  dates: '形如 03/04/2020 的日期',
  dateWays: { text: '保留为文本', day_first: '日在前', month_first: '月在前' },
  fits: 'CSV、JSON、JSON Lines 或 Parquet，最大 4 GB。类型由读取每一行得出，使用之前即可看到读取方式。',
  byProgram: '由程序上传',
  byProgramText: '使用本项目设置中的令牌，效果相同：',
  type: {
    boolean: '是或否',
    integer: '整数',
    float: '数字',
    decimal: '小数',
    string: '文本',
    date: '日期',
    time: '时刻',
    timestamp: '日期时间',
    binary: '字节',
    json: 'JSON',
    list: '列表',
    object: '对象',
  },
  tabs: { label: '关于此版本', profile: '概况', rows: '数据行', versions: '版本', lineage: '血缘' },
  headline: (rows, columns, size) => `${rows} 行，${columns} 列，${size}`,
  clean: '未发现异常',
  look: n => `${n} 列需要留意`,
  profiling: '正在生成概况',
  profilingText: '正在统计每一列，数据行已经可以查看。',
  publishedBy: '发布者',
  immutable: '不可变',
  digest: '摘要',
  choose: '版本',
  earlier: '较早版本',
  later: '较新版本',
  earlierKey: '较早版本（按键 [）',
  laterKey: '较新版本（按键 ]）',
  before: version => `v${version}，轮廓线`,
  shape: {
    rows: '行',
    missing: '缺失',
    distinct: '不同的值',
    about: n => `约 ${n}`,
    range: '最小，最大',
    middle: 'p5，中位数，p95',
  },
  mean: '平均值',
  spread: '标准差',
  zeros: '零值',
  lengths: '长度，最短至最长',
  outside: '坐标轴之外',
  outsideValue: (below, above) => `以下 ${below}，以上 ${above}`,
  median: value => `中位数 ${value}`,
  medianMark: '中位数',
  p95Mark: 'p95',
  missingShare: share => `缺失 ${share}`,
  values: n => `${n} 个不同的值`,
  noShape: '此类型没有可绘制的分布',
  note: {
    empty: '没有任何值',
    constant: '每一行都是同一个值',
    all_unique: '每个值只出现一次：是标识，不是特征',
    mostly_null: '一半以上缺失',
    mostly_zero: '几乎全为零',
    imbalanced: '几乎每一行都是同一个值',
    high_cardinality: '不同的值非常多',
    mixed_case_duplicates: '有些值只差大小写',
    surrounding_spaces: '有些值前后有空格',
    missing_like_text: '有表示“缺失”的文本，如 N/A',
    number_like_text: '数字被存成了文本',
    has_nan: '有些值不是数字（NaN）',
    has_infinity: '有些值为无穷大',
    long_tails: '长尾：少数值离得很远',
  },
  reading: {
    renamed: column => `${column} 与文件中的名称不同，原名为空或重复`,
    ambiguous_dates: column => `${column} 可能是日期，但无法区分日与月，保留为文本`,
    missing_markers: (column, n) => `${column}：${n} 个 NA 之类的标记读作缺失`,
    oversized_integers: column => `${column} 含有超出 64 位的整数，保留为小数或文本`,
  },
  source: {
    title: '读取方式',
    file: '文件',
    format: '格式',
    digest: '文件 sha256',
    upload: '上传',
    step: '由运行写出',
    run: '运行',
  },
  asIs: '按原样读取：无需猜测或改名。',
  changes: {
    title: version => `与 v${version} 相比`,
    first: '第一个版本',
    firstText: '之前没有可比较的版本。',
    none: '列、类型和行数都相同。',
    rows: (from, to) => `${from} 变为 ${to}`,
    added: '新增',
    removed: '移除',
    retyped: (from, to) => `${from} 变为 ${to}`,
  },
  rowsTitle: '数据行',
  rowsShown: (from, to, of) => `第 ${from}–${to} 行，共 ${of} 行`,
  rowsMatched: (matched, total) => `${total} 行中有 ${matched} 行符合`,
  next: '后面的行',
  previous: '前面的行',
  rowNumber: '行号',
  clipped: '此处已截短，文件中完整保存',
  condition: {
    column: '列',
    op: '条件',
    value: '值',
    add: '添加条件',
    remove: what => `移除条件 ${what}`,
  },
  ops: {
    eq: '等于',
    ne: '不等于',
    lt: '小于',
    lte: '至多',
    gt: '大于',
    gte: '至少',
    contains: '包含',
    starts_with: '开头是',
    is_null: '缺失',
    not_null: '有值',
  },
  noRows: '没有符合这些条件的行',
  versions: { version: '版本', when: '时间', who: '谁', change: '与前一版相比', note: '说明', shown: '当前显示' },
  usedBy: '被谁使用',
  usedByNobody: '还没有运行用过此版本。',
  madeFrom: '来源',
  talk: '评论',
}

export const datasets = { en, zh }
