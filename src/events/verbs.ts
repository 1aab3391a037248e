/** Verbs of the log, by family; a verb is read together with the kind of its object. */
export const verbs = [
  'create',
  'change',
  'remove', // any record
  'join',
  'leave',
  'assign-seat',
  'leave-seat',
  'sign-in',
  'invite', // people
  'request',
  'accept',
  'return',
  'withdraw',
  'grant',
  'deny',
  'expire',
  'revoke', // requests and access
  'hand-over',
  'merge', // who answers, and who is the same human
  'publish',
  'subscribe',
  'deprecate',
  'fork',
  'share', // assets
  'start',
  'finish',
  'fail',
  'cancel',
  're-run', // runs
  'open',
  'close', // hypotheses
  'comment',
  'review',
  'mention', // talk
  'build',
  'deploy',
  'rollback',
  'retire',
  'check-pass',
  'check-fail', // delivery
  'alert',
  'ack',
  'restore', // operation
  'kpi-value',
  'forecast-made',
  'promise-made',
  'promise-settled',
  'scope-change',
  'gate-decision', // management
] as const
export type Verb = (typeof verbs)[number]

/** Which tier an object belongs to: 3 projects, 2 shared assets, 1 backbone. */
export const tiers = {
  project: 3,
  charter: 3,
  kpi: 3,
  hypothesis: 3,
  gate: 3,
  evaluation: 3,
  forecast: 3,
  promise: 3,
  driver: 3,
  risk: 3,
  playbook: 3,
  question: 3,
  spike: 3,
  endpoint: 3,
  deployment: 3,
  comment: 3,
  request: 3,
  seat: 3,
  dataset: 2,
  image: 2,
  model: 2,
  'model-version': 2,
  experiment: 2,
  run: 2,
  asset: 2,
  'logged-model': 2,
  import: 2,
  webhook: 2,
  user: 1,
  session: 1,
  token: 1,
  link: 1,
  team: 1,
  department: 1,
  environment: 1,
  snapshot: 1,
  attempt: 1,
  platform: 1,
} as const
export type ObjectKind = keyof typeof tiers
