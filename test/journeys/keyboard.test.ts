import assert from 'node:assert/strict'
import { dirname, join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { connect } from '../../src/sdk/trireme.ts'
import { openBrowser, screenshot, type TestBrowser } from '../browser.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'

/** The whole way without a mouse: from the sign-in to a decision. */
const table = join(dirname(dirname(import.meta.dirname)), 'node_modules/vega-datasets/data/penguins.json')
const password = 'three tiers, one crew'
const home = '/projects/penguins'
/** more stops than any page has */
const mostStops = 120

let platform: TestPlatform
let browser: TestBrowser
let page: Page

before(async () => {
  platform = await startPlatform()
  browser = await openBrowser()
  page = await browser.newPage()
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
  }
})

const at = (path: string) => `${platform.url}${path}`
const main = () => page.getByRole('main')

/** Goes on with Tab until the element has the focus, and sees every stop on the way. */
async function reach(target: Locator): Promise<void> {
  for (let stops = 0; stops < mostStops; stops++) {
    if ((await target.count()) === 1 && (await target.evaluate(hasFocus))) return
    await page.keyboard.press('Tab')
    if ((await page.evaluate(hiddenFocus)) === '') continue
    // a page that is just being left takes its last stop along
    await page.waitForTimeout(300)
    assert.equal(await page.evaluate(hiddenFocus), '', `${page.url()} hides the focus`)
  }
  await screenshot(page, 'out-of-reach')
  assert.fail(`Tab does not lead to ${target.toString()} on ${page.url()}`)
}

async function write(field: Locator, words: string): Promise<void> {
  await reach(field)
  await page.keyboard.type(words)
}

async function press(control: Locator): Promise<void> {
  await reach(control)
  await page.keyboard.press('Enter')
}

/** Runs in the page. */
const hasFocus = (element: Element) => element === document.activeElement

/** Runs in the page: what has the focus, if a person cannot see that it has. */
async function hiddenFocus(): Promise<string> {
  // a mark is drawn with the next frame
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))
  const element = document.activeElement
  // the page as a whole is where a jump ends
  if (!element || element === document.body || element.id === 'page') return ''
  // what is drawn for an invisible input stands beside or around it
  const drawn = [element, element.nextElementSibling, element.parentElement, element.parentElement?.parentElement]
  const isMarked = drawn.some(one => {
    if (!one) return false
    const { outlineStyle, outlineWidth } = getComputedStyle(one)
    return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
  })
  const { top, bottom } = element.getBoundingClientRect()
  if (isMarked && bottom > 0 && top < innerHeight) return ''
  return `${isMarked ? 'out of sight' : 'without a mark'}: ${element.outerHTML.slice(0, 300)} ${top} ${bottom}`
}

