import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser, screenshot, type TestBrowser } from '../browser.ts'
import { manyParam, manyValue, platformWithRuns } from '../manyRuns.ts'
import type { TestPlatform } from '../platform.ts'
import { look } from './eyes.ts'

/** More runs than a table can hold: scrolled, sorted, filtered and grouped. MANY_RUNS=100000 makes as many of them. */
const count = Number(process.env['MANY_RUNS'] ?? 3_000)
const all = count.toLocaleString('en')
/** how many runs have one value of p1 */
const inGroup = (value: number) => Math.ceil((count - value) / 3).toLocaleString('en')
const runs = '/projects/harbour/runs'

let platform: TestPlatform
let browser: TestBrowser
let page: Page

before(async () => {
  platform = await platformWithRuns(count)
  browser = await openBrowser()
  page = await browser.newPage()
  await page.goto(platform.signInUrl)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
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
  await screenshot(page, 'many-runs-lost')
})

const table = () => page.getByRole('table', { name: 'Experiments' })
const row = (at: number) => table().getByRole('row', { name: new RegExp(`run-${at}(?!\\d)`) })
/** names of the rows that exist, from the top */
const names = async () => (await table().locator('tbody a').allInnerTexts()).filter(name => name.startsWith('run-'))
const numbers = async () => (await names()).map(name => Number(name.slice(4)))

test('rows come while scrolling, newest first, each once, and few of them exist at a time', async () => {
  await page.goto(`${platform.url}${runs}`)
  await row(count - 1).waitFor()
  const seen = new Set<number>()
  for (let until = count - 350; !seen.has(until);) {
    const shown = await numbers()
    assert.deepEqual(
      shown,
      shown.toSorted((a, b) => b - a),
    )
    assert(shown.length < 120, `${shown.length} rows exist`)
    for (const at of shown) seen.add(at)
    await table()
      .locator('xpath=..')
      .evaluate(box => box.scrollBy(0, 1_000))
    await page.waitForFunction(before => document.querySelector('tbody a')?.textContent !== before, `run-${shown[0]}`)
  }
  assert.equal(seen.size, count - Math.min(...seen))
})

test('sorting by a metric shows the best of all, not of those that were loaded', async () => {
  const best = Array.from({ length: count }, (_, at) => at).toSorted((a, b) => manyValue(a, 1) - manyValue(b, 1))
  await page.getByRole('columnheader', { name: 'm1', exact: false }).getByRole('button').click()
  await row(best[0] ?? 0).waitFor()
  assert.deepEqual((await numbers()).slice(0, 10), best.slice(0, 10))
})

test('a filter counts what it finds', async () => {
  const fits = Array.from({ length: count }, (_, at) => manyValue(at, 0)).filter(value => value > 0.999).length
  await page.getByRole('combobox', { name: /filter/i }).fill('metrics.m0 > 0.999')
  await page.keyboard.press('Enter')
  await page.getByText(new RegExp(`^${fits} of ${all}`)).waitFor()
})

test('groups say how many runs have a value and how a metric spreads among them; one opens as a filter', async () => {
  await page.goto(`${platform.url}${runs}?group=params.p1`)
  const groups = page.getByRole('table', { name: 'Grouped by params.p1' })
  await groups.getByRole('row', { name: new RegExp(`v0 ?${inGroup(0)}`) }).waitFor()
  await look(page, 'many-runs-groups')
  await groups.getByRole('row', { name: new RegExp(`v2 ?${inGroup(2)}`) }).click()
  await page.waitForURL(/filter=/)
  await page.getByText(new RegExp(`^${inGroup(2)} of ${all}`)).waitFor()
  const shown = await numbers()
  assert(shown.length > 10 && shown.every(at => manyParam(at, 1) === 'v2'))
})
