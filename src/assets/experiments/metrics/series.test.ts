import assert from 'node:assert/strict'
import { insertTestProject, testOnEach } from '../../../../test/database.ts'
import type { Db } from '../../../database/schema.ts'
import { openJournal } from './journal.ts'
import {
  compactRun,
  foldRun,
  foldScopes,
  insertBatches,
  latestMetrics,
  rangeMetrics,
  readCharts,
  readHistory,
  sealRun,
  sweepMetrics,
} from './series.ts'
import { lengthOf, pointAt, type Point } from './points.ts'

const start = 1_790_000_000_000
const at = (step: number, value = step, time = start + step): Point => ({ step, time, value })
const batch = (runId: string, points: Record<string, Point[]>) => ({
  runId,
  scope: 1,
  points: new Map(Object.entries(points)),
})

testOnEach('what was logged is read back at once, sorted, each exact duplicate once', async db => {
  await insertRuns(db, ['a', 'b'])
  await insertBatches(db, [batch('a', { loss: [at(2), at(0), at(1), at(1)], acc: [at(0)] })])
  await insertBatches(db, [batch('a', { loss: [at(1), at(3)] }), batch('b', { loss: [at(9)] })])
  assert.deepEqual(await stepsOf(db, 'a', 'loss'), [0, 1, 2, 3])
  assert.deepEqual(await stepsOf(db, 'a', 'acc'), [0])
  assert.deepEqual(await stepsOf(db, 'a', 'none'), [])
  await sealRun(db, 'a')
  await insertBatches(db, [batch('a', { loss: [at(2), at(4)] })])
  assert.deepEqual(await stepsOf(db, 'a', 'loss'), [0, 1, 2, 3, 4])
})

testOnEach('the latest value is by step, time and value, whatever the order of arrival', async db => {
  await insertRuns(db, ['a'])
  const latest = async () => {
    await foldScopes(db, [1])
    return (await latestMetrics(db, ['a'])).get('a')?.map(metric => [metric.key, metric.step, metric.value])
  }
  await insertBatches(db, [batch('a', { loss: [at(5, 0.5)], odd: [at(0, Number.NaN)] })])
  await insertBatches(db, [batch('a', { loss: [at(3, 0.9)], far: [at(0, Number.POSITIVE_INFINITY)] })])
  assert.deepEqual(await latest(), [
    ['far', 0, Infinity],
    ['loss', 5, 0.5],
    ['odd', 0, Number.NaN],
  ])
  await insertBatches(db, [batch('a', { loss: [at(5, 0.7), at(5, 0.6)], odd: [at(0, 1)], far: [at(0, -Infinity)] })])
  assert.deepEqual(await latest(), [
    ['far', 0, Infinity],
    ['loss', 5, 0.7],
    ['odd', 0, 1],
  ])
  await insertBatches(db, [batch('a', { loss: [at(6, Number.NaN)], odd: [at(0, Number.NaN)] })])
  assert.deepEqual(await latest(), [
    ['far', 0, Infinity],
    ['loss', 6, Number.NaN],
    ['odd', 0, 1],
  ])
})

testOnEach(
  'the least and the greatest value are of all that was logged, also of what was logged before they were kept',
  async db => {
    await insertRuns(db, ['a'])
    const ranges = async () => {
      await foldScopes(db, [1])
      return (await latestMetrics(db, ['a'])).get('a')?.map(({ key, least, greatest }) => [key, least, greatest])
    }
    await insertBatches(db, [batch('a', { loss: [at(0, 0.9), at(1, 0.2), at(2, 0.5)], odd: [at(0, Number.NaN)] })])
    assert.deepEqual(await ranges(), [
      ['loss', 0.2, 0.9],
      ['odd', Number.NaN, Number.NaN],
    ])
    await insertBatches(db, [batch('a', { loss: [at(3, 0.4), at(1, 7)], odd: [at(1, -3), at(2, Infinity)] })])
    const expected = [
      ['loss', 0.2, 7],
      ['odd', -3, Infinity],
    ]
    assert.deepEqual(await ranges(), expected)
    // as the tables are after a migration
    await db
      .updateTable('run_metrics')
      .set({ least: 0.4, greatest: 0.4, ranged: 0 })
      .where('key', '=', 'loss')
      .execute()
    await sealRun(db, 'a')
    assert.equal(await rangeMetrics(db), false)
    assert.deepEqual(await ranges(), expected)
  },
)

