const en = {
  title: 'This exists already, or nearly',
  like: (share: string, project: string, owner: string) => `is ${share} like it, in ${project}, owned by ${owner}`,
  use: 'Use this instead',
  sameContent: 'the very same bytes',
  part: {
    code: (_share: string) => 'the same code',
    schema: (share: string) => `${share} of what it is made of`,
    description: (share: string) => `${share} of the description`,
    name: (share: string) => `${share} of the name`,
  },
  ended: {
    title: (since: string) => `Deprecated since ${since}`,
    until: (date: string) => `may be used until ${date}`,
    over: (date: string) => `was to be used until ${date}`,
    instead: 'Use instead:',
    hidden: 'an asset that you do not see',
    noReplacement: 'Nothing takes its place.',
  },
  endings: {
    title: 'Deprecated, and your projects use it',
    uses: (n: string, project: string) => `${n} in ${project}, last`,
    open: 'Open',
  },
  deprecate: {
    title: (name: string) => `Deprecate ${name}`,
    note: 'It leaves the search. Whoever used it in the last 90 days is told on their desk, and whoever uses it later is warned.',
    replacement: 'What to use instead',
    replacementHint: 'Search by name; leave empty if there is nothing',
    endsAt: 'May be used until',
    reason: 'Why',
  },
}

const zh: typeof en = {
  title: '已经有了，或几乎一样',
  like: (share, project, owner) => `与它 ${share} 相似，位于 ${project}，负责人 ${owner}`,
  use: '改用这个',
  sameContent: '内容完全相同',
  part: {
    code: () => '代码相同',
    schema: share => `组成相同 ${share}`,
    description: share => `描述相同 ${share}`,
    name: share => `名称相同 ${share}`,
  },
  ended: {
    title: since => `自 ${since} 起弃用`,
    until: date => `可使用至 ${date}`,
    over: date => `原定使用至 ${date}`,
    instead: '请改用：',
    hidden: '您看不到的资产',
    noReplacement: '没有替代品。',
  },
  endings: {
    title: '已弃用，而您的项目在使用',
    uses: (n, project) => `${project} 中 ${n} 次，最近`,
    open: '打开',
  },
  deprecate: {
    title: name => `弃用 ${name}`,
    note: '它将从搜索中消失。最近 90 天用过的人会在工作台上得知，之后使用的人会收到警告。',
    replacement: '改用什么',
    replacementHint: '按名称搜索；没有则留空',
    endsAt: '可使用至',
    reason: '原因',
  },
}

export const near = { en, zh }
