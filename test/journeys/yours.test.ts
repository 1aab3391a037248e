import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { z } from 'zod'
import { openBrowser, screenshot, type TestBrowser } from '../browser.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { demoImage } from '../python.ts'
import { look } from './eyes.ts'

/** A project of one's own, from the first start to a prediction: two people, two browsers, one script as it is. */
const root = dirname(dirname(import.meta.dirname))
const table = join(root, 'node_modules/vega-datasets/data/penguins.json')
const password = 'three tiers, one crew'
const home = '/projects/penguins'

const Told = z.object({
  run: z.string(),
  rows: z.array(z.record(z.string(), z.union([z.string(), z.number()]))).min(1),
  said: z.array(z.string()).min(1),
})
type Told = z.infer<typeof Told>

let platform: TestPlatform
let browser: TestBrowser
let folder = ''
/** the owner, who leads and trains */
let mara: Page
/** the second account, which decides */
let ravi: Page
let told: Told | undefined
/** ends the script with the test */
const over = new AbortController()

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'yours-'))
  platform = await startPlatform()
  browser = await openBrowser()
  mara = await browser.newPage()
  ravi = await browser.newPage()
  // a script, an image and a model start in between: patience costs nothing where all goes well
  for (const page of [mara, ravi]) page.setDefaultTimeout(60_000)
})

after(async () => {
  over.abort()
  try {
    await browser.close()
  } finally {
    await platform.stop()
    await rm(folder, { recursive: true, force: true })
  }
})

// each step stands on those before it
let isLost = false
beforeEach(() => assert(!isLost, 'an earlier step failed'))
afterEach(async t => {
  if (isLost || ('passed' in t && t.passed)) return
  isLost = true
  await screenshot(mara, 'lost-by-the-first')
  await screenshot(ravi, 'lost-by-the-second')
})

const at = (path: string) => `${platform.url}${path}`

test('the link of the first start leads to an account and to what can be done first', async () => {
  await mara.goto(platform.signInUrl)
  await mara.waitForURL(at('/welcome'))
  await mara.getByLabel('Name').waitFor()
  await look(mara, 'welcome')
  await mara.getByLabel('Name').fill('Mara Lind')
  await mara.getByLabel('E-mail').fill('mara@example.org')
  await mara.getByRole('textbox', { name: 'Password' }).fill(password)
  await mara.getByRole('button', { name: 'Save and go on' }).click()
  await mara.getByRole('heading', { name: 'Welcome, Mara Lind' }).waitFor()
  await mara.getByLabel('Name of the organisation').fill('Southern Station')
  await mara.getByRole('button', { name: 'Save the name' }).click()
  await mara.getByRole('complementary').getByText('Southern Station').waitFor()
  await look(mara, 'welcome-saved')
  await mara.getByRole('main').getByRole('link', { name: 'New project' }).click()
  await mara.waitForURL(at('/new'))
})

test('a project begins with a promise, a number that decides, and people in seats', async () => {
  await mara.getByRole('textbox', { name: 'Name', exact: true }).fill('Penguins')
  await mara
    .getByLabel('Goal')
    .fill('Tell the species of a penguin from five measures, so that nobody has to catch it.')
  await mara.getByLabel('What is measured').fill('Species told rightly')
  await mara.getByLabel('Unit').fill('% of penguins')
  await mara.getByRole('radio', { name: 'higher' }).check({ force: true })
  await mara.getByLabel('Reached by').fill('2027-06-30')
  await mara.getByLabel('Baseline').fill('44')
  await mara.getByLabel('Target').fill('95')
  await sit(mara, 'Data scientist', 'Me')
  await sit(mara, 'Stakeholder', 'Somebody')
  await mara.getByRole('combobox', { name: 'Name, or search people' }).fill('Ines Moreau')
  await look(mara, 'new-project')
  await mara.getByRole('button', { name: 'Create the project' }).click()
  await mara.getByRole('heading', { name: 'Penguins is afloat' }).waitFor()
  await mara.getByText(`${platform.url}/sign-in#`).waitFor()
  await look(mara, 'project-made')
  await mara.getByRole('link', { name: 'Open the project' }).click()
  await mara.waitForURL(at(home))
  await mara.getByRole('heading', { name: 'Penguins', level: 1 }).waitFor()
  await mara.getByText('by 30 Jun 2027').waitFor()
  await look(mara, 'project')
})

