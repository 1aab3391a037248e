import { keeping, step, type Step } from './step.ts'

const inTides = { experiment_ids: ['<tides>'] }

type Wish = {
  name: string
  start: number
  end?: number
  status?: string
  user?: string
  params?: object
  tags?: object
}

const pairs = (of: object = {}) => Object.entries(of).map(([key, value]) => ({ key, value: String(value) }))

/** A run with all that searches ask for. */
function logged(id: string, wish: Wish, metrics: Record<string, number | string> = {}): Step[] {
  const points = Object.entries(metrics).map(([key, value]) => ({ key, value, timestamp: 5, step: 0 }))
  return [
    keeping({ [id]: ['run', 'info', 'run_id'] }, 'POST', 'runs/create', {
      experiment_id: '<tides>',
      run_name: wish.name,
      user_id: wish.user ?? 'ada',
      start_time: wish.start,
      tags: pairs(wish.tags),
    }),
    step('POST', 'runs/log-batch', { run_id: `<${id}>`, metrics: points, params: pairs(wish.params) }),
    ...(wish.status === undefined
      ? []
      : [step('POST', 'runs/update', { run_id: `<${id}>`, status: wish.status, end_time: wish.end })]),
  ]
}

const dataset = (run: string, given: { name: string; digest: string; context: string }): Step =>
  step('POST', 'runs/log-inputs', {
    run_id: `<${run}>`,
    datasets: [
      {
        tags: [{ key: 'mlflow.data.context', value: given.context }],
        dataset: { name: given.name, digest: given.digest, source_type: 'local', source: '{}' },
      },
    ],
  })

const runs: Step[] = [
  keeping({ tides: ['experiment_id'] }, 'POST', 'experiments/create', { name: 'tides' }),
  ...logged(
    'ebb',
    {
      ...{ name: 'ebb', start: 1_000, end: 2_000, status: 'FINISHED' },
      ...{ params: { p: 'alpha', 'odd key': '1' }, tags: { t: 'Blue', 'a.b/c': 'x' } },
    },
    { m: 1, n: 'NaN', 'val/acc': 0.9 },
  ),
  ...logged(
    'flow',
    { name: 'Flow', start: 2_000, end: 3_000, status: 'FAILED', params: { p: 'Alpha' }, tags: { t: 'blue' } },
    { m: 2, n: 5 },
  ),
  ...logged('neap', { name: 'neap', start: 3_000, user: 'bo', params: { p: 'beta_1' } }, { m: -1.5 }),
  ...logged('spring', { name: 'spring', start: 4_000, end: 9_000, status: 'KILLED', tags: { t: 'red' } }, { n: 'NaN' }),
  ...logged('slack', { name: 'slack', start: 5_000, params: { p: 'be%ta' }, tags: { t: "it's" } }, { m: 1e300, n: 3 }),
  ...logged('still', { name: 'still', start: 6_000 }),
  dataset('ebb', { name: 'iris', digest: 'd1', context: 'training' }),
  dataset('flow', { name: 'iris', digest: 'd2', context: 'evaluation' }),
  dataset('slack', { name: 'Wine', digest: 'd3', context: 'training' }),
]

