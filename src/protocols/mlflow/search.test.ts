import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { describeMlflow, type MlflowCalls } from '../../../test/mlflow.ts'

/** name, start, end, status, metrics, params, tags, dataset (name, digest, context) */
const fleet = [
  [
    'ada',
    1000,
    9000,
    'FINISHED',
    { acc: 0.9, loss: 0.1 },
    { lr: '0.1', opt: 'Adam' },
    { team: 'blue', note: '50% off_x' },
    ['flights', 'd1', 'train'],
  ],
  [
    'bo',
    2000,
    8000,
    'FINISHED',
    { acc: 0.8, loss: 'NaN' },
    { lr: '0.01', opt: 'adam' },
    { team: 'Blue' },
    ['flights', 'd2', 'test'],
  ],
  ['cy', 2500, null, 'RUNNING', { acc: 0.8 }, { lr: '0.1' }, {}, null],
  ['dee', 3000, 7000, 'FAILED', { acc: 'NaN', loss: 0.5 }, { lr: '1' }, { team: 'red' }, ['ships', 'd1', 'train']],
  ['eve', 4000, 6000, 'KILLED', { loss: -1 }, {}, { team: 'blue', 'a b': 'x' }, null],
  ['fay', 5000, 5500, 'FINISHED', {}, { opt: 'sgd' }, {}, null],
  ['gus', 6000, null, 'RUNNING', { acc: 1e300 }, { lr: '0.1' }, { team: '' }, null],
] as const

/** Answers of the original (release 3.17.2) to the same runs, oldest first. */
const filters: [string, string][] = [
  ['metrics.acc > 0.8', 'ada gus'],
  ['metrics.acc >= 0.8', 'ada bo cy gus'],
  ['metrics.acc = 0.8', 'bo cy'],
  ['metrics.acc != 0.8', 'ada dee gus'],
  ['metrics.loss < 0', 'eve'],
  ['metrics.loss != 0.5', 'ada bo eve'],
  ['metrics.acc > 1e299', 'gus'],
  ["params.lr = '0.1'", 'ada cy gus'],
  ["params.lr != '0.1'", 'bo dee'],
  ["params.opt = 'adam'", 'bo'],
  ["params.opt LIKE 'a%'", 'bo'],
  ["params.opt ILIKE 'a%'", 'ada bo'],
  ["params.opt LIKE '_dam'", 'ada bo'],
  ['params.lr IS NULL', 'eve fay'],
  ['params.lr IS NOT NULL', 'ada bo cy dee gus'],
  ["tags.team = 'blue'", 'ada eve'],
  ["tags.team != 'blue'", 'bo dee gus'],
  ["tags.team = ''", 'gus'],
  ["tags.team ILIKE '%LU%'", 'ada bo eve'],
  ["tags.note LIKE '%50\\%%'", ''],
  ["tags.note LIKE '50% off_x'", 'ada'],
  ["tags.note LIKE '%OFF%'", ''],
  ["tags.`a b` = 'x'", 'eve'],
  ['tags.team IS NULL', 'cy fay'],
  ["status = 'RUNNING'", 'cy gus'],
  ["status != 'RUNNING'", 'ada bo dee eve fay'],
  ["status LIKE 'F%'", 'ada bo dee fay'],
  ['start_time >= 4000', 'eve fay gus'],
  ['start_time < 2000', 'ada'],
  ['end_time > 6000', 'ada bo dee'],
  ['end_time != 6000', 'ada bo dee fay'],
  ['end_time <= 6000', 'eve fay'],
  ["run_name = 'ada'", 'ada'],
  ["run_name != 'ada'", 'bo cy dee eve fay gus'],
  ["run_name LIKE '%e%'", 'dee eve'],
  ["run_name ILIKE 'A%'", 'ada'],
  ["user_id = 'c'", 'cy'],
  ["dataset.name = 'flights'", 'ada bo'],
  ["dataset.name != 'flights'", 'dee'],
  ["dataset.digest = 'd1'", 'ada dee'],
  ["dataset.context = 'train'", 'ada dee'],
  ["dataset.name IN ('ships','x')", 'dee'],
  ["dataset.context LIKE 'T%'", ''],
  ["dataset.name = 'flights' AND dataset.context = 'train'", 'ada'],
  ["metrics.acc > 0.5 AND params.lr = '0.1' AND status = 'RUNNING'", 'cy gus'],
  ['metrics.acc > 0.5 AND metrics.loss < 0.2', 'ada'],
  ["attributes.start_time > 2500 AND tags.team = 'blue'", 'eve'],
  ['metrics.nope > 0', ''],
]

