import assert from 'node:assert/strict'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import axe, { type Result } from 'axe-core'
import { chromium, type BrowserContext, type Page } from 'playwright-core'
import { findChromium } from '../scripts/programs.mjs'

export type Look = { width?: number; height?: number; scheme?: 'light' | 'dark'; lang?: string }

export type TestBrowser = {
  /** A page with cookies of its own: one page, one person. */
  newPage(look?: Look): Promise<Page>
  /** Says that problems like this one belong to the test; write it before they happen. */
  expectProblem(pattern: RegExp): void
  /** Closes the browser; fails if any page logged an error or could not load something. */
  close(): Promise<void>
}

// what a browser does of its own accord would look like requests of ours
const quiet = ['background-networking', 'component-update', 'sync', 'quic', 'default-apps', 'domain-reliability']
const flags = ['--disable-gpu', '--no-first-run', '--disable-dev-shm-usage', ...quiet.map(part => `--disable-${part}`)]

/** Opens this machine's Chromium. */
export async function openBrowser(): Promise<TestBrowser> {
  const executablePath = findChromium()
  assert(executablePath, 'The tests need Chromium: install it, or name it in the variable CHROMIUM')
  const isRoot = process.getuid?.() === 0
  const browser = await chromium.launch({ executablePath, args: [...flags, ...(isRoot ? ['--no-sandbox'] : [])] })
  const problems: string[] = []
  const expected: RegExp[] = []
  return {
    async newPage({ width = 1440, height = 900, scheme = 'light', lang = 'en' } = {}) {
      const size = { viewport: { width, height }, hasTouch: width < 600 }
      const context = await browser.newContext({ ...size, colorScheme: scheme, locale: lang, reducedMotion: 'reduce' })
      context.setDefaultTimeout(20_000)
      watch(context, problems)
      return context.newPage()
    },
    expectProblem: pattern => void expected.push(pattern),
    async close() {
      await browser.close()
      const unexpected = problems.filter(problem => !expected.some(pattern => pattern.test(problem)))
      assert.deepEqual(unexpected, [], 'pages had problems that no test expected')
    },
  }
}

/** Notes what a person would only see in the browser's console. */
function watch(context: BrowserContext, problems: string[]): void {
  context.on('weberror', problem => problems.push(`error thrown: ${problem.error().stack ?? problem.error().message}`))
  context.on('console', message => {
    if (message.type() === 'error') problems.push(`console: ${message.text()} (${message.location().url})`)
  })
  context.on('requestfailed', request => {
    const why = request.failure()?.errorText ?? ''
    // a page that is left, or a question that is no longer asked, ends its own requests
    if (why !== 'net::ERR_ABORTED') problems.push(`request failed: ${request.method()} ${request.url()} ${why}`)
  })
}

/** Fails on every fault that axe finds, of these rules or of all, with the rule, the elements and what to do. */
export async function checkAccess(page: Page, rules?: string[]): Promise<void> {
  // run through the debugger, which a content security policy does not bind
  if (await page.evaluate(() => !('axe' in window))) await page.evaluate(axe.source)
  const { violations } = await page.evaluate(runAxe, rules)
  assert.equal(
    violations.length,
    0,
    `${page.url()} has faults that keep people out:\n${violations.map(tell).join('\n')}`,
  )
}

/** Runs in the page, where axe put itself on the window. */
const runAxe = (rules?: string[]) =>
  window.axe.run(document, { resultTypes: ['violations'], ...(rules && { runOnly: rules }) })

declare global {
  interface Window {
    axe: typeof axe
  }
}

function tell({ id, help, helpUrl, nodes }: Result): string {
  const places = nodes.map(
    ({ target, failureSummary }) => `  ${target.join(' ')}\n    ${failureSummary?.replaceAll('\n', '\n    ') ?? ''}`,
  )
  return `${id}: ${help} (${helpUrl})\n${places.join('\n')}`
}

/** Keeps a picture of the whole page in the folder that SCREENSHOTS names, if it names one. */
export async function screenshot(page: Page, name: string): Promise<void> {
  const folder = process.env['SCREENSHOTS']
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' })
}