testOnEach('eight writers, retries, folds and seals at once lose nothing and keep nothing twice', async db => {
  await insertRuns(db, ['a'])
  const journal = openJournal(db)
  const write = async (writer: number) => {
    for (let i = 0; i < 60; i++) {
      const points = { loss: [at(i, writer)], [`own${writer}`]: [at(i)] }
      await journal.append(batch('a', points))
      if (i % 7 === 0) await journal.append(batch('a', points))
      if (i % 10 === writer) await sealRun(db, 'a')
      if (i % 9 === writer)
        assert.ok((await stepsOf(db, 'a', `own${writer}`)).length === i + 1, 'a writer reads its own points')
    }
  }
  await Promise.all(Array.from({ length: 8 }, (_, writer) => write(writer)))
  await Promise.all([sealRun(db, 'a'), sealRun(db, 'a'), foldRun(db, 'a')])
  assert.equal((await stepsOf(db, 'a', 'loss')).length, 480)
  for (let writer = 0; writer < 8; writer++) assert.equal((await stepsOf(db, 'a', `own${writer}`)).length, 60)
  await Promise.all([compactRun(db, 'a'), compactRun(db, 'a')])
  assert.equal((await stepsOf(db, 'a', 'loss')).length, 480)
  const latest = (await latestMetrics(db, ['a'])).get('a')
  assert.deepEqual(latest?.find(metric => metric.key === 'loss')?.value, 7)
  const { rows } = await db
    .selectFrom('metric_chunks')
    .select(eb => eb.fn.countAll<number>().as('rows'))
    .executeTakeFirstOrThrow()
  assert.equal(rows, 9)
})

testOnEach('points of a run that is gone fail alone, whoever is written with them', async db => {
  await insertRuns(db, ['a'])
  const journal = openJournal(db)
  const outcomes = await Promise.allSettled(
    ['a', 'gone', 'a', 'gone', 'a'].map((run, i) => journal.append(batch(run, { loss: [at(i)] }))),
  )
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ['fulfilled', 'rejected', 'fulfilled', 'rejected', 'fulfilled'],
  )
  assert.deepEqual(await stepsOf(db, 'a', 'loss'), [0, 2, 4])
})

testOnEach('a chart of a long run keeps its extremes, whether sealed, waiting or both', async db => {
  await insertRuns(db, ['long', 'short', 'empty'])
  const points = Array.from({ length: 20_000 }, (_, i) => at(i, i === 7_777 ? 1e9 : i === 12_345 ? -1e9 : Math.sin(i)))
  for (let i = 0; i < 20; i++)
    await insertBatches(db, [batch('long', { loss: points.slice(i * 1_000, (i + 1) * 1_000) })])
  await insertBatches(db, [batch('short', { loss: points.slice(0, 5), other: points.slice(0, 9_000) })])
  const check = async (what: string) => {
    const charts = await readCharts(db, ['long', 'short', 'empty'], { key: 'loss', atMost: 320 })
    const long = charts.get('long')
    assert.ok(long && lengthOf(long) <= 320 && lengthOf(long) > 100, what)
    assert.deepEqual([Math.max(...long.values), Math.min(...long.values)], [1e9, -1e9], what)
    assert.deepEqual([long.steps[0], long.steps.at(-1)], [0, 19_999], what)
    assert.deepEqual([...(charts.get('short')?.steps ?? [])], [0, 1, 2, 3, 4], what)
    assert.equal(lengthOf(charts.get('empty') ?? assert.fail()), 0)
  }
  await check('waiting')
  await sealRun(db, 'long')
  await check('sealed')
  await insertBatches(db, [batch('long', { loss: points.slice(19_000) })])
  await check('both')
  assert.equal((await stepsOf(db, 'long', 'loss')).length, 20_000)
})

testOnEach('a sweep seals long journals and those of ended runs, and leaves the others', async db => {
  await insertRuns(db, ['busy', 'quiet', 'over'])
  await db.updateTable('runs').set({ status: 'FINISHED' }).where('run_id', '=', 'over').execute()
  const many = Array.from({ length: 700 }, (_, i) => at(i))
  await insertBatches(
    db,
    Array.from({ length: 100 }, () => batch('busy', { loss: many })),
  )
  await insertBatches(db, [batch('quiet', { loss: [at(0)] }), batch('over', { loss: [at(0)] })])
  assert.equal(await sweepMetrics(db), 2)
  assert.equal(await sweepMetrics(db), 0)
  const waiting = await db.selectFrom('metric_journal').select('run_id').execute()
  assert.deepEqual(
    waiting.map(row => row.run_id),
    ['quiet'],
  )
  assert.equal((await stepsOf(db, 'busy', 'loss')).length, 700)
  assert.deepEqual(await stepsOf(db, 'over', 'loss'), [0])
})

async function stepsOf(db: Db, runId: string, key: string): Promise<number[]> {
  const points = await readHistory(db, runId, key)
  return Array.from({ length: lengthOf(points) }, (_, i) => pointAt(points, i).step)
}

async function insertRuns(db: Db, ids: string[]): Promise<void> {
  const { projectId, userId } = await insertTestProject(db)
  const experiment = {
    project_id: projectId,
    experiment_id: '0',
    name: 'Default',
    artifact_location: '',
    lifecycle: 'active',
  }
  await db
    .insertInto('experiments')
    .values({ ...experiment, created_by: userId, created_at: 1, updated_at: 1 })
    .execute()
  const { scope } = await db.selectFrom('experiments').select('scope').executeTakeFirstOrThrow()
  assert.equal(scope, 1)
  const run = {
    scope,
    name: '',
    status: 'RUNNING',
    lifecycle: 'active',
    user_name: '',
    start_time: 1,
    artifact_uri: '',
  }
  await db
    .insertInto('runs')
    .values(ids.map(run_id => ({ ...run, run_id, origin: 'client', created_by: userId, created_at: 1 })))
    .execute()
}
