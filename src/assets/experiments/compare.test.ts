import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow, type MlflowCalls } from '../../../test/mlflow.ts'

const start = 1_790_000_000_000

describeMlflow('comparing runs', ground => {
  const open = () => {
    const { inside, mlflow } = ground()
    return { api: inside.owner.runs, mlflow, project: mlflow.project }
  }

  test('runs come in the order of asking, with what was just logged; strangers and deleted ones are missing', async () => {
    const { api, mlflow, project } = open()
    const [first, second, gone] = [await log(mlflow, [3, 1, 2]), await log(mlflow, [5]), await log(mlflow, [7])]
    await mlflow.post('runs/delete', { run_id: gone })
    const stranger = 'f'.repeat(32)
    const { runs, missing } = await api.compare({ project, runs: [second, first, gone, stranger, second].join(',') })
    assert.deepEqual(
      runs.map(({ id, metrics }) => [id, metrics.map(({ value }) => value)]),
      [
        [second, [5]],
        [first, [2]],
      ],
    )
    assert.deepEqual(missing, [gone, stranger])
    assert.deepEqual(await api.compare({ project, runs: '' }), { runs: [], missing: [] })
  })

  test('one question brings the curves of many runs, thinned with their least and greatest values', async () => {
    const { api, mlflow, project } = open()
    const wave = Array.from({ length: 900 }, (_, step) => (step === 333 ? 9 : step === 666 ? -9 : Math.sin(step)))
    const [long, short, other] = [await log(mlflow, wave), await log(mlflow, [1]), await log(mlflow, [1], 'acc')]
    const { series } = await api.bulkSeries({ project, runs: [long, short, other].join(','), key: 'loss', points: 40 })
    assert.deepEqual(
      series.map(({ run }) => run),
      [long, short],
    )
    const values = series[0]?.values.map(Number) ?? []
    assert.ok(values.length <= 40)
    assert.deepEqual([Math.min(...values), Math.max(...values)], [-9, 9])
    assert.deepEqual(series[1], { run: short, steps: [0], times: [start], values: [1] })
  })

  test('a count says how many runs satisfy a filter, of how many', async () => {
    const { api, mlflow, project } = open()
    const { total } = await api.count({ project })
    await log(mlflow, [42])
    const filter = 'metrics.loss = 42'
    assert.deepEqual(await api.count({ project, filter }), { matching: 1, total: total + 1 })
    await assert.rejects(api.count({ project, filter: 'loss ~ 1' }), { code: 'bad_request' })
  })

  test('runs are grouped by a param, with the mean and spread of a metric; those without it are a group too', async () => {
    const { api, mlflow, project } = open()
    for (const [value, model] of [
      [1, 'a'],
      [2, 'a'],
      [6, 'a'],
      [9, 'b'],
      [5, undefined],
    ] as const) {
      const run_id = await log(mlflow, [value], 'spread')
      if (model) await mlflow.post('runs/log-parameter', { run_id, key: 'kind', value: model })
    }
    const wish = { project, by: 'params.kind', metrics: 'spread', filter: 'metrics.spread > 1' }
    assert.deepEqual(await api.groups(wish), {
      groups: [
        { value: 'a', runs: 2, metrics: [{ n: 2, mean: 4, deviation: Math.sqrt(8), min: 2, max: 6 }] },
        { value: 'b', runs: 1, metrics: [{ n: 1, mean: 9, deviation: null, min: 9, max: 9 }] },
        { value: null, runs: 1, metrics: [{ n: 1, mean: 5, deviation: null, min: 5, max: 5 }] },
      ],
      total: 3,
    })
    await assert.rejects(api.groups({ project, by: 'metrics.spread' }), { code: 'bad_request' })
    const keys = await api.keys({ project })
    assert(keys.metrics.includes('spread') && keys.params.includes('kind'))
  })

  test('what an ended run holds is found as it is, whatever changed since it was last asked for', async () => {
    const { mlflow } = open()
    const run_id = await log(mlflow, [1], 'late')
    await mlflow.post('runs/update', { run_id, status: 'FINISHED', end_time: start + 1 })
    const said = async () => {
      const { runs } = await mlflow.post('runs/search', { experiment_ids: ['0'], filter: `run_id = '${run_id}'` })
      const { metrics = [], params = [], tags = [] } = runs?.[0]?.data ?? {}
      return [...metrics, ...params, ...tags]
        .map(({ key, value }) => `${key}=${value}`)
        .filter(one => !/runName/.test(one))
    }
    assert.deepEqual(await said(), ['late=1'])
    await mlflow.post('runs/set-tag', { run_id, key: 'seen', value: 'yes' })
    assert.deepEqual(await said(), ['late=1', 'seen=yes'])
    await mlflow.post('runs/log-parameter', { run_id, key: 'depth', value: '3' })
    await mlflow.post('runs/log-metric', { run_id, key: 'late', value: 2, timestamp: start + 9, step: 9 })
    assert.deepEqual(await said(), ['late=2', 'depth=3', 'seen=yes'])
    await mlflow.post('runs/delete-tag', { run_id, key: 'seen' })
    assert.deepEqual(await said(), ['late=2', 'depth=3'])
  })

  test('more runs than can be compared are refused', async () => {
    const { api, project } = open()
    const runs = Array.from({ length: 201 }, (_, at) => at.toString(16).padStart(32, '0')).join(',')
    await assert.rejects(api.compare({ project, runs }), { code: 'bad_request' })
  })
})

async function log(mlflow: MlflowCalls, values: number[], key = 'loss'): Promise<string> {
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', start_time: start })
  const run_id = run?.info.run_id ?? ''
  const metrics = values.map((value, step) => ({ key, value, step, timestamp: start + step }))
  await mlflow.post('runs/log-batch', { run_id, metrics })
  return run_id
}
