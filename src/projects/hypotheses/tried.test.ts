import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeMlflow } from '../../../test/mlflow.ts'

describeMlflow('whether anyone tried it', ground => {
  test('is told from the hypotheses of every project that I may see, and of no other', async () => {
    const { inside } = ground()
    const { owner } = inside
    await owner.projects.create({ name: 'Tides', slug: 'tides' })
    await owner.hypotheses.create({ project: 'tides', title: 'Inbound delay helps short routes', because: '100% sure' })
    const tried = async (q: string, as = owner) => (await as.hypotheses.tried({ q })).hypotheses
    assert.deepEqual(
      (await tried('Does INBOUND delay help?')).map(({ project }) => project.slug),
      ['tides'],
    )
    for (const q of ['inbuond delays', 'short route', 'delay'])
      assert.deepEqual(
        (await tried(q)).map(({ title }) => title),
        ['Inbound delay helps short routes'],
        q,
      )
    await owner.hypotheses.create({ project: 'tides', title: '机场延误会传播', because: 'seen' })
    assert.equal((await tried('延误'))[0]?.title, '机场延误会传播')
    const [first] = (await owner.hypotheses.list({ project: 'tides' })).hypotheses
    assert.deepEqual(await tried('turnaround minutes'), [])
    await owner.hypotheses.close({
      project: 'tides',
      hypothesis: first?.id ?? '',
      state: 'refuted',
      outcome: 'Turnaround minutes say it all',
      runs: [],
    })
    assert.deepEqual(
      (await tried('turnaround minutes')).map(({ state }) => state),
      ['refuted'],
    )
    assert.deepEqual(await tried('wholly another subject'), [])
    assert.deepEqual(await tried('%%% ___'), [])
    const stranger = await owner.users.create({ name: 'Stranger' })
    const { api } = await inside.signIn((await owner.users.invite({ user: stranger.id })).url)
    assert.deepEqual(await tried('inbound delay', api), [])
  })

  test('is told from the names, params, tags and notes of runs too, however they are nearly written', async () => {
    const { inside, mlflow } = ground()
    const { owner } = inside
    const made = await mlflow.post('runs/create', { experiment_id: '0', run_name: 'quiet-heron-7' })
    const run_id = made.run?.info.run_id ?? ''
    await mlflow.post('runs/log-parameter', { run_id, key: 'target_encoding', value: 'leave-one-out' })
    await mlflow.post('runs/set-tag', { run_id, key: 'idea', value: 'smoothing per 机场 代码' })
    await owner.runs.note({ project: 'ships', run: run_id, note: 'Overfits small aerodromes badly' })
    const found = async (q: string, as = owner) => (await as.hypotheses.tried({ q })).runs.map(({ name }) => name)
    while ((await found('aerodromes')).length === 0) await sleep(50)
    for (const q of ['target encodng', 'quiet heron', 'leave one out', '机场', 'smooth', 'who tried target encoding?'])
      assert.deepEqual(await found(q), ['quiet-heron-7'], q)
    assert.deepEqual(await found('tidal gauges'), [])
    const stranger = await owner.users.create({ name: 'Other stranger' })
    const { api } = await inside.signIn((await owner.users.invite({ user: stranger.id })).url)
    assert.deepEqual(await found('aerodromes', api), [])
    await owner.runs.note({ project: 'ships', run: run_id, note: '' })
    while ((await found('aerodromes')).length > 0) await sleep(50)
    await mlflow.post('runs/delete', { run_id })
    assert.deepEqual(await found('quiet heron'), [])
  })
})
