type Kind = 'working' | 'data' | 'access' | 'compute' | 'review' | 'handoff' | 'approval' | 'release' | 'quiet'

const en: Record<Kind, string> = {
  working: 'Working',
  data: 'Data',
  access: 'Access',
  compute: 'Compute',
  review: 'Review',
  handoff: 'Handoff',
  approval: 'Approval',
  release: 'Release',
  quiet: 'Quiet',
}
const zh: Record<Kind, string> = {
  working: '工作',
  data: '等数据',
  access: '等权限',
  compute: '等算力',
  review: '等评审',
  handoff: '等交接',
  approval: '等批准',
  release: '等发布',
  quiet: '静默',
}

/** What is waited for. */
export const waitKinds = { en, zh }