test('an account is made and signed in to by keys alone', async () => {
  await page.goto(platform.signInUrl)
  await page.waitForURL(at('/welcome'))
  await write(page.getByLabel('Name'), 'Mara Lind')
  await write(page.getByLabel('E-mail'), 'mara@example.org')
  await write(page.getByRole('textbox', { name: 'Password' }), password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Welcome, Mara Lind' }).waitFor()
  await page.context().clearCookies()
  await page.goto(at('/sign-in'))
  await write(page.getByLabel('E-mail'), 'mara@example.org')
  await write(page.getByRole('textbox', { name: 'Password' }), password)
  await page.keyboard.press('Enter')
  await page.waitForURL(at('/'))
})

test('the first stop of a page jumps over the navigation', async () => {
  await page.goto(at('/'))
  await main().getByRole('heading', { level: 1 }).waitFor()
  await page.keyboard.press('Tab')
  const skip = page.getByRole('link', { name: 'Skip to the page' })
  assert(await skip.evaluate(hasFocus))
  await page.keyboard.press('Enter')
  await page.waitForFunction(() => document.activeElement?.id === 'page')
})

test('a project is written and crewed', async () => {
  await press(page.getByRole('link', { name: 'New project' }).last())
  await page.waitForURL(at('/new'))
  await write(page.getByRole('textbox', { name: 'Name', exact: true }), 'Penguins')
  await write(page.getByLabel('Goal'), 'Tell the species of a penguin from five measures.')
  await write(page.getByLabel('What is measured'), 'Species told rightly')
  await write(page.getByLabel('Unit'), '% of penguins')
  await reach(page.getByRole('radio', { name: 'lower' }))
  await page.keyboard.press('ArrowRight')
  await write(page.getByLabel('Reached by'), '06302027')
  await write(page.getByLabel('Baseline'), '44')
  await write(page.getByLabel('Target'), '95')
  const seat = page.getByRole('group', { name: 'Who sits as Data engineer' })
  await reach(seat.getByRole('radio', { name: 'Nobody yet' }))
  await page.keyboard.press('ArrowRight')
  assert(await seat.getByRole('radio', { name: 'Me', exact: true }).isChecked())
  await press(page.getByRole('button', { name: 'Create the project' }))
  await page.getByRole('heading', { name: 'Penguins is afloat' }).waitFor()
  await press(page.getByRole('link', { name: 'Open the project' }))
  await page.waitForURL(at(home))
})

test('a table is chosen with Enter and becomes a version, which is read tab by tab and talked about', async () => {
  await press(main().getByRole('link', { name: 'Data', exact: true }))
  await page.waitForURL(at(`${home}/data`))
  const choosing = page.waitForEvent('filechooser')
  await press(page.getByRole('button', { name: 'Choose a file' }))
  await (await choosing).setFiles(table)
  await page.getByRole('heading', { name: 'penguins' }).waitFor()
  await reach(page.getByRole('tab', { name: 'Profile' }))
  await page.keyboard.press('ArrowRight')
  await page.getByText('1–50 of 344').waitFor()
  await write(page.getByRole('main').getByRole('textbox', { name: 'Write a comment' }), 'Where were they counted?')
  await page.keyboard.press('Control+Enter')
  await main().getByRole('listitem').filter({ hasText: 'Where were they counted?' }).waitFor()
})

test('a decision is asked back before it is made; Escape leaves the dialog and returns to where one was', async () => {
  await askForGate()
  await page.goto(at('/'))
  await press(main().getByRole('link', { name: 'Decide' }))
  await write(page.getByLabel('Your reason'), 'The promise is clear.')
  const accept = main().getByRole('button', { name: 'Accept' })
  await press(accept)
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  for (let stops = 0; stops < 8; stops++) {
    await page.keyboard.press('Tab')
    assert(
      await page.evaluate(
        () => document.activeElement === document.body || !!document.activeElement?.closest('[role=dialog]'),
      ),
    )
  }
  await page.keyboard.press('Escape')
  await dialog.waitFor({ state: 'detached' })
  assert(await accept.evaluate(hasFocus))
  await page.keyboard.press('Enter')
  await press(dialog.getByRole('button', { name: 'Accept' }))
  await page.getByText('Accepted in the seat').first().waitFor()
})

/** By somebody else, as nobody decides on what they asked for. */
async function askForGate(): Promise<void> {
  const mara = await signedIn(page)
  const { invitation } = await mara.projects.takeSeat({ project: 'penguins', seat: 'data_scientist', name: 'Ravi Sen' })
  const other = await browser.newPage()
  await other.goto(invitation ?? '')
  await other.getByRole('navigation', { name: 'Main' }).waitFor()
  const ravi = await signedIn(other)
  await ravi.requests.create({
    project: 'penguins',
    kind: 'gate',
    subject: { kind: 'gate', id: 'G0' },
    reason: 'The goal and its number stand.',
  })
}

async function signedIn(reader: Page) {
  const [cookie] = await reader.context().cookies()
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: platform.url }
  return connect({ url: platform.url, headers: () => headers })
}
