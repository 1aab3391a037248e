import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page, Request } from 'playwright-core'
import { connect, type Trireme } from '../../src/sdk/trireme.ts'
import { openBrowser, type TestBrowser } from '../browser.ts'
import { trireme } from '../demo.ts'
import { mlflowCalls, type MlflowCalls } from '../mlflow.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { lookAtPhone, lookTwice } from './eyes.ts'

/**
 * What every page promises: search, keys, live lists, and access for all; on a project with a few logged runs, beside one
 * that has one of everything.
 */
const project = 'harbour'
const runs = `/projects/${project}/runs`

let platform: TestPlatform
let browser: TestBrowser
let page: Page
let mlflow: MlflowCalls

before(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'pages-'))
  await trireme(dataDir, 'restore', join(import.meta.dirname, '../fixtures/spine/backup'))
  platform = await startPlatform({ dataDir })
  browser = await openBrowser()
  // a filter that is written slowly is asked for half-way
  browser.expectProblem(/400 \(Bad Request\)/)
  page = await browser.newPage()
  await page.goto(platform.signInUrl)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  const owner = await signedIn(page)
  await owner.projects.create({
    name: 'Harbour',
    seats: [{ seat: 'data_scientist', userId: (await owner.sessions.me()).id }],
  })
  const { secret } = await owner.tokens.create({ project, name: 'script', rights: ['*'] })
  mlflow = mlflowCalls({ url: platform.url, token: secret, project })
  await log('brisk-tern', { model: 'hgb', auc: 0.71 })
  await log('pale-eider', { model: 'ridge', auc: 0.64 })
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
  }
})

async function signedIn(at: Page): Promise<Trireme> {
  const [cookie] = await at.context().cookies()
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: platform.url }
  return connect({ url: platform.url, headers: () => headers })
}

async function log(name: string, { model, auc }: { model: string; auc: number }): Promise<void> {
  const started = await mlflow.post('runs/create', { experiment_id: '0', run_name: name, start_time: Date.now() })
  const run_id = started.run?.info.run_id
  await mlflow.post('runs/log-parameter', { run_id, key: 'model', value: model })
  await mlflow.post('runs/log-metric', { run_id, key: 'auc', value: auc, timestamp: Date.now(), step: 0 })
  await mlflow.post('runs/update', { run_id, status: 'FINISHED', end_time: Date.now() })
}

const rowOf = (name: string) => page.getByRole('row', { name: new RegExp(name) })

test('the filter of runs is completed from what is there, and narrows the list', async () => {
  await page.goto(`${platform.url}${runs}`)
  await rowOf('pale-eider').waitFor()
  await page.keyboard.press('/')
  await page.keyboard.type('par')
  await page.getByRole('listbox').getByRole('option', { name: 'params.model' }).waitFor()
  await page.keyboard.press('Tab')
  await page.keyboard.type('= ')
  await page.getByRole('option', { name: "'hgb'" }).waitFor()
  await page.keyboard.type("'hg")
  await page.keyboard.press('Tab')
  await rowOf('pale-eider').waitFor({ state: 'detached' })
  assert.equal(await rowOf('brisk-tern').count(), 1)
})

test('a filter that cannot be read says where, and leaves the list as it was', async () => {
  await page.keyboard.type('metrics.auc ~ 3')
  await page.getByRole('alert').filter({ hasText: 'At character' }).waitFor()
  assert.equal(await rowOf('brisk-tern').count(), 1)
})

test('a run that a script starts elsewhere appears by itself', async () => {
  await page.goto(`${platform.url}${runs}`)
  await rowOf('brisk-tern').waitFor()
  await log('keen-petrel', { model: 'hgb', auc: 0.8 })
  await rowOf('keen-petrel').waitFor()
})

