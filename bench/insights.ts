import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { seats } from '../src/people/seats.ts'
import { tell } from './tools/figures.ts'
import { openGround } from './tools/ground.ts'
import { quantile, timesOf } from './tools/times.ts'

/** Flow clock, seats and map over a long history of six projects: how fast it is read once, and every page after that. */

const asked = Number(/^--events=(\d+)$/.exec(process.argv.at(-1) ?? '')?.[1])
const count = asked || (process.argv.includes('--quick') ? 100_000 : 1_000_000)
const day = 86_400_000
const ground = await openGround()
try {
  const { owner, ownerId } = ground
  const projects: { id: string; slug: string }[] = []
  for (let at = 0; at < 6; at++) {
    const held = seats.filter((_, place) => (place + at) % 4 !== 0)
    const wish = { name: `Long ${at}`, seats: held.map(seat => ({ seat, userId: ownerId })) }
    projects.push((await owner.projects.create(wish)).project)
  }
  const before = memory()
  await fill(projects)
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
    portfolio: () => owner.portfolio.get({}),
    'three-tier map': () => owner.home.crews({}),
    'about me': () => owner.metrics.aboutMe({}),
  }
  for (const [what, ask] of Object.entries(pages)) {
    const times = await timesOf(15, ask)
    tell({
      what: `${what}, ${count.toLocaleString('en')} events, p95`,
      value: quantile(times, 0.95),
      unit: 'ms',
      goal: { atMost: 300 },
      beside: `p50 ${quantile(times, 0.5).toFixed(0)} ms`,
    })
  }
} finally {
  await ground.stop()
}

/** Of the server's process. */
function memory(): number {
  const [, kB = '0'] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${ground.pid()}/status`, 'utf8')) ?? []
  return Number(kB) / 1_000
}

/** Two years of six projects, straight into the table: runs, steps that queue, requests, versions, deployments. */
async function fill(projects: readonly { id: string }[]): Promise<void> {
  const db = new DatabaseSync(join(ground.dataDir, 'trireme.db'), { timeout: 60_000 })
  db.exec('begin immediate')
  const insert = db.prepare(
    `insert into events (id, recorded_at, occurred_at, actor, acting_seat, verb, object_kind, object_id, object_version,
      project_id, tier, hypothesis_id, cause_id, source, payload) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 2, ?, ?, 'simulation', ?)`,
  )
  const start = Date.now() - 730 * day
  let n = 0
  const say = (
    verb: string,
    object: [string, string, string?],
    more: { cause?: string; hypothesis?: string; payload?: object } = {},
  ) => {
    const at = Math.round(start + (n / count) * 729 * day)
    const project = projects[Math.floor(n / 20) % projects.length]?.id ?? ''
    const [kind, id, version = null] = object
    const payload = JSON.stringify(more.payload ?? {})
    const { hypothesis = null, cause = null } = more
    insert.run(
      `evt_bench_${n}`,
      at,
      at,
      ground.ownerId,
      seats[n % seats.length] ?? null,
      verb,
      kind,
      id,
      version,
      project,
      hypothesis,
      cause,
      payload,
    )
    n += 1
  }
  for (let round = 0; n < count; round++) {
    // in parts: a server that cannot write for seconds answers nobody, and closes connections that nobody here listens to
    if (round % 500 === 499) {
      db.exec('commit')
      await sleep(20)
      db.exec('begin immediate')
    }
    const hypothesis = `hyp_${Math.floor(round / 6 / 40) * 6 + (round % 6)}`
    if (round < 6) say('create', ['dataset', `ds_${round}`])
    for (let run = 0; run < 5; run++) {
      const id = `run_${round}_${run}`
      say('start', ['run', id], { hypothesis, payload: { inputs: [{ id: `ds_${run}` }] } })
      say('finish', ['attempt', `att_${round}_${run}`], {
        payload: { queueMs: 60_000 * (1 + (round % 50)), wallMs: 600_000 },
      })
      say('finish', ['run', id], { hypothesis })
    }
    const request = `req_${round}`
    const subject = { kind: 'model', id: `m${round % 6}`, version: String(round) }
    say('request', ['request', request], {
      payload: { kind: round % 3 ? 'promotion' : 'handoff', toSeat: 'ml_engineer', subject },
    })
    if (round % 1_000) say('accept', ['request', request])
    if (round % 40 > 5) continue
    const model = `mdl_${round % 6}`
    say('publish', ['model', model, String(round)], { payload: { run: `run_${round}_0` } })
    const payload = { endpoint: `end_${round % 6}`, model, version: round, stage: 'production' }
    say('deploy', ['deployment', `dep_${round}`], { cause: request, payload })
  }
  db.exec('commit')
  db.close()
}
