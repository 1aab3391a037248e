import assert from 'node:assert/strict'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { openBrowser, type TestBrowser } from '../browser.ts'
import { trireme } from '../demo.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { lookTwice } from './eyes.ts'

/** What is computed, as a reader meets it; on a project that has one of everything. */
let platform: TestPlatform
let browser: TestBrowser
let page: Page

before(async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'insights-'))
  await trireme(dataDir, 'restore', join(import.meta.dirname, '../fixtures/spine/backup'))
  platform = await startPlatform({ dataDir })
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

test('a reader goes from all projects to one, and from a number to how it was computed', async () => {
  await page.getByRole('link', { name: 'Insights' }).click()
  await page.getByRole('heading', { name: 'Waiting now' }).waitFor()
  await lookTwice(page, 'insights')
  await page.goto(`${platform.url}/insights?project=ships`)
  await page.getByRole('heading', { name: 'Seats in this stage' }).waitFor()
  await page.getByRole('heading', { name: 'Duties, said and done' }).waitFor()
  await lookTwice(page, 'insights-of-one')
  await page.getByRole('combobox', { name: 'Stage', exact: true }).selectOption('Operate')
  await page.getByText('as in the stage: Operate').waitFor()
  await page.getByText('How this is computed').first().click()
  await page.getByText('A wait begins with a request').waitFor()
})

test('a skill that acts show is confirmed by the person, and counts for the crew from then on', async () => {
  await page.goto(`${platform.url}/about-me`)
  await page.getByRole('combobox', { name: 'My level: Datasets' }).selectOption('alone')
  await page.goto(`${platform.url}/insights?project=ships`)
  await page.getByRole('row', { name: /Datasets 1 needs it hangs on one/ }).waitFor()
})

test('a metric that is switched off is gone from the page of insights', async () => {
  await page.goto(`${platform.url}/about-me`)
  await lookTwice(page, 'about-me')
  const waits = page.getByRole('switch', { name: 'Waits: what is waited for, and on which seat' })
  await waits.click()
  await page.getByText('off for everybody', { exact: true }).waitFor()
  await page.goto(`${platform.url}/insights?project=ships`)
  await page.getByText('Switched off for everybody by an owner of this installation.').first().waitFor()
  await page.goto(`${platform.url}/about-me`)
  await waits.click()
  await page.getByText('off for everybody', { exact: true }).waitFor({ state: 'detached' })
})

test('the map is printed on a sheet of A3', async () => {
  await page.goto(`${platform.url}/map`)
  await page.getByRole('table').first().waitFor()
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const [, width = '0', height = '0'] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? []
  // 420 x 297 mm in points
  assert.deepEqual([Math.round(Number(width) / 10), Math.round(Number(height) / 10)], [119, 84])
})
