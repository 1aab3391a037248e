import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { checkAccess, screenshot } from '../browser.ts'

const wide = { name: '1440', width: 1440, height: 900 }
const phone = { name: '390', width: 390, height: 844 }

/** Looks at the page that is open, wide and on a phone: nothing sticks out, and axe finds no fault; keeps the pictures. */
export async function look(page: Page, name: string): Promise<void> {
  await isWhole(page)
  for (const size of [wide, phone]) {
    await page.setViewportSize(size)
    await settle(page)
    assert.equal(await page.evaluate(sticksOut), '', `${page.url()} is wider than a screen of ${size.name}`)
    await screenshot(page, `${name}.${size.name}`)
  }
  await page.setViewportSize(wide)
  await settle(page)
  await isWhole(page)
  await checkAccess(page)
}

/** The same in both schemes, on one load of the page; in the dark only colours are other ones. */
export async function lookTwice(page: Page, name: string): Promise<void> {
  await look(page, name)
  await show(page, 'dark')
  await checkAccess(page, ['color-contrast'])
  await screenshot(page, `${name}.dark.1440`)
  if (process.env['SCREENSHOTS']) await keepDarkPhone(page, name)
  await show(page, 'light')
}

async function keepDarkPhone(page: Page, name: string): Promise<void> {
  await page.setViewportSize(phone)
  await settle(page)
  await screenshot(page, `${name}.dark.390`)
  await page.setViewportSize(wide)
}

/** On a phone only, where words of another language take another width. */
export async function lookAtPhone(page: Page, name: string): Promise<void> {
  await isWhole(page)
  assert.equal(await page.evaluate(sticksOut), '', `${page.url()} is wider than a screen of ${phone.name}`)
  assert.equal(await page.evaluate(cutOff), '', `${page.url()} cuts off what it says`)
  await screenshot(page, `${name}.${phone.name}`)
}

/** The page follows the system's scheme in the frames after it changed; what pulses for ever is not waited for. */
async function show(page: Page, scheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme })
  await page.waitForFunction(wanted => {
    const root = document.documentElement
    const moves = root.getAnimations({ subtree: true }).filter(one => one.effect?.getTiming().iterations !== Infinity)
    return root.dataset['mantineColorScheme'] === wanted && moves.every(one => one.playState !== 'running')
  }, scheme)
}

/** The address changes before the page does: its heading is there, and nothing is on its way any more. */
async function isWhole(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
}

/** Charts and tables are laid out anew after a change of size, a few frames later on a busy machine. */
async function settle(page: Page): Promise<void> {
  for (let tries = 0; tries < 20; tries++) {
    await page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true)))))
    if ((await page.evaluate(sticksOut)) === '') return
    await page.waitForTimeout(50)
  }
}

/** Runs in the page: buttons, tabs, labels and heads whose words do not fit into them. */
function cutOff(): string {
  const told = [...document.querySelectorAll('button, [role="tab"], label, th, dt, h1, h2, h3, legend, nav a')]
  const isCut = (one: Element) => {
    const { overflowX } = getComputedStyle(one)
    // words for those who listen are kept out of sight
    if (one.closest('.quiet')) return false
    return overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 1
  }
  return told
    .filter(isCut)
    .map(one => `${one.tagName} ${one.textContent}`)
    .join('\n')
}

/** Runs in the page: what is wider than the screen, if anything makes it scroll. */
function sticksOut(): string {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return ''
  const wide = [...document.querySelectorAll('body *')].filter(one => one.getBoundingClientRect().right > clientWidth)
  return wide.map(one => `${one.tagName} ${one.className}`).join('\n')
}
