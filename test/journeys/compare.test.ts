import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Page } from 'playwright-core'
import { connect } from '../../src/sdk/trireme.ts'
import { checkAccess, openBrowser, screenshot, type TestBrowser } from '../browser.ts'
import { mlflowCalls, type MlflowCalls } from '../mlflow.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { look } from './eyes.ts'

/** Runs are chosen by keys, compared, held against another reference, and sent to somebody as a link. */
const runs = '/projects/harbour/runs'

let platform: TestPlatform
let browser: TestBrowser
let page: Page
let mlflow: MlflowCalls

before(async () => {
  platform = await startPlatform()
  browser = await openBrowser()
  page = await browser.newPage()
  await page.goto(platform.signInUrl)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  const [cookie] = await page.context().cookies()
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: platform.url }
  const owner = connect({ url: platform.url, headers: () => headers })
  const { id } = await owner.sessions.me()
  await owner.projects.create({ name: 'Harbour', seats: [{ seat: 'data_scientist', userId: id }] })
  const { secret } = await owner.tokens.create({ project: 'harbour', name: 'script', rights: ['*'] })
  mlflow = mlflowCalls({ url: platform.url, token: secret, project: 'harbour' })
  await log('salt-osprey', { depth: 8, rate: 0.08, model: 'hgb', best: 14.31 })
  await log('swift-petrel', { depth: 6, rate: 0.03, model: 'hgb', best: 14.02 })
  await log('calm-heron', { depth: 8, rate: 0.05, model: 'mlp', best: 13.71 })
  await log('keen-petrel', { depth: 8, rate: 0.05, model: 'hgb', best: 13.86 })
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
  }
})

// each step stands on those before it
let isLost = false
beforeEach(() => assert(!isLost, 'an earlier step failed'))
afterEach(async t => {
  if (isLost || ('passed' in t && t.passed)) return
  isLost = true
  await screenshot(page, 'compare-lost')
})

type Tried = { depth: number; rate: number; model: string; best: number }

/** A training that comes closer to its best value, with a second metric and a param that all runs share. */
async function log(name: string, { best, ...tried }: Tried): Promise<void> {
  const start_time = Date.now()
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', run_name: name, start_time })
  const run_id = run?.info.run_id
  const at = (step: number) => ({ step, timestamp: start_time + step * 1000 })
  const metrics = Array.from({ length: 80 }, (_, step) => [
    { key: 'val_mae', value: best + 3 * Math.exp(-step / 15) * (1 + 0.05 * Math.sin(step * 7)), ...at(step) },
    { key: 'val_recall', value: 8.9 / best - 0.3 * Math.exp(-step / 10), ...at(step) },
  ]).flat()
  const params = Object.entries({ ...tried, seed: 17 }).map(([key, value]) => ({ key, value: String(value) }))
  await mlflow.post('runs/log-batch', { run_id, metrics, params })
  await mlflow.post('runs/update', { run_id, status: 'FINISHED', end_time: start_time + 80_000 })
}

const rowOf = (name: string) => page.getByRole('row', { name: new RegExp(name) })
const press = async (...keys: string[]) => {
  for (const key of keys) await page.keyboard.press(key)
}

test('keys choose a row, Shift all in between, and C compares them', async () => {
  await page.goto(`${platform.url}${runs}`)
  await rowOf('keen-petrel').waitFor()
  await rowOf('keen-petrel').getByRole('img', { name: /from/ }).waitFor()
  await press('j')
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-row') === '0')
  await press('x')
  await page.getByText('Choose one more to compare').waitFor()
  for (const row of ['1', '2', '3']) {
    await press('j')
    await page.waitForFunction(at => document.activeElement?.getAttribute('data-row') === at, row)
  }
  await press('Shift+X')
  await page.getByRole('toolbar', { name: '4 selected' }).waitFor()
  await look(page, 'runs-chosen')
  await press('c')
  await page.getByRole('heading', { level: 1, name: 'Compare 4 runs' }).waitFor()
})

