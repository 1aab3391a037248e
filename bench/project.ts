import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { tell } from './tools/figures.ts'
import { openGround } from './tools/ground.ts'
import { load } from './tools/load.ts'
import { median, quantile, roundsOf, timesOf } from './tools/times.ts'

/** What a project's first page asks for, all at once as the page does, in a project with a long history. */

const history = 100_000
const ground = await openGround()
try {
  await live()
  await fill()
  const { owner, project } = ground
  const { id } = await owner.projects.get({ project })
  const page = [
    () => owner.projects.get({ project }),
    () => owner.gates.course({ project }),
    () => owner.charter.get({ project }),
    () => owner.requests.list({ project, state: 'open', limit: 50 }),
    () => owner.events.list({ project, limit: 9 }),
    () => owner.deployments.list({ project }),
    () => owner.models.list({ project, limit: 100 }),
    () => owner.talk.list({ project, kind: 'project', id }),
    () => owner.projects.seats({ project }),
    () => owner.home.desk({}),
  ]
  const whole = await timesOf(30, () => Promise.all(page.map(ask => ask())))
  const rounds = await roundsOf(3, async () => ({
    page: median(await timesOf(20, () => Promise.all(page.map(ask => ask())))),
    empty: await load({ url: ground.url, method: 'GET', path: '/health', warmUpMs: 200, ms: 500 }),
  }))
  tell({
    what: 'data of a project page, 100,000 events, p50',
    value: rounds.median(round => round.page),
    unit: 'ms',
    goal: { atMost: 30 },
    beside: `${page.length} requests at once, p95 ${quantile(whole, 0.95).toFixed(0)} ms, as many empty answers ${rounds.median(round => round.empty.p50 * page.length).toFixed(1)} ms`,
  })
} finally {
  await ground.stop()
}

/** Some real history first, whose events are then repeated. */
async function live(): Promise<void> {
  const { owner, project, mlflow } = ground
  for (let at = 0; at < 20; at++) {
    await owner.hypotheses.create({ project, title: `It holds, ${at}` })
    await mlflow.post('runs/create', { experiment_id: '0', start_time: at })
    await mlflow.post('registered-models/create', { name: `model-${at}` })
  }
}

/** Repeats what happened until the log is long, then waits until all of it is sealed. */
async function fill(): Promise<void> {
  const db = new DatabaseSync(join(ground.dataDir, 'trireme.db'), { timeout: 10_000 })
  const columns = [
    ...['recorded_at', 'occurred_at', 'actor', 'on_behalf_of', 'acting_seat', 'verb', 'object_kind', 'object_id'],
    ...['object_version', 'project_id', 'tier', 'hypothesis_id', 'cause_id', 'source', 'payload'],
  ].join(', ')
  db.exec(`with recursive
      numbers(n) as (select 1 union all select n + 1 from numbers where n < ${history}),
      known as (select *, row_number() over () as place, count(*) over () as many from events where project_id is not null)
    insert into events (id, ${columns})
    select 'bench_' || n, ${columns} from numbers join known on place = n % many + 1 order by n`)
  const count = (table: string) => Number(db.prepare(`select count(*) as n from ${table}`).get()?.['n'])
  do await sleep(500)
  while (count('event_seals') < count('events'))
  db.close()
}
