import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser, type TestBrowser } from '../browser.ts'
import type { Trireme } from '../../src/sdk/trireme.ts'
import { signInWith } from '../inside.ts'
import { mlflowCalls } from '../mlflow.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { openReceiver, type Receiver } from '../receiver.ts'
import { lookTwice } from './eyes.ts'

/** What becomes of runs: sorted by their best, evidence for a hypothesis, told to others. */
let platform: TestPlatform
let owner: Trireme
let browser: TestBrowser
let page: Page
let receiver: Receiver
const runs: string[] = []

before(async () => {
  receiver = await openReceiver()
  platform = await startPlatform({ env: { TRIREME_ALLOWED_ADDRESSES: '127.0.0.1/32' } })
  const { url } = platform
  const { api, id, cookie } = await signInWith(() => url, platform.signInUrl)
  owner = api
  await owner.projects.create({
    name: 'Harbour',
    slug: 'harbour',
    seats: [
      { seat: 'data_scientist', userId: id },
      { seat: 'project_manager', userId: id },
    ],
  })
  const { secret: token } = await owner.tokens.create({ project: 'harbour', name: 'script', rights: ['*'] })
  const mlflow = mlflowCalls({ url, token, project: 'harbour' })
  // the last value, the best and the worst each put the runs into another order
  for (const [name, values] of [
    ['early', [0.9, 0.1, 0.8]],
    ['late', [0.7, 0.4, 0.5]],
    ['steady', [0.6, 0.3, 0.6]],
  ] as const) {
    const { run } = await mlflow.post('runs/create', {
      experiment_id: '0',
      run_name: name,
      start_time: runs.length + 1,
    })
    const run_id = run?.info.run_id ?? ''
    const metrics = values.map((value, step) => ({ key: 'val_loss', value, step, timestamp: step + 1 }))
    await mlflow.post('runs/log-batch', { run_id, metrics })
    await mlflow.post('runs/update', { run_id, status: 'FINISHED', end_time: 10 })
    runs.push(run_id)
  }
  browser = await openBrowser()
  page = await browser.newPage()
  const [name = '', value = ''] = cookie.split('=')
  await page.context().addCookies([{ name, value, url }])
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
    await receiver.close()
  }
})

test('runs are shown and sorted by the last, best, least or greatest value of a metric', async () => {
  await page.goto(`${platform.url}/projects/harbour/runs`)
  const table = page.getByRole('table', { name: 'Experiments' })
  const names = () => table.locator('tbody a').allInnerTexts()
  const shows = (...expected: string[]) =>
    page.waitForFunction(
      wanted => [...document.querySelectorAll('tbody a')].map(one => one.textContent).join() === wanted,
      expected.join(),
    )
  await table.getByRole('button', { name: /val_loss/ }).click()
  if (!page.url().includes('asc')) await table.getByRole('button', { name: /val_loss/ }).click()
  await shows('late', 'steady', 'early')
  await page.getByRole('radio', { name: 'Best' }).check({ force: true })
  await shows('early', 'steady', 'late')
  assert.match(await table.getByRole('row', { name: /early/ }).innerText(), /0\.1/)
  await page.getByRole('radio', { name: 'Max' }).check({ force: true })
  await shows('steady', 'late', 'early')
  assert.match(decodeURIComponent(page.url()), /max\.val_loss\+asc/)
  assert.equal((await names()).length, 3)
})

test('a hypothesis is closed on its page, with what was found and the runs that show it', async () => {
  for (const title of ['Rest helps', 'Noise helps', 'Luck helps']) {
    const clauses = { because: 'b', change: 'c', metric: 'val_loss', delta: '0.1', slice: '', timeboxUntil: null }
    await owner.hypotheses.create({ project: 'harbour', title, ...clauses })
  }
  await page.goto(`${platform.url}/projects/harbour/hypotheses`)
  for (const [number, state] of [
    [1, 'Validated'],
    [2, 'Refuted'],
    [3, 'Inconclusive'],
  ] as const) {
    await page
      .getByRole('row', { name: new RegExp(`H${number} `) })
      .getByRole('button', { name: 'Close' })
      .click()
    const dialog = page.getByRole('dialog', { name: `Close H${number}` })
    await dialog.getByText(state, { exact: true }).click()
    await dialog.getByLabel('What was found').fill(`Found ${number}`)
    if (number === 1) await dialog.getByLabel('Runs that show it').fill(runs.slice(0, 2).join(' '))
    await dialog.getByRole('button', { name: 'Close with this outcome' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('row', { name: new RegExp(`H${number} .*${state}`) }).waitFor()
  }
  const { hypotheses } = await owner.hypotheses.list({ project: 'harbour' })
  assert.deepEqual(
    hypotheses.map(({ state, outcome }) => [state, outcome]),
    [
      ['validated', 'Found 1'],
      ['refuted', 'Found 2'],
      ['inconclusive', 'Found 3'],
    ],
  )
  assert.deepEqual(hypotheses[0]?.evidenceRuns.toSorted(), runs.slice(0, 2).toSorted())
  await lookTwice(page, 'hypotheses-closed')
})

test('a webhook is added on the page of the models, its secret is seen once, and private addresses are refused', async () => {
  await page.goto(`${platform.url}/projects/harbour/models`)
  await page.getByRole('button', { name: 'Add webhook' }).click()
  const dialog = page.getByRole('dialog', { name: 'Add webhook' })
  await dialog.getByLabel('Name').fill('ci')
  await dialog.getByLabel('Address').fill('http://10.0.0.1/hook')
  browser.expectProblem(/400/)
  await dialog.getByRole('button', { name: 'Add webhook' }).click()
  await dialog.getByRole('paragraph').filter({ hasText: '10.0.0.1 is a private address' }).waitFor()
  await dialog.getByLabel('Address').fill(receiver.url)
  await dialog.getByLabel('model_version_tag.set').check()
  await dialog.getByRole('button', { name: 'Add webhook' }).click()
  const said = page.getByRole('dialog', { name: 'Secret of the webhook' })
  const secret = (await said.locator('pre').innerText()).trim()
  assert.match(secret, /^[\w-]{43}$/)
  await said.getByRole('button', { name: 'I have kept it' }).click()
  const row = page.getByRole('row', { name: /ci/ })
  await row.getByText('model_version_tag.set').waitFor()
  assert(!(await page.content()).includes(secret))
  await row.getByRole('button', { name: 'Test ci with an example' }).click()
  await row.getByText('answered 200').waitFor()
  assert.match(receiver.got[0]?.headers['x-mlflow-signature'] ?? '', /^v1,/)
  await lookTwice(page, 'webhooks')
})
