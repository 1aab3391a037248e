import assert from 'node:assert/strict'
import { test } from 'node:test'
import { insertTestProject, testOnEach } from '../../../../../test/database.ts'
import { insertManyRuns, manyId, manyParam, manyValue } from '../../../../../test/manyRuns.ts'
import type { Db } from '../../../../database/schema.ts'
import { parseFilter, parseOrder } from '../../search/filter.ts'
import { runs as subject } from '../../search/subjects.ts'
import { idsByValue, metricColumn } from './groups.store.ts'
import { numberIds, type IdText } from './ids.ts'
import { countMatching, fewMatching } from './matching.service.ts'
import { searchRuns } from './search.store.ts'

const count = 3_000
const all = Array.from({ length: count }, (_, at) => at)

/** Two experiments, so that pages are put together; of each run what the tables must say, computed here once more. */
async function fill(db: Db): Promise<number[]> {
  const { projectId, userId } = await insertTestProject(db)
  const scopes: number[] = []
  for (const [experiment_id, from, to] of [
    ['1', 0, 2_000],
    ['2', 2_000, count],
  ] as const) {
    const wish = {
      project_id: projectId,
      experiment_id,
      name: experiment_id,
      artifact_location: '',
      created_by: userId,
    }
    const { scope } = await db
      .insertInto('experiments')
      .values({ ...wish, lifecycle: 'active', created_at: 1, updated_at: 1 })
      .returning('scope')
      .executeTakeFirstOrThrow()
    await insertManyRuns(db, { projectId, scope, userId, from, runs: to - from, metrics: 3, params: 3, tags: 1 })
    scopes.push(scope)
  }
  return scopes
}

type Asked = {
  filter?: string
  order?: string[]
  fits?: (at: number) => boolean
  by?: (a: number, b: number) => number
}

const newest = (a: number, b: number) => b - a
const asked: Asked[] = [
  {},
  { filter: 'metrics.m1 > 0.2', order: ['metrics.m2 DESC'], fits: at => manyValue(at, 1) > 0.2, by: byMetric(2, -1) },
  { filter: 'metrics.m2 < 0.1', order: ['metrics.m2 DESC'], fits: at => manyValue(at, 2) < 0.1, by: byMetric(2, -1) },
  { filter: 'metrics.m1 > 0.99', fits: at => manyValue(at, 1) > 0.99 },
  { filter: 'metrics.m1 > 0.99', order: ['metrics.m0'], fits: at => manyValue(at, 1) > 0.99, by: byMetric(0, 1) },
  {
    filter: "metrics.m1 > 0.5 and metrics.m0 < 0.5 and params.p1 = 'v2'",
    fits: at => manyValue(at, 1) > 0.5 && manyValue(at, 0) < 0.5 && manyParam(at, 1) === 'v2',
  },
  { filter: "params.p2 LIKE '%3'", order: ['params.p0'], fits: at => manyParam(at, 2) === 'v3', by: byParam(0) },
  { order: ['attributes.end_time DESC'], by: newest },
  { order: ['attributes.end_time ASC'], by: (a, b) => a - b },
  { order: ['attributes.status DESC'], by: newest },
  { order: ['attributes.user_id'], by: newest },
  { order: ['params.p1 DESC'], by: (a, b) => byParam(1)(b, a) || newest(a, b) },
  { order: ['min.m1 DESC'], by: byMetric(1, -1) },
  { order: ['max.m1 DESC'], by: byMetric(1, 1) },
  {
    filter: 'min.m1 > 0.4 and max.m0 >= 0.9',
    fits: at => manyValue(at, 1) - 0.5 > 0.4 && 1.5 - manyValue(at, 0) >= 0.9,
  },
  {
    filter: "params.p0 = 'v1' and metrics.m2 < 0.9",
    order: ['params.p1', 'min.m0 DESC'],
    fits: at => manyParam(at, 0) === 'v1' && manyValue(at, 2) < 0.9,
    by: (a, b) => byParam(1)(a, b) || byMetric(0, -1)(a, b),
  },
  { filter: 'metrics.m1 != 0.5 and params.none IS NULL', order: ['attributes.run_name'], by: byName },
]

function byMetric(key: number, sign: 1 | -1) {
  return (a: number, b: number) => sign * (manyValue(a, key) - manyValue(b, key))
}
function byParam(key: number) {
  return (a: number, b: number) => compare(manyParam(a, key), manyParam(b, key))
}
function byName(a: number, b: number) {
  return compare(`run-${a}`, `run-${b}`)
}
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

testOnEach('searches, counts and columns of thousands of runs are right', async db => {
  const scopes = await fill(db)
  await pagesAreRight(db, scopes)
  await columnsAreWhole(db, scopes)
  await runningOnesComeLast(db, scopes)
  await deletedRunsAreApart(db, scopes)
})

