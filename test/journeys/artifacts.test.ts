import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { realTable } from '../../src/assets/datasets/analytics/workbench.ts'
import { AppError } from '../../src/kernel/errors.ts'
import { connect, type Trireme } from '../../src/sdk/trireme.ts'
import { openBrowser, type TestBrowser } from '../browser.ts'
import { mlflowCalls, type MlflowCalls } from '../mlflow.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { look } from './eyes.ts'

/** What a run left behind, looked at: at the door, then in a browser. */
const project = 'harbour'
const lines = 400_000

let platform: TestPlatform
let browser: TestBrowser
let page: Page
let owner: Trireme
let mlflow: MlflowCalls
let run = ''

const escape = "<h1>Tide</h1><p id=said></p><script>said.textContent = 'ran in ' + origin</script>"
const steal =
  "<script>let cookie = 'none'; try { cookie = document.cookie } catch (e) { cookie = e.name }; fetch('/api/me').then(() => { said.textContent += ', reached' }, () => { said.textContent += ', kept apart, ' + cookie })</script>"
const cells = [
  { cell_type: 'markdown', source: ['# Tides of <b>Ostend</b>\n', '\n', 'see [the page](javascript:alert(1))'] },
  {
    cell_type: 'code',
    source: 'table',
    execution_count: 3,
    outputs: [
      { output_type: 'stream', name: 'stdout', text: ['high water\n'] },
      { output_type: 'execute_result', data: { 'text/html': '<table><tr><td>4.2 m</td></tr></table>' } },
      { output_type: 'error', ename: 'E', evalue: 'x', traceback: ['\u001b[31mValueError\u001b[0m: low'] },
    ],
  },
]
const drawing =
  '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="80"><rect width="160" height="60" fill="#165373"/></svg>'
const paper = `%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 200]>>endobj
trailer<</Root 1 0 R>>`

const files: Record<string, string | Buffer> = {
  'tides.csv': `port,height\n${Array.from({ length: 130 }, (_, at) => `Port ${at},${at / 10}`).join('\n')}\n`,
  'judged.json': JSON.stringify({
    columns: ['question', 'answer'],
    data: [
      ['a', 1],
      ['b', { deep: 2 }],
    ],
  }),
  'conf/deep/settings.json': JSON.stringify({ depth: { low: 1, high: [1, 2, 3] } }),
  'tide.html': escape + steal,
  'tide.svg': drawing,
  'paper.pdf': paper,
  'tides.ipynb': JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: {}, cells }),
  'notes.md': '# Tide table\n\n| port | height |\n| --- | ---: |\n| Ostend | 4.2 |\n\n<script>alert(1)</script>',
  'model.pkl': Buffer.from([0x80, 4, 0x95, 0, 0]),
  'train.log': Array.from({ length: lines }, (_, at) => `step ${at} loss ${(1 / (at + 1)).toFixed(6)} and so on`).join(
    '\n',
  ),
}

before(async () => {
  platform = await startPlatform()
  browser = await openBrowser()
  // the page in the frame tries to reach us, and says so on the console when it cannot
  browser.expectProblem(/Content Security Policy|CORS policy|net::ERR_FAILED/)
  page = await browser.newPage()
  await page.goto(platform.signInUrl)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  const [cookie] = await page.context().cookies()
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: platform.url }
  owner = connect({ url: platform.url, headers: () => headers })
  const { id: userId } = await owner.sessions.me()
  await owner.projects.create({ name: 'Harbour', seats: [{ seat: 'data_scientist', userId }] })
  const { secret } = await owner.tokens.create({ project, name: 'script', rights: ['*'] })
  mlflow = mlflowCalls({ url: platform.url, token: secret, project })
  run = (await mlflow.post('runs/create', { experiment_id: '0', run_name: 'brisk-tern' })).run?.info.run_id ?? ''
  files['flights.parquet'] = await readFile(realTable('flights-3m.parquet'))
  files['dot.png'] = await readFile(join(import.meta.dirname, '../../docs/flight-delays.png'))
  for (const [path, body] of Object.entries(files)) await put(path, body)
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
  }
})

async function put(path: string, body: string | Buffer): Promise<void> {
  const answer = await fetch(`${platform.url}/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/${path}`, {
    method: 'PUT',
    headers: { Authorization: `Bearer ${mlflow.token}` },
    body: new Uint8Array(Buffer.from(body)),
  })
  assert.equal(answer.status, 200)
}

const table = (path: string, wish: object = {}) => owner.artifacts.table({ project, owner: run, path, ...wish })

test('folders are listed with what is below them, a page at a time', async () => {
  const root = await owner.artifacts.list({ project, owner: run, limit: 1 })
  assert.deepEqual(root.entries, [{ path: 'conf', isFolder: true, size: 34, files: 1 }])
  assert.equal(root.files, Object.keys(files).length)
  const after = root.next ?? ''
  const next = await owner.artifacts.list({ project, owner: run, limit: 2, after })
  assert.deepEqual(
    next.entries.map(({ path }) => path),
    ['dot.png', 'flights.parquet'],
  )
  const inner = await owner.artifacts.list({ project, owner: run, path: 'conf/deep' })
  assert.deepEqual(
    inner.entries.map(({ path }) => path),
    ['conf/deep/settings.json'],
  )
})

test('a table is read a page at a time, sorted by numbers where they are numbers', async () => {
  const last = await table('tides.csv', { offset: 100, limit: 50 })
  assert.deepEqual([last.total, last.rows.length, last.hasMore], [130, 30, false])
  assert.deepEqual(last.rows[0], { row: 100, cells: ['Port 100', '10'] })
  const sorted = await table('tides.csv', { orderBy: 'height', descending: 'true', limit: 1 })
  assert.deepEqual(sorted.rows[0]?.cells, ['Port 129', '12.9'])
  const flights = await table('flights.parquet', { offset: 2_999_999, limit: 10 })
  assert.deepEqual([flights.total, flights.rows.length], [3_000_000, 1])
  assert.deepEqual(
    (await table('judged.json')).rows.map(({ cells }) => cells),
    [
      ['a', 1],
      ['b', '{"deep":2}'],
    ],
  )
})