test('a page that is loaded asks each question once, and shows what happens before its stream has begun', async () => {
  const asked: string[] = []
  const note = (request: Request) => void asked.push(new URL(request.url()).pathname + new URL(request.url()).search)
  let letGo = () => {}
  const held = new Promise<void>(done => (letGo = done))
  await page.route('**/events/stream', async route => {
    await held
    await route.continue()
  })
  page.on('request', note)
  await page.goto(`${platform.url}${runs}`)
  await rowOf('keen-petrel').waitFor()
  const questions = asked.filter(url => url.startsWith('/api/') && !url.endsWith('/stream'))
  assert.deepEqual(questions, [...new Set(questions)])
  await log('late-plover', { model: 'hgb', auc: 0.75 })
  letGo()
  await rowOf('late-plover').waitFor()
  page.off('request', note)
  await page.unroute('**/events/stream')
  asked.length = 0
  page.on('request', note)
  await page.goto(`${platform.url}${runs}`)
  await rowOf('late-plover').waitFor()
  await page.waitForTimeout(1_000) // the stream has begun
  page.off('request', note)
  const again = asked.filter(url => url.startsWith('/api/') && !url.endsWith('/stream'))
  assert.deepEqual(again, [...new Set(again)])
})

test('the chart and the table name the best run, and a head sorts by its column', async () => {
  await page.getByText('best so far, keen-petrel').waitFor()
  await page.getByRole('button', { name: /auc/ }).click()
  await page.waitForURL(/order=metrics\.auc/)
  // two rows of heads, then the smallest value
  await page.getByRole('row').nth(2).filter({ hasText: 'pale-eider' }).waitFor()
})

test('keys move through rows and open one, and the sheet of keys tells them', async () => {
  await page.keyboard.press('j')
  await page.keyboard.press('j')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'brisk-tern' }).waitFor()
  await page.keyboard.press('?')
  await page.getByRole('dialog').getByText('Next row, row before').waitFor()
  await page.keyboard.press('Escape')
})