const sit = (page: Page, seat: string, who: 'Me' | 'Somebody') =>
  page
    .getByRole('group', { name: `Who sits as ${seat}` })
    .getByRole('radio', { name: who, exact: true })
    .check({ force: true })

test('a second person comes in by the link of the page People and sits as ML engineer', async () => {
  await mara.getByRole('link', { name: 'Crew', exact: true }).click()
  await mara.getByRole('listitem').filter({ hasText: 'ML engineer' }).first().getByRole('button').click()
  const dialog = mara.getByRole('dialog')
  await dialog.getByRole('combobox', { name: 'Name, or search people' }).fill('Ravi Sen')
  await dialog.getByLabel('E-mail (for a new person)').fill('ravi@example.org')
  await dialog.getByRole('button', { name: 'Give the seat' }).click()
  await dialog.getByText('Ravi Sen sits as ML engineer now.').waitFor()
  const link = (await dialog.getByText('/sign-in#').first().textContent()) ?? ''
  await dialog.getByRole('button', { name: 'Close' }).click()
  await look(mara, 'people')
  await ravi.goto(link.trim())
  await ravi.waitForURL(at('/welcome'))
  await ravi.getByRole('heading', { name: 'Say who you are' }).waitFor() // the page of signing in has a password too
  await ravi.getByRole('textbox', { name: 'Password' }).fill(password)
  await ravi.getByRole('button', { name: 'Save and go on' }).click()
  await ravi.waitForURL(at('/'))
  await ravi.getByRole('heading', { name: /waits for you/ }).waitFor()
  await look(ravi, 'home-of-the-second')
})

test('an uploaded table becomes a version with a schema, histograms and rows to page through', async () => {
  await mara.goto(at(`${home}/data`))
  await mara.locator('input[type=file]').setInputFiles(table)
  await mara.waitForURL(at(`${home}/data/penguins/1`))
  await mara.getByText('344 rows, 7 columns').first().waitFor()
  await mara
    .getByRole('img', { name: /values from/ })
    .first()
    .waitFor()
  await look(mara, 'dataset')
  await mara.getByRole('tab', { name: 'Rows' }).click()
  await mara.getByText('1–50 of 344').waitFor()
  await mara.getByRole('button', { name: 'Next' }).click()
  await mara.getByText('51–100 of 344').waitFor()
  await look(mara, 'dataset-rows')
})

test('a script runs as it is with the two lines of the page, and the browser watches it live', async () => {
  await mara.goto(at(`${home}/settings`))
  await mara.getByRole('button', { name: 'Make a token' }).click()
  const lines = await mara.locator('pre').filter({ hasText: 'MLFLOW_TRACKING_TOKEN' }).innerText()
  await look(mara, 'settings')
  await demoImage() // whose packages may take longer than the page waits
  await mara.goto(at(`${home}/runs`))
  const script = runScript(variables(lines))
  await mara.getByRole('link', { name: 'boosting by hand' }).click({ timeout: 120_000 })
  const chart = mara.getByRole('figure').filter({ hasText: 'validation_log_loss' })
  const points = async () => Number(/(\d+) points/.exec((await chart.textContent()) ?? '')?.[1] ?? 0)
  await chart.waitFor()
  const first = await points()
  await mara.getByText('Running').first().waitFor()
  for (let tries = 0; (await points()) <= first; tries++) {
    assert(tries < 200, `the chart stayed at ${first} points`)
    await mara.waitForTimeout(100)
  }
  told = Told.parse(JSON.parse(await script))
  await mara.getByText('Finished').first().waitFor()
  await mara.getByText('species.png').first().waitFor()
  await mara.getByRole('link', { name: 'penguin-species v1' }).first().waitFor()
  await look(mara, 'run')
})

const variables = (lines: string) =>
  Object.fromEntries([...lines.matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name = '', value = '']) => [name, value]))

/** In an environment made from nothing but the two lines; answers with what it printed. */
async function runScript(lines: Record<string, string>): Promise<string> {
  assert.deepEqual(Object.keys(lines), ['MLFLOW_TRACKING_URI', 'MLFLOW_TRACKING_TOKEN'])
  const data = join(folder, 'penguins.csv')
  const script = join(import.meta.dirname, 'penguins.py')
  const python = join(await demoImage(), 'bin', 'python')
  await saveCsv(data)
  const env = { PATH: process.env['PATH'], HOME: folder, ...lines }
  const { stdout } = await promisify(execFile)(python, [script, data], { cwd: folder, env, signal: over.signal })
  return stdout.trim().split('\n').at(-1) ?? ''
}

