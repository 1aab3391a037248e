import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow } from '../../../test/mlflow.ts'

describeMlflow("MLflow's protocol", ground => {
  const newRun = async (wish: object = {}) => {
    const { run } = await ground().mlflow.post('runs/create', { experiment_id: '0', start_time: 1, ...wish })
    assert.ok(run)
    return run.info
  }

  test('bodies come as JSON, twice-encoded JSON or not at all; anything else is refused before it is read', async () => {
    const create = (body: string, type: string) =>
      ground().mlflow.send('POST', '/api/2.0/mlflow/experiments/create', { body, headers: { 'Content-Type': type } })
    assert.equal(
      (await create(JSON.stringify(JSON.stringify({ name: 'twice' })), 'application/json; charset=utf-8')).status,
      200,
    )
    const plain = await create('{"name":"plain"}', 'text/plain')
    assert.match(await plain.text(), /Bad Request\. Content-Type must be one of \['application\/json'\]\./)
    assert.match(
      await (await create('not json', 'application/json')).text(),
      /Missing value for required parameter 'name'/,
    )
    assert.match(await (await create('[1]', 'application/json')).text(), /Missing value for required parameter 'name'/)
    const deep = await create(`{"name":${'['.repeat(100_000)}`, 'application/json')
    assert.equal(deep.status, 400)
  })

  test('the pages of the original find each message under its second name', async () => {
    const response = await ground().mlflow.send('POST', '/ajax-api/2.0/mlflow/runs/search', {
      body: { experiment_ids: ['0'] },
    })
    assert.equal(response.status, 200)
  })

  test('numbers are numbers, NaN and infinities are words, empty lists are left out', async () => {
    const { run_id } = await newRun()
    const metrics = [
      { key: 'nan', value: 'NaN', timestamp: '1', step: '2' },
      { key: 'inf', value: 'Infinity', timestamp: 1 },
      { key: 'less', value: '-Infinity', timestamp: 1 },
      { key: 'text', value: '1.5e3', timestamp: 1 },
    ]
    await ground().mlflow.post('runs/log-batch', { run_id, metrics })
    const text = await (await ground().mlflow.send('GET', `/api/2.0/mlflow/runs/get?run_id=${run_id}`)).text()
    assert.match(text, /\{"key":"nan","value":"NaN","timestamp":1,"step":2\}/)
    assert.match(text, /\{"key":"inf","value":"Infinity","timestamp":1,"step":0\}/)
    assert.match(text, /\{"key":"less","value":"-Infinity"/)
    assert.match(text, /\{"key":"text","value":1500,/)
    assert.doesNotMatch(text, /\[\]|null/)
  })

  test('text that a database cannot hold is cleaned, in whatever field it comes', async () => {
    const { run_id } = await newRun({ run_name: 'nul\0name', user_id: 'a\0b' })
    const tags = [
      { key: 'half', value: '\ud83d' },
      { key: 'nul', value: 'a\0b' },
    ]
    await ground().mlflow.post('runs/log-batch', { run_id, params: [{ key: 'p', value: '\0' }], tags })
    await ground().mlflow.post('experiments/create', { name: 'nul\0experiment', tags })
    const wish = { experiment_ids: ['0'], filter: "run_name = 'nul\0name' AND tags.nul = 'ab' AND params.p = ''" }
    assert.deepEqual(
      (await ground().mlflow.post('runs/search', wish)).runs.map(run => run.info.run_name),
      ['nulname'],
    )
  })

  test('a history keeps exact duplicates once, gives pages and everything when nothing is said', async () => {
    const { run_id } = await newRun()
    const point = (i: number) => ({ key: 'loss', value: i / 2, timestamp: 100 - i, step: i })
    const metrics = Array.from({ length: 50 }, (_, i) => point(i))
    await ground().mlflow.post('runs/log-batch', { run_id, metrics })
    await ground().mlflow.post('runs/log-batch', { run_id, metrics })
    await ground().mlflow.post('runs/log-metric', { run_id, ...point(7) })
    const path = `metrics/get-history?run_id=${run_id}&metric_key=loss`
    const all = (await ground().mlflow.get(path)).metrics
    assert.deepEqual(
      all.map(metric => metric.step),
      Array.from({ length: 50 }, (_, i) => 49 - i),
    )
    const first = await ground().mlflow.get(`${path}&max_results=30`)
    const rest = await ground().mlflow.get(
      `${path}&max_results=30&page_token=${encodeURIComponent(first.next_page_token ?? '')}`,
    )
    assert.deepEqual([...first.metrics, ...rest.metrics], all)
    assert.equal(rest.next_page_token, undefined)
    const sampled = await ground().mlflow.get(
      `metrics/get-history-bulk-interval?run_ids=${run_id}&metric_key=loss&max_results=5`,
    )
    assert.deepEqual([sampled.metrics.length, sampled.metrics[0]?.step, sampled.metrics.at(-1)?.step], [5, 0, 49])
  })

  test('a run refuses points from the moment it is deleted until it is restored, however often it was logged into', async () => {
    const { run_id } = await newRun()
    const log = async (step: number) =>
      (await ground().mlflow.ask('POST', 'runs/log-metric', { run_id, key: 'loss', value: 1, timestamp: 1, step }))
        .status
    assert.deepEqual([await log(1), await log(2)], [200, 200])
    await ground().mlflow.post('runs/delete', { run_id })
    assert.deepEqual([await log(3), await log(4)], [400, 400])
    await ground().mlflow.post('runs/restore', { run_id })
    assert.equal(await log(5), 200)
    const { metrics } = await ground().mlflow.get(`metrics/get-history?run_id=${run_id}&metric_key=loss`)
    assert.deepEqual(
      metrics.map(({ step }) => step),
      [1, 2, 5],
    )
  })

  test('a deleted experiment takes its runs along and brings all of them back', async () => {
    const { experiment_id } = await ground().mlflow.post('experiments/create', { name: 'kept' })
    const [one, two] = [await newRun({ experiment_id }), await newRun({ experiment_id })]
    await ground().mlflow.post('runs/delete', { run_id: two.run_id })
    await ground().mlflow.post('experiments/delete', { experiment_id })
    assert.equal((await ground().mlflow.ask('POST', 'experiments/delete', { experiment_id })).status, 404)
    // its name is free at once, and what was deleted comes back under another
    assert.equal((await ground().mlflow.ask('POST', 'experiments/create', { name: 'kept' })).status, 200)
    assert.equal((await ground().mlflow.get(`runs/get?run_id=${one.run_id}`)).run?.info.lifecycle_stage, 'deleted')
    await ground().mlflow.post('experiments/restore', { experiment_id })
    assert.equal((await ground().mlflow.post('runs/search', { experiment_ids: [experiment_id] })).runs.length, 2)
  })

  test('the log tells how a run began and ended, with its metrics, and who did it', async () => {
    const { run_id } = await newRun()
    await ground().mlflow.post('runs/log-batch', { run_id, metrics: [{ key: 'auc', value: 0.7, timestamp: 1 }] })
    await ground().mlflow.post('runs/update', { run_id, status: 'FINISHED', end_time: 2 })
    await ground().mlflow.post('runs/update', { run_id, status: 'FINISHED', end_time: 2 })
    const { events } = await ground().inside.owner.events.list({ project: 'ships', kind: 'run', id: run_id })
    assert.deepEqual(
      events.map(event => event.verb),
      ['finish', 'start'],
    )
    assert.deepEqual(events[0]?.payload['metrics'], [{ name: 'auc', value: 0.7, step: 0 }])
    assert.deepEqual([events[0]?.actor.id, events[0]?.seat], [ground().inside.ownerId, 'data_scientist'])
  })
})