test('the palette finds a run by a part of its name and goes there', async () => {
  await page.goto(`${platform.url}/`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Find or do' }).waitFor()
  await page.keyboard.type('eider')
  await page.getByRole('option', { name: /pale-eider/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'pale-eider' }).waitFor()
})

test('a page whose code is slow comes late, and one whose code cannot be had says so and is tried again', async () => {
  const code = /\/assets\/MapPage-.*\.js$/
  const heading = (name: string) => page.getByRole('heading', { level: 1, name })
  await page.route(code, async route => {
    await page.waitForTimeout(1_000)
    await route.continue()
  })
  await page.goto(`${platform.url}/map`)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  assert.equal(await heading('Who rows where').count(), 0)
  await heading('Who rows where').waitFor()
  await page.unroute(code)
  await page.route(code, route => route.abort('connectionreset'))
  browser.expectProblem(/MapPage-/)
  await page.goto(`${platform.url}/map`)
  await heading('This page stopped').waitFor()
  await page.unroute(code)
  await page.getByRole('button', { name: 'Load the page again' }).click()
  await heading('Who rows where').waitFor()
})

const movedRun = 'f'.repeat(32)

test('a run that was brought from elsewhere says so in the table and on its page, and leads to what was brought', async () => {
  const { imports } = await signedIn(page)
  const source = { kind: 'server' as const, label: 'http://mlflow.example:5000', key: '0'.repeat(64) }
  const { id } = await imports.begin({ project, source })
  const to = { project, import: id }
  const nothing = { params: [], tags: [], datasets: [], modelInputs: [], modelOutputs: [] }
  const times = { startTime: 1_600_000_000_000, endTime: 1_600_000_060_000 }
  const run = {
    id: movedRun,
    experimentId: '0',
    name: 'old-gannet',
    userName: 'ada',
    artifactUri: 's3://old/1',
    ...times,
  }
  await imports.runs({ ...to, runs: [{ ...run, ...nothing, status: 'FINISHED', lifecycle: 'active' }] })
  await imports.report({ ...to, findings: [{ kind: 'run', subject: movedRun, code: 'stays', detail: 's3://old/1' }] })
  await imports.finish({ ...to, error: null })

  await page.goto(`${platform.url}${runs}`)
  await rowOf('old-gannet').filter({ hasText: 'from mlflow.example:5000' }).waitFor()
  await page.goto(`${platform.url}${runs}/${movedRun}`)
  await page.getByRole('link', { name: 'from mlflow.example:5000' }).click()
  await page.getByText('Not carried as it was: 1').waitFor()
})

test('a new agent may read and no more, until somebody chooses more for it', async () => {
  await page.goto(`${platform.url}/projects/${project}/settings`)
  const rights = page.getByRole('group', { name: 'What you lend it of your own rights' })
  await rights.waitFor()
  const chosen = await rights.getByRole('checkbox', { checked: true }).evaluateAll(all => all.length)
  assert.equal(chosen, 1)
  assert.ok(await rights.getByRole('checkbox').first().isChecked())
})

/** Every page: those of the platform, then those of a project that has one of everything. */
async function everyPage(): Promise<Record<string, string>> {
  const owner = await signedIn(page)
  const ships = '/projects/ships'
  const { requests } = await owner.requests.list({ project: 'ships' })
  const { assets } = await owner.catalog.search({ project: 'ships', kind: 'dataset' })
  return {
    home: '/',
    map: '/map',
    insights: '/insights',
    'insights-of-one': '/insights?project=ships',
    'about-me': '/about-me',
    catalogue: '/catalogue',
    asset: `/catalogue/${assets[0]?.id}`,
    engines: '/backbone/engines',
    access: '/backbone/access',
    'access-seats': '/backbone/access?tab=seats',
    'access-rights': '/backbone/access?tab=rights',
    'access-tokens': '/backbone/access?tab=tokens',
    'access-sessions': '/backbone/access?tab=sessions',
    audit: '/backbone/audit',
    new: '/new',
    welcome: '/welcome',
    missing: '/no/such/page',
    project: ships,
    'empty-project': '/projects/harbour',
    people: `${ships}/people`,
    duties: `${ships}/duties`,
    charter: `${ships}/charter`,
    events: `${ships}/events`,
    hypotheses: `${ships}/hypotheses`,
    datasets: `${ships}/data`,
    dataset: `${ships}/data/ships/2`,
    'dataset-rows': `${ships}/data/ships/2?tab=rows`,
    'dataset-lineage': `${ships}/data/ships/2?tab=lineage`,
    runs,
    models: `${ships}/models`,
    model: `${ships}/models/plus/1`,
    requests: `${ships}/requests`,
    request: `${ships}/requests/${requests[0]?.id}`,
    endpoints: `${ships}/endpoints`,
    endpoint: `${ships}/endpoints/plus`,
    settings: `${ships}/settings`,
    imports: `/projects/${project}/imports`,
    'moved-run': `${runs}/${movedRun}`,
  }
}

test('each page keeps to its screen and keeps nobody out, light and dark, wide and on a phone', async () => {
  for (const [name, path] of Object.entries(await everyPage())) {
    await page.goto(`${platform.url}${path}`)
    await lookTwice(page, name)
  }
})

test('each page fits a phone in Chinese, and cuts off nothing that it says', async () => {
  const pages = await everyPage()
  const phone = await browser.newPage({ width: 390, height: 844, lang: 'zh-CN' })
  await phone.context().addCookies(await page.context().cookies())
  for (const [name, path] of Object.entries(pages)) {
    await phone.goto(`${platform.url}${path}`)
    await lookAtPhone(phone, `${name}.zh`)
  }
  // without the cookie the way in is shown
  await phone.context().clearCookies()
  await phone.goto(`${platform.url}/sign-in`)
  await lookAtPhone(phone, 'sign-in.zh')
})
