import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Insertable } from 'kysely'
import { sql } from 'kysely'
import { folderOf } from '../src/backbone/storage/folder.ts'
import { isPostgres, openDatabase } from '../src/database/open.ts'
import type { EventTable } from '../src/database/schema/core.ts'
import type { Db } from '../src/database/schema.ts'
import { seats, type Seat } from '../src/people/seats.ts'
import { startPostgres } from '../test/postgres.ts'
import { tell } from './tools/figures.ts'
import { openGround, type Ground } from './tools/ground.ts'
import { quantile, timesOf } from './tools/times.ts'

/** Every page of insights over a long history of six projects: how fast it is read once, and each page after that. */

const asked = Number(/^--events=(\d+)$/.exec(process.argv.at(-1) ?? '')?.[1])
const count = asked || (process.argv.includes('--quick') ? 100_000 : 1_000_000)
const day = 86_400_000
const start = Date.now() - 730 * day
/** events of one transaction */
const atOnce = 1_000
await on('SQLite', '')
const postgres = await startPostgres()
try {
  await on('Postgres', postgres.url)
} finally {
  await postgres.stop()
}

async function on(kind: string, databaseUrl: string): Promise<void> {
  const ground = await openGround({}, databaseUrl)
  try {
    const projects = await open(ground)
    await ground.restart(() => fill(ground, { projects, databaseUrl }))
    await readOnce(ground, kind)
    await pages(ground, { kind, project: projects[0]?.slug ?? '' })
  } finally {
    await ground.stop()
  }
}

type Team = { id: string; slug: string; people: ReadonlyMap<Seat, string> }

async function open({ owner }: Ground): Promise<Team[]> {
  const projects: Team[] = []
  for (let at = 0; at < 6; at++) {
    const held = seats.filter((_, place) => (place + at) % 4 !== 0)
    const wish = { name: `Long ${at}`, seats: held.map(seat => ({ seat, name: `${seat} ${at}` })) }
    const { project } = await owner.projects.create(wish)
    const { seats: holders } = await owner.projects.seats({ project: project.slug })
    projects.push({ ...project, people: new Map(holders.map(({ seat, person }) => [seat, person.id])) })
  }
  return projects
}

/** Once, in the background, while the server answers. */
async function readOnce(ground: Ground, kind: string): Promise<void> {
  const { flow } = ground.owner
  const before = memory(ground)
  const { progress: until } = await flow.portfolio({})
  const begun = performance.now()
  let most = 0
  for (;;) {
    const { progress } = await flow.portfolio({})
    most = Math.max(most, memory(ground))
    if (progress.behind === 0) break
    await sleep(200)
  }
  const seconds = (performance.now() - begun) / 1_000
  tell({
    what: `read ${count.toLocaleString('en')} events once, ${kind}`,
    value: until.behind / seconds,
    unit: '/s',
    beside: `${seconds.toFixed(1)} s in the background; memory ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB`,
  })
  const taken = Math.max(0, most - before)
  tell({ what: `memory taken while reading, ${kind}`, value: taken, unit: 'MB', goal: { atMost: 400 } })
}

async function pages(ground: Ground, { kind, project }: { kind: string; project: string }): Promise<void> {
  const { owner } = ground
  const asks = {
    'flow of all projects': () => owner.flow.portfolio({}),
    'flow of one project': () => owner.flow.project({ project }),
    'waits behind a sum': () => owner.flow.waits({ project, kind: 'compute' }),
    'seats and duties of one project': () => owner.seating.get({ project }),
    'skills of one project': () => owner.skills.depth({ project }),
    'links and silos of one project': () => owner.links.get({ project }),
    'alarms of one project': () => owner.alarms.project({ project }),
    'alarms of all projects': () => owner.alarms.all({}),
    portfolio: () => owner.portfolio.get({}),
    'three-tier map': () => owner.home.crews({}),
    desk: () => owner.home.desk({}),
    'about me': () => owner.metrics.aboutMe({}),
    'my skills': () => owner.skills.mine({}),
  }
  for (const [what, ask] of Object.entries(asks)) {
    for (let warm = 0; warm < 3; warm++) await ask()
    const worked = processorMs(ground)
    const times = await timesOf(15, ask, 0)
    const each = (processorMs(ground) - worked) / times.length
    tell({
      what: `${what}, ${count.toLocaleString('en')} events, ${kind}, p95`,
      value: quantile(times, 0.95),
      unit: 'ms',
      goal: { atMost: 300 },
      beside: `p50 ${quantile(times, 0.5).toFixed(0)} ms; the server's processors work ${each.toFixed(0)} ms`,
    })
  }
}