/** The table as its owner gets it back from the page. */
async function saveCsv(file: string): Promise<void> {
  const page = await mara.context().newPage()
  await page.goto(at(`${home}/data/penguins/1`))
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'CSV' }).click()
  await (await download).saveAs(file)
  await page.close()
}

test('who asks for a promotion cannot accept it; the other account finds it waiting and accepts', async () => {
  await mara.goto(at(`${home}/models/penguin-species/1`))
  await mara.getByRole('heading', { name: 'penguin-species v1' }).waitFor()
  await look(mara, 'model')
  await mara.getByRole('button', { name: 'Ask for promotion' }).click()
  await mara.getByLabel('Why should this version be promoted?').fill('It tells the species on penguins it never saw.')
  await mara.getByRole('button', { name: 'Send the request' }).click()
  await mara.getByRole('link', { name: 'Open the request' }).click()
  await mara.getByText('because you asked for it').first().waitFor()
  await mara.getByText('ONNX form').waitFor()
  await look(mara, 'request-of-mine')
  await ravi.goto(at('/'))
  await ravi.getByRole('heading', { name: /One thing waits for you/ }).waitFor()
  await look(ravi, 'home-waiting')
  await ravi.getByRole('main').locator('a[href*="/requests/"]').first().click()
  await ravi.getByLabel('Your reason').fill('Good enough for the station; measured again in June.')
  await look(ravi, 'request-to-decide')
  await ravi.getByRole('button', { name: 'Accept' }).click()
  await ravi.getByRole('dialog').getByRole('button', { name: 'Accept' }).click()
  await ravi.getByText('Accepted in the seat “ML engineer”').first().waitFor()
  await look(ravi, 'request-decided')
})

test('the promoted version answers in production as it answered in Python', async () => {
  assert(told)
  await ravi.goto(at(`${home}/models/penguin-species/1`))
  await ravi.getByRole('button', { name: 'Deploy' }).click()
  const dialog = ravi.getByRole('dialog')
  await dialog.getByLabel('Environment').selectOption('production')
  await dialog.getByRole('button', { name: 'Deploy' }).click()
  await ravi.waitForURL(at(`${home}/endpoints/penguin-species`))
  await ravi.getByText('Serving').first().waitFor({ timeout: 120_000 })
  await ravi.getByRole('button', { name: 'Predict' }).waitFor()
  for (const [at, row] of told.rows.entries()) {
    for (const [name, value] of Object.entries(row)) await ravi.getByLabel(name).fill(String(value))
    const answered = ravi.waitForResponse(/\/predictions$/)
    await ravi.getByRole('button', { name: 'Predict' }).click()
    assert((await answered).ok())
    await ravi
      .getByRole('status')
      .getByRole('strong')
      .filter({ hasText: told.said[at] ?? '' })
      .first()
      .waitFor()
  }
  await look(ravi, 'endpoint')
})

test('the timeline tells who did what in which seat and why, and nothing waits any more', async () => {
  await mara.goto(at(`${home}/events`))
  await mara
    .getByRole('main')
    .getByText(/accepted what was asked/)
    .first()
    .waitFor()
  await mara.getByRole('main').getByText('Ravi Sen').first().waitFor()
  await look(mara, 'timeline')
  for (const [name, page] of [
    ['mara', mara],
    ['ravi', ravi],
  ] as const) {
    await page.goto(at('/'))
    await page.getByRole('heading', { name: /Nothing waits for you/ }).waitFor()
    await look(page, `home-of-${name}`)
  }
})

test('an endpoint is taken out of service, and a former version put back', async () => {
  await ravi.goto(at(`${home}/endpoints/penguin-species`))
  await ravi.getByRole('button', { name: 'Take out of service' }).click()
  await ravi.getByRole('dialog').getByRole('button', { name: 'Take out of service' }).click()
  await ravi.getByText('Not serving').waitFor()
  await look(ravi, 'endpoint-retired')
  await ravi.getByRole('button', { name: 'Put back' }).first().click()
  await ravi.getByRole('dialog').getByRole('button', { name: 'Put back' }).click()
  await ravi.getByText('Serving', { exact: true }).first().waitFor({ timeout: 60_000 })
  await ravi.getByRole('button', { name: 'Predict' }).waitFor()
})
