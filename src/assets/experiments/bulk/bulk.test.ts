import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow } from '../../../../test/mlflow.ts'
import { purgeExpired, purgeExpiredExperiments } from './trash.worker.ts'

describeMlflow('many runs at once', ground => {
  const open = () => {
    const { inside, mlflow } = ground()
    return { owner: inside.owner, mlflow, project: mlflow.project }
  }
  const make = async (experiment: string, count: number) => {
    const { mlflow } = open()
    const ids: string[] = []
    for (let at = 0; at < count; at++) {
      const { run } = await mlflow.post('runs/create', { experiment_id: experiment, start_time: at + 1 })
      const run_id = run?.info.run_id ?? ''
      await mlflow.post('runs/log-batch', {
        run_id,
        metrics: [{ key: 'loss', value: at, timestamp: 1, step: 0 }],
        params: [{ key: 'depth', value: String(at) }],
      })
      ids.push(run_id)
    }
    return ids
  }
  const newExperiment = async (name: string) => (await open().mlflow.post('experiments/create', { name })).experiment_id

  test('runs are tagged and moved together, and found where they are then', async () => {
    const { owner, mlflow, project } = open()
    const [from, to] = [await newExperiment('from'), await newExperiment('to')]
    const runs = await make(from, 3)
    const act = (wish: Parameters<typeof owner.bulk.act>[0]['act'], ids = runs) =>
      owner.bulk.act({ project, runs: ids, act: wish })
    assert.deepEqual(await act({ kind: 'tag', key: 'keep', value: 'yes' }), { changed: 3 })
    assert.deepEqual(await act({ kind: 'move', experiment: to }, runs.slice(0, 2)), { changed: 2 })
    const found = async (experiment: string) => {
      const wish = {
        experiment_ids: [experiment],
        filter: "tags.keep = 'yes' and metrics.loss >= 0 and params.depth LIKE '%'",
      }
      const answer = await mlflow.post('runs/search', wish)
      return (answer.runs ?? []).map(({ info }) => info.run_id).toSorted()
    }
    assert.deepEqual(await found(to), runs.slice(0, 2).toSorted())
    assert.deepEqual(await found(from), runs.slice(2))
    await assert.rejects(act({ kind: 'delete' }, [...runs, 'f'.repeat(32)]), { code: 'not_found' })
    assert.equal((await owner.runs.count({ project, filter: "tags.keep = 'yes'" })).matching, 3)
  })

  test('the trash shows deleted runs, gives them back, and purges only what is in it', async () => {
    const { owner, project } = open()
    const [one = '', two = ''] = await make(await newExperiment('bin'), 2)
    const act = (kind: 'delete' | 'restore' | 'purge', runs: string[]) =>
      owner.bulk.act({ project, runs, act: { kind } })
    const trash = async () => (await owner.runs.list({ project, trash: 'true' })).runs.map(({ id }) => id).toSorted()
    await act('delete', [one, two])
    assert.deepEqual(await trash(), [one, two].toSorted())
    assert.deepEqual(await act('delete', [one]), { changed: 0 })
    await act('restore', [one])
    await assert.rejects(act('purge', [one, two]), { code: 'bad_request' })
    assert.deepEqual(await act('purge', [two]), { changed: 1 })
    assert.deepEqual(await trash(), [])
    await assert.rejects(owner.runs.get({ project, run: two }), { code: 'not_found' })
  })

  test('what was in the trash for its days goes for good, in the name of who put it there', async () => {
    const { owner, project } = open()
    const { inside } = ground()
    const [old = '', kept = ''] = await make(await newExperiment('days'), 2)
    await owner.bulk.act({ project, runs: [old], act: { kind: 'delete' } })
    const day = 24 * 3_600_000
    const at = (days: number) => ({ db: inside.db, clock: { now: () => Date.now() + days * day } })
    assert.equal(await purgeExpired(at(29), { days: 30 }), 0)
    assert((await owner.runs.list({ project, trash: 'true' })).runs.some(({ id }) => id === old))
    assert.equal(await purgeExpired(at(31), { days: 30 }), 1)
    await assert.rejects(owner.runs.get({ project, run: old }), { code: 'not_found' })
    assert.equal((await owner.runs.get({ project, run: kept })).id, kept)
    const [event] = (await owner.events.list({ project, limit: 1 })).events
    assert.deepEqual(
      [event?.verb, event?.object.id, event?.actor.id, event?.source],
      ['remove', old, inside.ownerId, 'system'],
    )
  })

  test('a deleted experiment gives its name to whoever wants it, and keeps its runs', async () => {
    const { owner, mlflow, project } = open()
    const experiment = await newExperiment('again')
    const [run = ''] = await make(experiment, 2)
    const purge = () => owner.bulk.purgeExperiment({ project, experiment })
    await assert.rejects(purge(), { code: 'conflict' })
    await mlflow.post('experiments/delete', { experiment_id: experiment })
    const second = await newExperiment('again')
    assert.notEqual(second, experiment)
    await assert.rejects(newExperiment('again'), /already exists/)
    const named = async () =>
      (await owner.bulk.experiments({ project })).experiments.filter(({ name }) => name.startsWith('again'))
    assert.deepEqual(
      (await named()).toSorted((a, b) => Number(a.id) - Number(b.id)),
      [
        { id: experiment, name: `again (deleted ${experiment})`, isDeleted: true },
        { id: second, name: 'again', isDeleted: false },
      ],
    )
    await mlflow.post('experiments/restore', { experiment_id: experiment })
    assert.equal((await owner.runs.get({ project, run })).experiment.name, `again (deleted ${experiment})`)
    await mlflow.post('experiments/delete', { experiment_id: second })
    await mlflow.post('experiments/update', { experiment_id: experiment, new_name: 'again' })
    await mlflow.post('experiments/delete', { experiment_id: experiment })
    assert.deepEqual(await purge(), { runs: 2 })
  })

  test('a deleted experiment goes for good after its days, with the runs in it', async () => {
    const { owner, mlflow, project } = open()
    const { inside } = ground()
    const experiment = await newExperiment('old')
    const [run = ''] = await make(experiment, 1)
    await mlflow.post('experiments/delete', { experiment_id: experiment })
    const at = (days: number) => ({ db: inside.db, clock: { now: () => Date.now() + days * 24 * 3_600_000 } })
    const isThere = async () =>
      (await owner.bulk.experiments({ project })).experiments.some(({ id }) => id === experiment)
    await purgeExpiredExperiments(at(29), { days: 30 })
    assert(await isThere())
    await purgeExpiredExperiments(at(31), { days: 30 })
    assert.equal(await isThere(), false)
    await assert.rejects(owner.runs.get({ project, run }), { code: 'not_found' })
    const { events } = await owner.events.list({ project, limit: 20 })
    const gone = events.filter(({ verb, payload }) => verb === 'remove' && payload['days'] === 30)
    assert.deepEqual(gone.map(({ object }) => object.kind).slice(0, 2), ['experiment', 'run'])
  })

  test('a view is kept under a name for oneself or for the project, and removed', async () => {
    const { owner, project } = open()
    const search = { filter: 'metrics.loss < 1', trash: true }
    const own = await owner.bulk.saveView({ project, name: 'best', isShared: false, search })
    await owner.bulk.saveView({ project, name: 'best', isShared: true, search: {} })
    await assert.rejects(owner.bulk.saveView({ project, name: 'best', isShared: true, search }), { code: 'conflict' })
    const { views } = await owner.bulk.views({ project })
    assert.deepEqual(
      views.find(({ id }) => id === own.id),
      { id: own.id, name: 'best', isShared: false, search },
    )
    for (const { id } of views) await owner.bulk.dropView({ project, view: id })
    assert.deepEqual(await owner.bulk.views({ project }), { views: [] })
    await assert.rejects(owner.bulk.dropView({ project, view: own.id }), { code: 'not_found' })
  })
})
