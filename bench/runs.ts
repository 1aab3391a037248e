import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import type { Page } from 'playwright-core'
import { openDatabase } from '../src/database/open.ts'
import type { Db } from '../src/database/schema.ts'
import { folderOf } from '../src/backbone/storage/folder.ts'
import { openBrowser } from '../test/browser.ts'
import { insertManyRuns, manyId } from '../test/manyRuns.ts'
import { startPostgres } from '../test/postgres.ts'
import { tell } from './tools/figures.ts'
import { openGround, type Ground } from './tools/ground.ts'
import { quantile, timesOf } from './tools/times.ts'

/** The table of runs with 100,000 of them: what the server takes for each answer, and the browser for each frame. */

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } })
const count = values.quick ? 10_000 : 100_000
const many = count.toLocaleString('en')
await on('SQLite', '', frames)
const postgres = await startPostgres()
try {
  await on('Postgres', postgres.url)
} finally {
  await postgres.stop()
}

async function on(kind: string, databaseUrl: string, more?: (ground: Ground) => Promise<void>): Promise<void> {
  const ground = await openGround({}, databaseUrl)
  const db = openDatabase({ url: databaseUrl, file: folderOf(ground.dataDir).database })
  try {
    await fill(db, ground)
    // filling leaves no time to hear that idle connections were closed
    await ground.restart()
    await wordsAreRead(db)
    await answers(kind, ground)
    await more?.(ground)
  } finally {
    await db.destroy()
    await ground.stop()
  }
}

/** What the server does in the background after so many new runs is not what is measured here. */
async function wordsAreRead(db: Db): Promise<void> {
  while (await db.selectFrom('runs').select('run_id').where('words_read', '=', 0).limit(1).executeTakeFirst())
    await sleep(1_000)
}

/** Runs of one experiment with five metrics, four params and two tags each, put straight into the tables. */
async function fill(db: Db, { mlflow, owner, ownerId, project }: Ground): Promise<void> {
  await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
  const { id } = await owner.projects.get({ project })
  const { scope } = await db
    .selectFrom('experiments')
    .select('scope')
    .where('project_id', '=', id)
    .executeTakeFirstOrThrow()
  await insertManyRuns(db, { projectId: id, scope, userId: ownerId, runs: count, metrics: 5, params: 4, tags: 2 })
}

/** Each question from outside of the process, one at a time: answer, network and JSON included. */
async function answers(kind: string, { owner, project }: Ground): Promise<void> {
  const list = (query: { filter?: string; orderBy?: string }) => owner.runs.list({ project, limit: 100, ...query })
  const two = "metrics.m0 > 0.5 AND params.p1 = 'v1'"
  const hundred = Array.from({ length: 100 }, (_, at) => manyId(at * 97)).join(',')
  const asked: [string, () => Promise<unknown>][] = [
    ['the newest 100', () => list({})],
    ['search by a metric, 100 runs', () => list({ filter: 'metrics.m0 > 0.999', orderBy: 'metrics.m1 asc' })],
    ['sort by a metric, 100 runs', () => list({ orderBy: 'metrics.m1 asc' })],
    ['filter by a metric and a param, sorted by another', () => list({ filter: two, orderBy: 'metrics.m2 desc' })],
    ['filter by a piece of the name', () => list({ filter: "attributes.run_name LIKE '%999%'" })],
    ['filter by a piece of a param', () => list({ filter: "params.p3 LIKE '%3%'" })],
    ['sort by the end', () => list({ orderBy: 'attributes.end_time desc' })],
    ['sort by the status', () => list({ orderBy: 'attributes.status asc' })],
    [
      'group by a param, the spread of two metrics',
      () => owner.runs.groups({ project, by: 'params.p1', metrics: 'm0,m1' }),
    ],
    ['count all', () => owner.runs.count({ project })],
    ['count what a filter finds', () => owner.runs.count({ project, filter: two })],
    ['names of all metrics, params and tags', () => owner.runs.keys({ project })],
    ['has anyone tried "run v1 v2"', () => owner.hypotheses.tried({ q: 'run v1 v2' })],
    ['compare 100 runs', () => owner.runs.compare({ project, runs: hundred })],
  ]
  for (const [what, ask] of asked) {
    const times = await timesOf(25, ask)
    tell({
      what: `${what}, of ${many} runs, ${kind}, p95`,
      value: quantile(times, 0.95),
      unit: 'ms',
      goal: { atMost: 200 },
      beside: `p50 ${quantile(times, 0.5).toFixed(0)} ms`,
    })
  }
}

async function frames({ url, cookie, project }: Ground): Promise<void> {
  const browser = await openBrowser()
  try {
    const page = await browser.newPage()
    const [name = '', value = ''] = cookie.split('=')
    await page.context().addCookies([{ name, value, url }])
    await page.goto(`${url}/projects/${project}/runs`)
    await page.locator('tbody a').first().waitFor()
    await page.locator('[aria-busy="true"]').first().waitFor({ state: 'detached' })
    const runs = await whileScrolling(page, 'table')
    await page.goto(`${url}/api/version`)
    const empty = await whileScrolling(page, 'body')
    tell({
      what: `longest frame while scrolling through ${many} runs`,
      value: Math.max(...runs),
      unit: 'ms',
      goal: { atMost: 100 },
      beside: `${told(runs)}; an empty page: ${told(empty)}`,
    })
    for (const compared of [100, 200]) await compare(page, `${url}/projects/${project}/compare`, compared)
  } finally {
    await browser.close()
  }
}

function told(times: readonly number[]): string {
  const of = (share: number) => `${quantile(times, share).toFixed(0)} ms`
  return `${times.length} frames, p50 ${of(0.5)}, p99 ${of(0.99)}, longest ${of(1)}`
}

async function compare(page: Page, address: string, count: number): Promise<void> {
  const runs = Array.from({ length: count }, (_, at) => manyId(at)).join(',')
  await page.goto(`${address}?runs=${runs}`)
  await page.getByRole('rowheader', { name: 'm0' }).waitFor()
  const shown = await page.evaluate(() => performance.now())
  const times = await whileScrolling(page, 'body')
  tell({
    what: `compare ${count} runs in the browser, from the load`,
    value: shown,
    unit: 'ms',
    beside: `then while scrolling and drawing charts: ${told(times)}`,
  })
}

/** Wheels down for some seconds, pages loading on the way; the time between any two frames. */
async function whileScrolling(page: Page, of: 'table' | 'body'): Promise<number[]> {
  return page
    .locator(of)
    .first()
    .evaluate(
      async (inside: Element) =>
        new Promise<number[]>(done => {
          const times: number[] = []
          const scrolled = inside.parentElement
          let last = performance.now()
          const step = (now: number) => {
            times.push(now - last)
            last = now
            scrolled?.scrollBy(0, 120)
            if (times.length < 400) requestAnimationFrame(step)
            else done(times.slice(1))
          }
          requestAnimationFrame(step)
        }),
    )
}