/** Answers of the original to the same runs; ties go by start, newest first. */
const orders: [string[], string][] = [
  [['metrics.acc'], 'cy bo ada gus dee fay eve'],
  [['metrics.acc DESC'], 'gus ada cy bo dee fay eve'],
  [['metrics.loss ASC'], 'eve ada dee bo gus fay cy'],
  [['metrics.loss DESC'], 'dee ada eve bo gus fay cy'],
  [['params.lr'], 'bo gus cy ada dee fay eve'],
  [['params.lr DESC'], 'dee gus cy ada bo fay eve'],
  [['params.opt DESC'], 'fay bo ada gus eve dee cy'],
  [['tags.team'], 'gus bo eve ada dee fay cy'],
  [['tags.team DESC'], 'dee eve ada bo gus fay cy'],
  [['start_time'], 'ada bo cy dee eve fay gus'],
  [['start_time ASC', 'metrics.acc'], 'ada bo cy dee eve fay gus'],
  [['end_time'], 'fay eve dee bo ada gus cy'],
  [['end_time DESC'], 'ada bo dee eve fay gus cy'],
  [['status', 'start_time'], 'dee ada bo fay eve cy gus'],
  [['run_name DESC'], 'gus fay eve dee cy bo ada'],
  [['params.lr', 'metrics.acc DESC'], 'bo gus ada cy dee fay eve'],
  [['metrics.acc DESC', 'params.lr DESC'], 'gus ada cy bo dee fay eve'],
  [['metrics.nope', 'start_time ASC'], 'ada bo cy dee eve fay gus'],
  [['user_id DESC'], 'gus fay eve dee cy bo ada'],
]

describeMlflow('searching runs', ground => {
  let experiment = ''
  before(async () => {
    experiment = await fleetOf(ground().mlflow)
  })

  const namesOf = async (wish: object) => {
    const { runs } = await ground().mlflow.post('runs/search', { experiment_ids: [experiment], ...wish })
    return runs.map(run => run.info.run_name).join(' ')
  }

  test('filters find what the original finds', async () => {
    for (const [filter, names] of filters)
      assert.equal(await namesOf({ filter, order_by: ['start_time', 'run_name'] }), names, filter)
  })

  test('orders are those of the original, with NaN before missing values and both last', async () => {
    for (const [orderBy, names] of orders) assert.equal(await namesOf({ order_by: orderBy }), names, orderBy.join())
  })

  test('pages of any order join to the whole, each run once', async () => {
    for (const [orderBy, names] of orders)
      for (const size of [1, 2, 3]) assert.equal(await inPages(orderBy, size), names, `${orderBy.join()} by ${size}`)
  })

  async function inPages(orderBy: string[], size: number): Promise<string> {
    const names: string[] = []
    let token: string | undefined = ''
    while (token !== undefined) {
      const wish = { experiment_ids: [experiment], order_by: orderBy, max_results: size, page_token: token }
      const page = await ground().mlflow.post('runs/search', wish)
      names.push(...page.runs.map(run => run.info.run_name))
      token = page.next_page_token
    }
    return names.join(' ')
  }

  test('a token of one question does not continue another', async () => {
    const { next_page_token: token } = await ground().mlflow.post('runs/search', {
      experiment_ids: [experiment],
      max_results: 1,
    })
    const other = { experiment_ids: [experiment], filter: "status = 'x'", page_token: token }
    const { status, error_code } = await ground().mlflow.ask('POST', 'runs/search', other)
    assert.deepEqual([status, error_code], [400, 'INVALID_PARAMETER_VALUE'])
  })

  test('deleted runs are found only when asked for', async () => {
    const { run } = await ground().mlflow.post('runs/create', {
      experiment_id: experiment,
      start_time: 1,
      run_name: 'gone',
    })
    await ground().mlflow.post('runs/delete', { run_id: run?.info.run_id })
    assert.equal(await namesOf({ filter: "run_name = 'gone'" }), '')
    assert.equal(await namesOf({ filter: "run_name = 'gone'", run_view_type: 'DELETED_ONLY' }), 'gone')
    assert.equal(await namesOf({ filter: "run_name = 'gone'", run_view_type: 'ALL' }), 'gone')
  })
})

async function fleetOf(mlflow: MlflowCalls): Promise<string> {
  const { experiment_id: experiment } = await mlflow.post('experiments/create', { name: 'fleet' })
  for (const [name, start, end, status, metrics, params, tags, dataset] of fleet) {
    const { run } = await mlflow.post('runs/create', {
      experiment_id: experiment,
      start_time: start,
      run_name: name,
      user_id: name[0],
    })
    const run_id = run?.info.run_id
    const pairs = (values: object) => Object.entries(values).map(([key, value]) => ({ key, value }))
    const points = pairs(metrics).map(point => ({ ...point, timestamp: 1 }))
    await mlflow.post('runs/log-batch', { run_id, metrics: points, params: pairs(params), tags: pairs(tags) })
    if (dataset) {
      const [set, digest, context] = dataset
      const described = { name: set, digest, source_type: 'x', source: 'y' }
      await mlflow.post('runs/log-inputs', {
        run_id,
        datasets: [{ dataset: described, tags: [{ key: 'mlflow.data.context', value: context }] }],
      })
    }
    await mlflow.post('runs/update', { run_id, status, ...(end === null ? {} : { end_time: end }) })
  }
  return experiment
}