/** The right runs, in order and each once. */
async function pagesAreRight(db: Db, scopes: number[]): Promise<void> {
  for (const { filter, order = [], fits = () => true, by = newest } of asked) {
    const conditions = parseFilter(subject, filter)
    const wish = { scopes, lifecycles: ['active'] as const, conditions, order: parseOrder(subject, order) }
    const found: string[] = []
    let after: Awaited<ReturnType<typeof searchRuns>>['next']
    do {
      const limit = found.length === 0 ? 7 : 1_500
      const few = await fewMatching(db, { ...wish, after, limit })
      const page = await searchRuns(db, { ...wish, few, after, limit })
      found.push(...page.runs.map(run => run.id))
      after = page.next
    } while (after)
    const expected = all.filter(fits).toSorted((a, b) => by(a, b) || newest(a, b))
    assert.deepEqual(found, expected.map(manyId), `${filter} by ${order.join()}`)
    assert.equal(await countMatching(db, wish), expected.length)
  }
}

/** Runs without an end stand behind those with one, whichever way these go; a page may begin among either. */
async function runningOnesComeLast(db: Db, scopes: number[]): Promise<void> {
  await db
    .updateTable('runs')
    .set({ end_time: null })
    .where('scope', '=', scopes[1] ?? 0)
    .execute()
  const [ended, running] = [all.slice(0, 2_000), all.slice(2_000).toReversed()]
  for (const [order, expected] of [
    ['attributes.end_time', [...ended, ...running]],
    ['attributes.end_time DESC', [...ended.toReversed(), ...running]],
  ] as const) {
    const wish = { scopes, lifecycles: ['active'] as const, conditions: [], order: parseOrder(subject, [order]) }
    const found: string[] = []
    let after: Awaited<ReturnType<typeof searchRuns>>['next']
    do {
      const page = await searchRuns(db, { ...wish, after, limit: 800 })
      found.push(...page.runs.map(run => run.id))
      after = page.next
    } while (after)
    assert.deepEqual(found, expected.map(manyId), order)
  }
}

/** Deleted runs are neither counted nor found, and are all that the trash shows. */
async function deletedRunsAreApart(db: Db, scopes: number[]): Promise<void> {
  const gone = all.filter(at => at % 3 === 0).map(manyId)
  await db.updateTable('runs').set({ lifecycle: 'deleted' }).where('run_id', 'in', gone).execute()
  const conditions = parseFilter(subject, 'metrics.m0 >= 0')
  const counted = (lifecycles: readonly ('active' | 'deleted')[]) =>
    countMatching(db, { scopes, lifecycles, conditions })
  assert.deepEqual(
    await Promise.all([counted(['active']), counted(['deleted']), counted(['active', 'deleted'])]),
    [2_000, 1_000, 3_000],
  )
}

/** Columns of values are read whole, with the id of each run. */
async function columnsAreWhole(db: Db, scopes: number[]): Promise<void> {
  const { ids, values } = await metricColumn(db, { scopes, key: 'm1' })
  const told = new Map(idsIn(ids).map((id, at) => [id, values[at]]))
  for (const at of all) assert(Math.abs((told.get(manyId(at)) ?? 0) - manyValue(at, 1)) < 1e-12)
  const groups = await idsByValue(db, { scopes, entity: 'param', key: 'p1' })
  for (const { value, ids: members } of groups)
    assert.deepEqual(
      idsIn(members).toSorted(),
      all
        .filter(at => manyParam(at, 1) === value)
        .map(manyId)
        .toSorted(),
    )
}

const idsIn = (text: IdText) => text?.split(' ') ?? []

test('ids get numbers by their bytes, whatever they are', () => {
  const nearly = ['G', '/', ':', '`', 'A', 'o', 'ß'].map(sign => `${sign}${manyId(0)}`.slice(0, 32))
  const ids = ['a', 'aa', 'b', 'schön', '⛵', manyId(0).slice(0, 29), ...nearly, ...all.map(manyId)]
  const numbers = numberIds(ids.join(' '))
  assert.equal(numbers.count, ids.length)
  assert.deepEqual([...numbers.find(ids.toReversed().join(' '))], [...ids.keys()].toReversed())
  assert.deepEqual([...numbers.find(`${manyId(7)}x b none`)], [-1, 2, -1])
  assert.deepEqual(
    numbers.list(number => number < 5),
    ids.slice(0, 5),
  )
  assert.deepEqual([numberIds(null).count, [...numberIds('').find('a')], [...numbers.find(undefined)]], [0, [-1], []])
})
