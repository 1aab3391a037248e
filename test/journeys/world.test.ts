import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Page } from 'playwright-core'
import { Made } from '../../src/projects/demo/demo.schema.ts'
import { connect, type Trireme } from '../../src/sdk/trireme.ts'
import { checkAccess, openBrowser, screenshot, type TestBrowser } from '../browser.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { familyOf, isRunning } from '../processes.ts'

/** The simulated organisation: made and removed on the command line beside a server that runs, and looked at in a browser. */
const program = join(import.meta.dirname, '../../bin/trireme.mjs')
let platform: TestPlatform
let browser: TestBrowser
let page: Page
let owner: Trireme
let headers: Record<string, string> = {}

before(async () => {
  platform = await startPlatform()
  browser = await openBrowser()
  page = await browser.newPage()
  await page.goto(platform.signInUrl)
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'))
  const [cookie] = await page.context().cookies()
  headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: platform.url }
  owner = connect({ url: platform.url, headers: () => headers })
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
  }
})

type Said = { code: number; stdout: string; stderr: string }

const trireme = (...args: string[]): Promise<Said> =>
  new Promise(done => {
    const env = { ...process.env, TRIREME_DATA: platform.dataDir, DATABASE_URL: '' }
    execFile(process.execPath, [program, 'demo', 'organisation', ...args], { env }, (error, stdout, stderr) =>
      done({ code: error ? Number(error.code) : 0, stdout, stderr }),
    )
  })

const inWorld = { 'x-trireme-world': 'demo-organisation' }
const leftovers = () => readdirSync(platform.dataDir).filter(name => name.startsWith('demo-organisation'))

test('the command makes the organisation of a seed beside a server that runs, once', async () => {
  const wrong = await trireme('--seed', 'seven')
  assert.notEqual(wrong.code, 0)
  assert.match(wrong.stderr, /The seed is a whole number from 1 to 1000000/)
  assert.deepEqual(leftovers(), [])
  const { stdout, stderr, code } = await trireme('--seed', '7', '--json')
  assert.equal(code, 0, stderr)
  const made = Made.parse(JSON.parse(stdout))
  assert.deepEqual([made.seed, made.people, made.projects.length], [7, 40, 6])
  const { state, made: found } = await owner.demo.organisation()
  assert.deepEqual([state, found?.id], ['there', made.id])
  const again = await trireme()
  assert.notEqual(again.code, 0)
  assert.match(again.stderr, /is there already; remove it first/)
})

test('a link to a file of it saves that file, however it is opened, and says when there is none', async () => {
  const inside = connect({ url: platform.url, headers: () => ({ ...headers, ...inWorld }) })
  const { assets } = await inside.catalog.search({ kind: 'dataset' })
  const asset = assets.find(({ lastVersion }) => lastVersion > 0)
  await page.goto(platform.url)
  await page.getByRole('button', { name: 'Look at it' }).click()
  await page.getByText('Simulated organisation: invented people').waitFor()
  await page.goto(`${platform.url}/projects/${asset?.project.slug}/data/${asset?.name}/1`)
  const link = page.getByRole('link', { name: 'CSV' })
  await link.waitFor()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await screenshot(page, 'world-dataset')
  await checkAccess(page)
  const acts = [
    () => link.click(),
    () => link.click({ modifiers: ['Control'] }),
    () => link.click({ button: 'middle' }),
    () => link.press('Enter'),
  ]
  for (const act of acts) {
    const [download] = await Promise.all([page.waitForEvent('download'), act()])
    assert.equal(download.suggestedFilename(), `${asset?.name}-v1.csv`)
    const { status, text } = await fetch(
      `${platform.url}/api/projects/${asset?.project.slug}/datasets/${asset?.name}/versions/1/file?format=csv`,
      { headers: { ...headers, ...inWorld } },
    ).then(async answer => ({ status: answer.status, text: await answer.text() }))
    assert.equal(status, 200)
    assert.equal(await readFile(await download.path(), 'utf8'), text)
  }
  browser.expectProblem(/projects\/nowhere/)
  await link.evaluate(one => one.setAttribute('href', '/api/projects/nowhere/datasets/none/versions/1/file'))
  await link.click()
  await page.getByRole('alert').filter({ hasText: 'The file did not come' }).waitFor()
  await screenshot(page, 'world-no-file')
})

test('note, card and audit are saved as this organisation tells them', async () => {
  const inside = connect({ url: platform.url, headers: () => ({ ...headers, ...inWorld }) })
  const { assets } = await inside.catalog.search({ kind: 'model' })
  const model = assets.find(({ lastVersion }) => lastVersion > 0)
  const places = [
    { path: `/projects/${model?.project.slug}/note`, name: 'HTML' },
    { path: `/projects/${model?.project.slug}/models/${model?.name}/1?tab=card`, name: 'Markdown' },
    { path: '/backbone/audit', name: 'CSV' },
  ]
  for (const { path, name } of places) {
    await page.goto(`${platform.url}${path}`)
    const link = page.getByRole('link', { name })
    await link.waitFor()
    await screenshot(page, `world-file-${name}`)
    await checkAccess(page)
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()])
    const address = new URL((await link.getAttribute('href')) ?? '', platform.url)
    const [here, own] = await Promise.all(
      [{ ...headers, ...inWorld }, headers].map(async sent => (await fetch(address, { headers: sent })).text()),
    )
    assert.equal(await readFile(await download.path(), 'utf8'), here, path)
    assert.notEqual(here, own, path)
  }
})

test('who reads it while the command removes it is told that it is gone, and nothing of it is left', async () => {
  const read = async () => {
    const answers: { status: number; text: string }[] = []
    do {
      const answer = await fetch(`${platform.url}/api/portfolio`, { headers: { ...headers, ...inWorld } })
      answers.push({ status: answer.status, text: await answer.text() })
    } while (answers.at(-1)?.status === 200)
    return answers
  }
  const readers = Array.from({ length: 8 }, read)
  await sleep(300)
  const { stdout } = await trireme('--remove', '--json')
  assert.deepEqual(JSON.parse(stdout), { removed: true })
  assert.equal((await owner.demo.organisation()).state, 'none')
  const answers = (await Promise.all(readers)).flat()
  assert.deepEqual(
    [...new Set(answers.map(({ status }) => status))].toSorted((a, b) => a - b),
    [200, 404],
  )
  for (const { text } of answers.filter(({ status }) => status === 404))
    assert.match(text, /There is no simulated organisation any more/)
  assert.deepEqual(leftovers(), [])
})

test('the command says when there is nothing to remove, and a server killed while it makes one leaves nothing', async () => {
  assert.match((await trireme('--remove')).stdout, /There was no simulated organisation/)
  await owner.demo.makeOrganisation({ seed: 8 })
  const makers = () => familyOf(platform.pid, 'simulation.ts')
  while (((await owner.demo.organisation()).share ?? 0) === 0) await sleep(50)
  const making = makers()
  assert.equal(making.length, 1)
  assert.ok(leftovers().includes('demo-organisation.new'))
  await platform.kill('SIGKILL')
  while (making.some(isRunning)) await sleep(50)
  await platform.restart()
  assert.deepEqual(await owner.demo.organisation(), { state: 'none', share: null, error: null, made: null })
  assert.deepEqual(leftovers(), [])
  assert.equal((await fetch(`${platform.url}/api/portfolio`, { headers: { ...headers, ...inWorld } })).status, 404)
})
