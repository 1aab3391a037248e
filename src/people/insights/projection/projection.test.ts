import assert from 'node:assert/strict'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { chanceOf, type Chance } from '../../../../test/chance.ts'
import { insertTestProject, testOnEach } from '../../../../test/database.ts'
import type { Db } from '../../../database/schema.ts'
import { append, type NewEvent } from '../../../events/events.ts'
import { seats } from '../../seats.ts'
import { forgetAll } from './projection.store.ts'
import { catchUp } from './projector.ts'

const hour = 3_600_000
const begin = Date.UTC(2026, 0, 5)

const tables = [
  'insight_waits',
  'insight_wait_days',
  'insight_answers',
  'insight_days',
  'insight_deliveries',
  'insight_hypotheses',
  'insight_acts',
  'insight_assets',
  'insight_reuse',
  'insight_shares',
]

/** All that is computed, in an order of its own. */
async function computed(db: Db): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {}
  for (const table of tables) {
    const { rows } = await sql<Record<string, unknown>>`select * from ${sql.table(table)}`.execute(db)
    found[table] = rows
      .map(row => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => a.localeCompare(b))))
      .toSorted()
  }
  return found
}

/** Any of the events that insights read, about few things, so that they meet. */
function anyEvent(chance: Chance): NewEvent {
  const few = (kind: string) => `${kind}_${chance.below(6)}`
  const version = 1 + chance.below(4)
  const hypothesis = few('hyp')
  const subject = { kind: chance.one(['model', 'dataset', 'run']), id: few('sub'), version: String(version) }
  const production = { endpoint: few('end'), model: few('mdl'), version, stage: 'production' }
  const asked = { kind: chance.one(['promotion', 'handoff', 'review', 'access']), toSeat: chance.one(seats), subject }
  return chance.one<NewEvent>([
    { verb: 'create', object: { kind: 'dataset', id: few('ds') } },
    { verb: 'open', object: { kind: 'hypothesis', id: hypothesis }, hypothesis },
    { verb: 'close', object: { kind: 'hypothesis', id: hypothesis }, hypothesis, payload: { state: 'refuted' } },
    { verb: 'start', object: { kind: 'run', id: few('run') }, hypothesis, payload: { inputs: [{ id: few('ds') }] } },
    { verb: 're-run', object: { kind: 'run', id: few('run') }, payload: { inputs: [{ id: few('ds') }] } },
    {
      verb: 'finish',
      object: { kind: 'attempt', id: `att_${chance.below(1_000)}` },
      payload: { queueMs: 1_000 * (1 + chance.below(90)), wallMs: 60_000 },
    },
    { verb: 'request', object: { kind: 'request', id: few('req') }, payload: asked },
    { verb: chance.one(['accept', 'return', 'withdraw']), object: { kind: 'request', id: few('req') } },
    { verb: 'publish', object: { kind: 'model', id: few('mdl'), version }, payload: { run: few('run') } },
    { verb: 'deploy', object: { kind: 'deployment', id: few('dep') }, cause: few('req'), payload: production },
    { verb: 'alert', object: { kind: 'endpoint', id: few('end') } },
    { verb: chance.one(['rollback', 'restore', 'retire']), object: { kind: 'endpoint', id: few('end') } },
    { verb: 'comment', object: { kind: 'comment', id: few('cmt') } },
  ])
}

/** Some of them told late, as an import tells of what was elsewhere before. */
async function tell(db: Db, where: { projects: string[]; userId: string; chance: Chance; at: number }): Promise<void> {
  const { projects, userId, chance, at } = where
  const occurredAt = at - (chance.is(0.1) ? chance.below(200) * hour : 0)
  const actor = { id: userId, ...(chance.is(0.9) ? { seat: chance.one(seats) } : {}) }
  const project = { id: chance.one([projects[0] ?? '', ...projects]) }
  await append(db, { actor, source: 'import', clock: { now: () => at }, project, occurredAt }, anyEvent(chance))
}

for (const seed of [1, 2])
  testOnEach(`what was read bit by bit equals what is read from the beginning, seed ${seed}`, async db => {
    const chance = chanceOf(seed)
    const { projectId, userId } = await insertTestProject(db)
    const projects = [projectId, (await insertTestProject(db, 'boats')).projectId]
    let at = begin
    for (let told = 0; told < 700; told++) {
      at += chance.below(12) * hour
      await tell(db, { projects, userId, chance, at })
      if (chance.is(0.1)) await catchUp(db, { most: 4_000 })
    }
    await readAll(db, 700)
    const bitByBit = await computed(db)
    for (const table of tables) assert((bitByBit[table] ?? []).length > 0, `${table} is empty`)
    await forgetAll(db)
    await readAll(db, 700)
    assert.deepEqual(await computed(db), bitByBit)
  })

/** On Postgres what was written last is read only when no older transaction runs, in any database of the server. */
async function readAll(db: Db, events: number): Promise<void> {
  let read = 0
  while (read < events) {
    read = (await catchUp(db, { most: 4_000 })).read
    if (read < events) await sleep(20)
  }
  assert.equal(read, events)
}
