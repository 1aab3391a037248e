import assert from 'node:assert/strict'
import { after, afterEach, before, beforeEach, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser, screenshot, type TestBrowser } from '../browser.ts'
import { manyParam, manyValue, platformWithRuns } from '../manyRuns.ts'
import type { TestPlatform } from '../platform.ts'
import { lookTwice } from './eyes.ts'

/**
 * More runs than a table can hold: scrolled, sorted, filtered, chosen, compared, grouped and thrown away.
 * MANY_RUNS=100000 makes as many of them.
 */
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
    // by less than what is in sight, since at the end of what was loaded there are no rows ahead
    await table()
      .locator('xpath=..')
      .evaluate(async box => {
        box.scrollBy(0, 500)
        for (const _ of 'two frames'.split(' ')) await new Promise(requestAnimationFrame)
      })
  }
  const least = Math.min(...seen)
  const missed = Array.from({ length: count - least }, (_, at) => least + at).filter(at => !seen.has(at))
  assert.deepEqual(missed, [])
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

test('keys pressed faster than rows are drawn reach the hundredth, choose all between, and compare them', async () => {
  await page.goto(`${platform.url}${runs}`)
  await row(count - 1).waitFor()
  const press = (key: string, times: number) =>
    page.evaluate(
      ([pressed, many]) => {
        for (let at = 0; at < many; at++)
          document.dispatchEvent(
            new KeyboardEvent('keydown', { key: pressed, shiftKey: pressed === 'X', bubbles: true }),
          )
      },
      [key, times] as const,
    )
  await press('j', 1)
  await press('x', 1)
  await press('j', 99)
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-row') === '99')
  await press('X', 1)
  await page.getByRole('toolbar', { name: '100 selected' }).waitFor()
  await press('k', 40)
  await page.waitForFunction(() => document.activeElement?.getAttribute('data-row') === '59')
  await press('c', 1)
  await page.getByRole('heading', { level: 1, name: 'Compare 100 runs' }).waitFor()
  await page.getByRole('rowheader', { name: 'm0' }).waitFor()
  await page.getByRole('heading', { name: 'Spread by group' }).waitFor()
  await lookTwice(page, 'many-runs-compared')
})

test('groups say how many runs have a value and how a metric spreads among them; one opens as a filter', async () => {
  await page.goto(`${platform.url}${runs}?group=params.p1`)
  const groups = page.getByRole('table', { name: 'Grouped by params.p1' })
  await groups.getByRole('row', { name: new RegExp(`v0 ?${inGroup(0)}`) }).waitFor()
  const mean = (key: number) => {
    const inIt = Array.from({ length: count }, (_, at) => at).filter(at => at % 3 === 0)
    return Number((inIt.reduce((sum, at) => sum + manyValue(at, key), 0) / inIt.length).toPrecision(4))
  }
  await groups.getByRole('row', { name: new RegExp(`v0.*${mean(0)}.*${mean(1)}.*${mean(2)}`) }).waitFor()
  await groups.getByRole('button', { name: 'v2' }).click()
  const newest = Array.from({ length: count }, (_, at) => count - 1 - at).filter(at => manyParam(at, 1) === 'v2')
  await groups.getByRole('link', { name: `run-${newest[9]}` }).waitFor()
  assert.deepEqual(
    await groups.getByRole('link').allInnerTexts(),
    newest.slice(0, 10).map(at => `run-${at}`),
  )
  await lookTwice(page, 'many-runs-groups')
  await groups.getByRole('button', { name: `All ${inGroup(2)} runs of this group` }).click()
  await page.waitForURL(/filter=/)
  await page.getByText(new RegExp(`^${inGroup(2)} of ${all}`)).waitFor()
  const shown = await numbers()
  assert(shown.length > 10 && shown.every(at => manyParam(at, 1) === 'v2'))
})

test('what is shown is kept as a view, and opened by its name', async () => {
  const address = new URL(page.url())
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('only v2')
  await page.getByRole('button', { name: 'Save this view' }).click()
  await page.getByRole('button', { name: 'only v2 · Mine' }).waitFor()
  await page.goto(`${platform.url}${runs}`)
  await page.getByText(new RegExp(`^${all} of ${all}`)).waitFor()
  await page.getByRole('button', { name: 'Views' }).click()
  await page.getByRole('button', { name: 'only v2 · Mine' }).click()
  await page.getByText(new RegExp(`^${inGroup(2)} of ${all}`)).waitFor()
  assert.equal(new URL(page.url()).searchParams.get('filter'), address.searchParams.get('filter'))
})

test('runs that are deleted lie in the trash, and come back from there', async () => {
  await page.goto(`${platform.url}${runs}`)
  await page.getByRole('checkbox', { name: `Select run-${count - 1}` }).check()
  await page.getByRole('checkbox', { name: `Select run-${count - 2}` }).check()
  await page.getByRole('toolbar', { name: '2 selected' }).getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText(new RegExp(`^${(count - 2).toLocaleString('en')} of`)).waitFor()
  assert.equal((await numbers())[0], count - 3)
  await page.getByText('Trash', { exact: true }).click()
  await page.getByText('2 of 2').waitFor()
  await page.getByRole('checkbox', { name: 'Select all' }).check()
  await page.getByRole('button', { name: 'Restore' }).click()
  await page.getByText('The trash is empty').waitFor()
  await page.getByText('Active', { exact: true }).click()
  await page.getByText(new RegExp(`^${all} of ${all}`)).waitFor()
  await row(count - 1).waitFor()
})