test('what differs is shown, and what is equal only when asked for', async () => {
  await page.getByText('Best val_mae: 13.73, calm-heron').waitFor()
  await page.getByRole('rowheader', { name: 'depth' }).waitFor()
  assert.equal(await page.getByRole('rowheader', { name: 'seed' }).count(), 0)
  await page.getByText('All 6').click()
  await page.getByRole('rowheader', { name: 'seed' }).waitFor()
  await page.getByText('Differences', { exact: true }).click()
  await page.getByRole('rowheader', { name: 'seed' }).waitFor({ state: 'detached' })
})

const difference = () => page.getByRole('row', { name: /^val_mae/ }).innerText()

test('differences are told against the run that the reader makes the reference', async () => {
  assert.match(await difference(), /−0\.15/)
  await page.getByRole('radio', { name: 'keen-petrel as reference' }).focus()
  await press('ArrowLeft')
  await page.getByRole('columnheader', { name: /salt-osprey.*reference/s }).waitFor()
  assert.match(await difference(), /−0\.6/)
})

test('a link shows the same to whoever opens it anew', async () => {
  await page.getByText('Log', { exact: true }).click()
  await page.getByText('Time', { exact: true }).click()
  await page.getByRole('combobox', { name: 'Across', exact: true }).selectOption('params.rate')
  await page.getByRole('combobox', { name: 'Spread by group: By' }).selectOption('params.model')
  await page.waitForURL(/log=true/)
  await page.waitForURL(/across=params.rate/)
  await page.waitForURL(/box=params.model/)
  const [shown, address] = [await difference(), page.url()]
  const other = await page.context().newPage()
  await other.goto(address)
  await other.getByRole('rowheader', { name: 'depth' }).waitFor()
  assert.equal(await other.getByRole('row', { name: /^val_mae/ }).innerText(), shown)
  assert.equal(await other.getByRole('radio', { name: 'salt-osprey as reference' }).isChecked(), true)
  assert.equal(await other.getByRole('radio', { name: 'Log' }).isChecked(), true)
  assert.equal(await other.getByRole('combobox', { name: 'Across', exact: true }).inputValue(), 'params.rate')
  await other.close()
})

test('the table is saved as CSV, and charts as pictures', async () => {
  const save = async (name: string) => {
    const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()])
    return saved.suggestedFilename()
  }
  assert.equal(await save('Save as CSV'), 'compare.csv')
  assert.equal(await save('Save val_mae as PNG'), 'val_mae.png')
  assert.equal(
    await save('Save Which settings go with a good val_mae as SVG'),
    'Which settings go with a good val_mae.svg',
  )
})

test('while a run is running the page follows it, and only then', async () => {
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', run_name: 'low-tern', start_time: Date.now() })
  const run_id = run?.info.run_id
  const say = (step: number, value: number) =>
    mlflow.post('runs/log-metric', { run_id, key: 'val_mae', value, step, timestamp: Date.now() })
  await say(0, 20)
  const address = new URL(page.url())
  address.searchParams.set('runs', `${address.searchParams.get('runs')},${run_id}`)
  await page.goto(address.href)
  await page.getByText('Live', { exact: true }).waitFor()
  await say(1, 12.5)
  await page.getByText('Best val_mae: 12.5, low-tern').waitFor()
  await mlflow.post('runs/update', { run_id, status: 'FINISHED', end_time: Date.now() })
  await page.getByText('Live', { exact: true }).waitFor({ state: 'detached' })
})

test('a column that is pinned stays, for whoever has the address', async () => {
  await page.goto(`${platform.url}${runs}`)
  await page.getByRole('button', { name: /columns$/ }).click()
  await page.getByRole('button', { name: 'Pin val_recall' }).click()
  await page.waitForURL(/pins=metrics.val_recall/)
  await page.reload()
  await page.getByRole('columnheader', { name: 'Pinned' }).waitFor()
  await page.goBack()
})

test('nothing sticks out and axe finds no fault, in both schemes, in Chinese too, and where nothing is compared', async () => {
  await look(page, 'compare')
  await page.emulateMedia({ colorScheme: 'dark' })
  await look(page, 'compare.dark')
  await page.evaluate(() => localStorage.setItem('trireme-language', 'zh'))
  await page.reload()
  await page.getByRole('rowheader', { name: 'depth' }).waitFor()
  await screenshot(page, 'compare.zh')
  await page.goto(`${platform.url}/projects/harbour/compare?runs=${'f'.repeat(32)}`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  await checkAccess(page)
})