/** Of the server's process. */
function memory(ground: Ground): number {
  const [, kB = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${ground.pid()}/status`, 'utf8')) ?? []
  return Number(kB) / 1_000
}

/** What the server has worked since it started, all its threads together. */
function processorMs(ground: Ground): number {
  const [, ...fields] = readFileSync(`/proc/${ground.pid()}/stat`, 'utf8').split(') ')
  const [user, system] = fields.join(') ').split(' ').slice(11, 13).map(Number)
  return ((user ?? 0) + (system ?? 0)) * 10
}

/** Two years of six projects, straight into the table: runs, steps that queue, requests, versions, deployments. */
async function fill(
  { dataDir, ownerId }: Ground,
  at: { projects: readonly Team[]; databaseUrl: string },
): Promise<void> {
  const db = openDatabase({ url: at.databaseUrl, file: folderOf(dataDir).database })
  try {
    // a million rows are put in order once, and not row by row
    const indexes = await indexesOf(db)
    for (const { name } of indexes) await sql`drop index ${sql.ref(name)}`.execute(db)
    let rows: Insertable<EventTable>[] = []
    let n = 0
    for (const told of history()) {
      if (n === count) break
      rows.push(rowOf(told, { n, ownerId, projects: at.projects }))
      n += 1
      if (rows.length < atOnce && n < count) continue
      await db.insertInto('events').values(rows).execute()
      rows = []
    }
    for (const index of indexes) await sql.raw(index.sql).execute(db)
    if (isPostgres(db)) await sql`analyze`.execute(db) // it does the same by itself after a minute
  } finally {
    await db.destroy()
  }
}

async function indexesOf(db: Db): Promise<{ name: string; sql: string }[]> {
  const { rows } = await (
    isPostgres(db)
      ? sql<{ name: string; sql: string }>`select indexname as name, indexdef as sql from pg_indexes
          where schemaname = current_schema() and tablename = 'events' and indexdef not like '%UNIQUE%'`
      : sql<{ name: string; sql: string }>`select name, sql from sqlite_schema
          where type = 'index' and tbl_name = 'events' and sql is not null`
  ).execute(db)
  return rows
}

type Place = { n: number; ownerId: string; projects: readonly Team[] }

function rowOf(told: Told, { n, ownerId, projects }: Place): Insertable<EventTable> {
  const { verb, object, hypothesis = null, cause = null, payload = {} } = told
  const at = Math.round(start + (n / count) * 729 * day)
  const project = projects[Math.floor(n / 20) % projects.length]
  const seat = seats[Math.floor(n / 7) % seats.length]
  const [kind, id, version = null] = object
  return {
    ...{ id: `evt_bench_${n}`, recorded_at: at, occurred_at: at, verb, tier: 2, source: 'simulation' },
    ...{ actor: (seat && project?.people.get(seat)) ?? ownerId, acting_seat: seat ?? null },
    ...{ object_kind: kind, object_id: id, object_version: version, project_id: project?.id ?? '' },
    ...{ hypothesis_id: hypothesis, cause_id: cause, payload: JSON.stringify(payload) },
  }
}

type Told = {
  verb: string
  object: readonly [kind: string, id: string, version?: string]
  cause?: string
  hypothesis?: string
  payload?: object
}

/** What happens over and over, without an end. */
function* history(): Generator<Told> {
  for (let round = 0; ; round++) {
    const hypothesis = `hyp_${Math.floor(round / 6 / 40) * 6 + (round % 6)}`
    if (round < 6) yield { verb: 'create', object: ['dataset', `ds_${round}`] }
    for (let run = 0; run < 5; run++) {
      const object = ['run', `run_${round}_${run}`] as const
      yield { verb: 'start', object, hypothesis, payload: { inputs: [{ id: `ds_${run}` }] } }
      const queued = { queueMs: 60_000 * (1 + (round % 50)), wallMs: 600_000 }
      yield { verb: 'finish', object: ['attempt', `att_${round}_${run}`], payload: queued }
      yield { verb: 'finish', object, hypothesis }
    }
    const cause = `req_${round}`
    const subject = { kind: 'model', id: `m${round % 6}`, version: String(round) }
    const kind = round % 3 ? 'promotion' : 'handoff'
    const fromSeat = seats[round % seats.length]
    yield { verb: 'request', object: ['request', cause], payload: { kind, toSeat: 'ml_engineer', subject } }
    const answer = { kind, subject, fromSeat, waitedMs: 60_000 }
    if (round % 1_000) yield { verb: 'accept', object: ['request', cause], payload: answer }
    if (round % 4 === 0) yield { verb: 'comment', object: ['comment', `com_${round}`], payload: { about: subject } }
    if (round % 40 > 5) continue
    const model = `mdl_${round % 6}`
    yield { verb: 'publish', object: ['model', model, String(round)], payload: { run: `run_${round}_0` } }
    const deployed = { endpoint: `end_${round % 6}`, model, version: round, stage: 'production' }
    yield { verb: 'deploy', object: ['deployment', `dep_${round}`], cause, payload: deployed }
  }
}