test('what is no table, or damaged, is said so', async () => {
  await put('broken.parquet', Buffer.from('PAR1 and nothing more PAR1'))
  const refused = (path: string, code: string) =>
    assert.rejects(table(path), (error: unknown) => error instanceof AppError && error.code === code)
  await refused('broken.parquet', 'bad_request')
  await refused('model.pkl', 'unsupported_media')
  await refused('conf/deep/settings.json', 'bad_request')
  await refused('none.csv', 'not_found')
  await assert.rejects(owner.artifacts.shown({ project, owner: run, path: 'tides.csv' }), /neither HTML nor SVG/)
  await mlflow.send('DELETE', `/api/2.0/mlflow-artifacts/artifacts/0/${run}/artifacts/broken.parquet`)
})

const open = async (name: string) => {
  await page.getByRole('treeitem', { name }).click()
  await page.getByRole('link', { name: `Download ${name.split(' ')[0]}` }).waitFor()
}

test('a run opens on a picture; tables, text, JSON, notebooks, pages and papers are a click away', async () => {
  await page.goto(`${platform.url}/projects/${project}/runs/${run}`)
  await page.getByRole('img', { name: 'dot.png' }).last().waitFor()
  await open('flights.parquet')
  await page.getByRole('table', { name: 'flights.parquet' }).waitFor()
  await page.getByText('rows 1–50 of 3,000,000').waitFor()
  await open('judged.json')
  await page.getByRole('table', { name: 'judged.json' }).getByText('{"deep":2}').waitFor()
  await open('notes.md')
  await page.getByRole('heading', { name: 'Tide table' }).waitFor()
  await page.getByText('<script>alert(1)</script>').waitFor()
  await open('tides.ipynb')
  await page.getByRole('heading', { name: 'Tides of <b>Ostend</b>' }).waitFor()
  assert.equal(await page.getByRole('link', { name: 'the page', exact: true }).count(), 0)
  await page.frameLocator('iframe[title="Output of the cell"]').getByText('4.2 m').waitFor()
  await page.getByText('ValueError: low').waitFor()
  await look(page, 'artifacts-notebook')
  await open('model.pkl')
  await page.getByText('runs code in whatever program opens it').waitFor()
})

test('a logged page runs its script in an origin of its own and reaches nothing', async () => {
  await open('tide.html')
  const frame = page.frameLocator('iframe[title="tide.html"]')
  await frame.getByText('ran in null, kept apart, SecurityError').waitFor()
  await open('tide.svg')
  await page.locator('iframe[title="tide.svg"]').waitFor()
  await open('paper.pdf')
  await page.locator('iframe[title="paper.pdf"]').waitFor()
  const answer = await owner.artifacts.shown({ project, owner: run, path: 'paper.pdf' })
  assert.match(answer.headers.get('content-security-policy') ?? '', /^default-src 'none'/)
})

test('a large text comes a piece at a time, and few of its lines exist', async () => {
  await open('train.log')
  await page.getByText('step 0 loss 1.000000').waitFor()
  assert((await page.getByRole('region', { name: 'train.log' }).locator('> div > div').count()) < 100)
  await page.getByRole('button', { name: 'Read on' }).click()
  await page.getByText('524 KB of').waitFor()
})

test('keys walk the tree, unfold a folder and open a file; the address keeps it', async () => {
  await page.getByRole('treeitem', { name: 'train.log' }).press('Home')
  await page.keyboard.press('ArrowRight')
  await page.getByRole('treeitem', { name: 'deep' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('ArrowRight')
  await page.getByRole('treeitem', { name: 'settings.json' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'high: [3]' }).waitFor()
  await page.reload()
  await page.getByRole('button', { name: 'high: [3]' }).waitFor()
})

test('notes are written on the page and are the same text for MLflow; what the script used is drawn', async () => {
  const metrics = Array.from({ length: 5 }, (_, step) => ({
    key: 'system/cpu_utilization_percentage',
    value: 20 + step,
    timestamp: Date.now() + step * 10_000,
    step,
  }))
  await mlflow.post('runs/log-batch', { run_id: run, metrics })
  await page.goto(`${platform.url}/projects/${project}/runs/${run}`)
  await page.getByRole('region', { name: 'Processor' }).waitFor()
  await page.getByRole('button', { name: 'Write notes' }).click()
  await page.getByRole('textbox', { name: 'Notes on this run' }).fill('# Spring tide\n\nTried **twice**, ask @Owner')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('heading', { name: 'Spring tide' }).waitFor()
  await page.locator('strong', { hasText: '@Owner' }).waitFor()
  const told = (await mlflow.get(`runs/get?run_id=${run}`)).run?.data.tags.find(
    ({ key }) => key === 'mlflow.note.content',
  )?.value
  assert.match(told ?? '', /^# Spring tide\n\nTried \*\*twice\*\*, ask @\[usr_\w+\]$/)
})

for (const scheme of ['light', 'dark'] as const)
  test(`the files of a run are whole on every screen and open to all, ${scheme}`, async () => {
    await page.emulateMedia({ colorScheme: scheme })
    await page.goto(`${platform.url}/projects/${project}/runs/${run}?file=tides.csv`)
    await page.getByRole('table', { name: 'tides.csv' }).waitFor()
    await look(page, `artifacts-table-${scheme}`)
  })
