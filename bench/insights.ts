import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import { seats, type Seat } from '../src/people/seats.ts'
import { tell } from './tools/figures.ts'
import { openGround } from './tools/ground.ts'
import { quantile, timesOf } from './tools/times.ts'

/** Every page of insights over a long history of six projects: how fast it is read once, and each page after that. */

const asked = Number(/^--events=(\d+)$/.exec(process.argv.at(-1) ?? '')?.[1])
const count = asked || (process.argv.includes('--quick') ? 100_000 : 1_000_000)
const day = 86_400_000
const start = Date.now() - 730 * day
const Indexes = z.array(z.object({ name: z.string(), sql: z.string() }))
const ground = await openGround()
try {
  const { owner } = ground
  const projects: Team[] = []
  for (let at = 0; at < 6; at++) {
    const held = seats.filter((_, place) => (place + at) % 4 !== 0)
    const wish = { name: `Long ${at}`, seats: held.map(seat => ({ seat, name: `${seat} ${at}` })) }
    const { project } = await owner.projects.create(wish)
    const { seats: holders } = await owner.projects.seats({ project: project.slug })
    projects.push({ ...project, people: new Map(holders.map(({ seat, person }) => [seat, person.id])) })
  }
  await ground.restart(() => fill(projects))
  const before = memory()
  const { progress: until } = await owner.flow.portfolio({})
  const begun = performance.now()
  let most = 0
  for (;;) {
    const { progress } = await owner.flow.portfolio({})
    most = Math.max(most, memory())
    if (progress.behind === 0) break
    await sleep(200)
  }
  const seconds = (performance.now() - begun) / 1_000
  tell({
    what: `read ${count.toLocaleString('en')} events once`,
    value: until.behind / seconds,
    unit: '/s',
    beside: `${seconds.toFixed(1)} s in the background; memory ${before.toFixed(0)} MB before, at most ${most.toFixed(0)} MB`,
  })
  tell({ what: 'memory taken while reading', value: Math.max(0, most - before), unit: 'MB', goal: { atMost: 400 } })
  const [first] = projects
  const project = first?.slug ?? ''
  const pages = {
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
  for (const [what, ask] of Object.entries(pages)) {
    for (let warm = 0; warm < 3; warm++) await ask()
    const worked = processorMs()
    const times = await timesOf(15, ask, 0)
    const each = (processorMs() - worked) / times.length
    tell({
      what: `${what}, ${count.toLocaleString('en')} events, p95`,
      value: quantile(times, 0.95),
      unit: 'ms',
      goal: { atMost: 300 },
      beside: `p50 ${quantile(times, 0.5).toFixed(0)} ms; the server's processors work ${each.toFixed(0)} ms`,
    })
  }
} finally {
  await ground.stop()
}

type Team = { id: string; slug: string; people: ReadonlyMap<Seat, string> }

/** Of the server's process. */
function memory(): number {
  const [, kB = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${ground.pid()}/status`, 'utf8')) ?? []
  return Number(kB) / 1_000
}

/** What the server has worked since it started, all its threads together. */
function processorMs(): number {
  const [, ...fields] = readFileSync(`/proc/${ground.pid()}/stat`, 'utf8').split(') ')
  const [user, system] = fields.join(') ').split(' ').slice(11, 13).map(Number)
  return ((user ?? 0) + (system ?? 0)) * 10
}

/** Two years of six projects, straight into the table: runs, steps that queue, requests, versions, deployments. */
function fill(projects: readonly Team[]): void {
  const db = new DatabaseSync(join(ground.dataDir, 'trireme.db'))
  // a million rows are put in order once, and not row by row
  const indexes = Indexes.parse(
    db
      .prepare(`select name, sql from sqlite_schema where type = 'index' and tbl_name = 'events' and sql is not null`)
      .all(),
  )
  db.exec('pragma synchronous = off; begin')
  for (const { name } of indexes) db.exec(`drop index ${name}`)
  const insert = db.prepare(
    `insert into events (id, recorded_at, occurred_at, actor, acting_seat, verb, object_kind, object_id, object_version,
      project_id, tier, hypothesis_id, cause_id, source, payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 2, ?, ?, 'simulation', ?)`,
  )
  let n = 0
  for (const { verb, object, hypothesis = null, cause = null, payload = {} } of history()) {
    if (n === count) break
    const at = Math.round(start + (n / count) * 729 * day)
    const project = projects[Math.floor(n / 20) % projects.length]
    const seat = seats[Math.floor(n / 7) % seats.length]
    const person = (seat && project?.people.get(seat)) ?? ground.ownerId
    const [kind, id, version = null] = object
    insert.run(
      ...[`evt_bench_${n}`, at, at, person, seat ?? null, verb, kind, id, version, project?.id ?? ''],
      ...[hypothesis, cause, JSON.stringify(payload)],
    )
    n += 1
  }
  for (const { sql } of indexes) db.exec(sql)
  db.exec('commit')
  db.close()
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