/** Each finds something: every operator of every kind of key, and the names by which keys may be called. */
const filters = [
  ...['= 1', '!= 1', '> 0', '>= 2', '< 2', '<= 1', '= -1.5', '> 1e10', '< 0.5'].map(test => `metrics.m ${test}`),
  ...['metric.m > 0', 'metrics."m" > 0', 'metrics.`val/acc` >= 0.5', 'metrics.n > 4', 'metrics.n != 5'],
  ...["= 'alpha'", "!= 'alpha'", "LIKE 'al%'", "LIKE '%a'", "ILIKE 'AL%'", "LIKE 'be_a%'", "ILIKE '%A_1'"].map(
    test => `params.p ${test}`,
  ),
  ...["param.p = 'alpha'", 'parameter.p = "alpha"', "parameters.p LIKE '%'", "params.`odd key` = '1'"],
  ...["= 'blue'", "!= 'blue'", "LIKE 'B%'", "ILIKE 'b%'", 'LIKE "%\'s"'].map(test => `tags.t ${test}`),
  ...["tag.t = 'red'", "tags.`a.b/c` = 'x'", "tags.mlflow.runName = 'ebb'", "tags.`mlflow.runName` != 'ebb'"],
  ...["= 'ebb'", "!= 'ebb'", "LIKE 's%'", "ILIKE 'FL%'"].map(test => `run_name ${test}`),
  ...[
    "attributes.run_name = 'neap'",
    "attribute.`Run name` = 'neap'",
    "attr.`run name` LIKE 'n%'",
    "run.run_name = 'ebb'",
  ],
  ...["= 'FINISHED'", "!= 'FINISHED'", "LIKE 'F%'", "ILIKE 'killed'"].map(test => `status ${test}`),
  ...['= 1000', '!= 1000', '> 3000', '>= 3000', '< 3000', '<= 3000'].map(test => `attributes.start_time ${test}`),
  ...['created > 4000', 'end_time > 2500', 'end_time = 9000', 'attributes.end_time != 9000'],
  ...["user_id = 'bo'", "user_id != 'bo'", "user_id ILIKE 'AD%'", "artifact_uri LIKE '%artifacts'"],
  ...["run_id = '<ebb>'", "run_id != '<ebb>'", "attributes.run_id IN ('<ebb>', '<slack>')", "run_id NOT IN ('<ebb>')"],
  ...["= 'iris'", "!= 'iris'", "LIKE 'i%'", "ILIKE 'wINE'", "IN ('iris', 'Wine')"].map(test => `datasets.name ${test}`),
  ...["dataset.digest = 'd1'", "datasets.digest IN ('d1', 'd3')", "datasets.digest LIKE 'd%'"],
  ...["datasets.context = 'training'", "datasets.context IN ('training')", "datasets.context LIKE '%ing'"],
  ...["metrics.m > 0 AND params.p ILIKE 'alpha' AND tags.t = 'blue'", "metrics.m >= 1 and status = 'FINISHED'"],
  ...[
    "params.p LIKE 'al%' AND datasets.name = 'iris' AND start_time < 5000",
    "  metrics.m  >  0   AND   run_name = 'ebb' ",
  ],
]

const orders = [
  ...[
    'metrics.m',
    'metrics.m ASC',
    'metrics.m DESC',
    'metrics.n',
    'metrics.n DESC',
    'metrics.none DESC',
    'metric.`val/acc`',
  ],
  ...['params.p', 'params.p DESC', 'parameter.p', 'tags.t', 'tags.t DESC', 'tags.`mlflow.runName` DESC'],
  ...['attributes.start_time', 'start_time DESC', 'end_time', 'end_time DESC', 'status', 'run_name', 'Created ASC'],
  ...['attribute.user_id', 'attributes.user_id DESC'],
]

/** Searches of runs with answers that are not empty, whose order counts. */
export const searchSteps: Step[] = [
  ...runs,
  ...filters.map(filter => step('POST', 'runs/search', { ...inTides, filter })),
  ...orders.map(order => step('POST', 'runs/search', { ...inTides, order_by: [order] })),
  step('POST', 'runs/search', { ...inTides, order_by: ['metrics.n DESC', 'params.p ASC'] }),
  step('POST', 'runs/search', { ...inTides, order_by: ['tags.t', 'metrics.m DESC', 'start_time'] }),
  step('POST', 'runs/search', { ...inTides, filter: 'metrics.m > -2', order_by: ['metrics.n'], max_results: 2 }),
  step('POST', 'runs/search', { ...inTides, filter: "params.p LIKE '%'", order_by: ['params.p DESC'], max_results: 3 }),
]
