import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { connect, type Trireme } from '../../src/sdk/trireme.ts'
import { checkAccess, openBrowser, type TestBrowser } from '../browser.ts'
import { mlflowCalls, type MlflowCalls } from '../mlflow.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'

/** What every page promises: search, keys, live lists, and access for all, on a project with a few logged runs. */
const project = 'harbour'
const runs = `/projects/${project}/runs`

let platform: TestPlatform
let browser: TestBrowser
let page: Page
let mlflow: MlflowCalls

before(async () => {
  platform = await startPlatform()
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
  await page.getByRole('option', { name: 'params.model' }).waitFor()
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

for (const scheme of ['light', 'dark'] as const)
  test(`axe finds no fault on the pages, ${scheme}`, async () => {
    await page.emulateMedia({ colorScheme: scheme })
    for (const path of ['/', '/map', '/catalogue', '/backbone/engines', '/backbone/access', '/backbone/audit', runs]) {
      await page.goto(`${platform.url}${path}`)
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
      await checkAccess(page)
    }
    for (const part of ['people', 'events', 'settings', 'data', 'hypotheses']) {
      await page.goto(`${platform.url}/projects/${project}/${part}`)
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
      await checkAccess(page)
    }
  })
