import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { connect, type Trireme } from '../../src/sdk/trireme.ts'
import { openBrowser, type TestBrowser } from '../browser.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { look } from './eyes.ts'

/** Work and wishes go from seat to seat, and are answered from the keyboard. */
let platform: TestPlatform
let browser: TestBrowser
let page: Page
let owner: Trireme
let guest: Page

const signedIn = async (at: Page): Promise<Trireme> => {
  const [cookie] = await at.context().cookies()
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: platform.url }
  return connect({ url: platform.url, headers: () => headers })
}

before(async () => {
  platform = await startPlatform()
  browser = await openBrowser()
  page = await browser.newPage()
  await page.goto(platform.signInUrl)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  owner = await signedIn(page)
  await owner.projects.create({ name: 'Harbour', slug: 'harbour' })
  const user = await owner.users.create({ name: 'Gus Gull' })
  const { url } = await owner.users.invite({ user: user.id })
  guest = await browser.newPage()
  await guest.goto(url)
  await guest.getByRole('navigation', { name: 'Main' }).waitFor()
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
  }
})

test('whoever opens a project of others asks for a seat in it', async () => {
  await guest.goto(`${platform.url}/projects/harbour`)
  await guest.getByRole('heading', { name: 'You do not sit in this project' }).waitFor()
  await guest.getByLabel('What do you need it for?').fill('The storm model')
  await look(guest, 'access-ask')
  await guest.getByRole('button', { name: 'Ask for a seat' }).click()
  await guest.getByText('It waits for the seat “Project manager”').waitFor()
})

test('the manager accepts it in the inbox with the keyboard, and the project opens', async () => {
  await page.goto(`${platform.url}/inbox`)
  await page.getByRole('link', { name: 'Decide on access to Harbour: data scientist' }).waitFor()
  await look(page, 'inbox')
  await page.keyboard.press('j')
  await page.keyboard.press('a')
  await page.getByText('Nothing waits for you.').waitFor()
  await guest.goto(`${platform.url}/projects/harbour/handoffs`)
  await guest.getByText('Nothing was handed over yet').waitFor()
  await look(guest, 'handoffs-empty')
})

test('a change of scope is proposed, and stands in its history once the stakeholder accepted it', async () => {
  await owner.projects.takeSeat({ project: 'harbour', seat: 'stakeholder', userId: (await owner.sessions.me()).id })
  await guest.goto(`${platform.url}/projects/harbour/scope`)
  await guest.getByRole('button', { name: 'Propose a change' }).click()
  await guest.getByLabel('What changes').fill('South pier too')
  await guest.getByLabel('What it does to the promise').fill('Four weeks later')
  await guest.getByLabel('Why').fill('The harbour grew')
  await guest.getByRole('button', { name: 'Ask the stakeholder' }).click()
  await guest.getByRole('heading', { level: 1, name: 'South pier too' }).waitFor()
  const [request] = (await owner.inbox.list({})).requests
  await owner.requests.accept({ project: 'harbour', request: request?.id ?? '' })
  await guest.goto(`${platform.url}/projects/harbour/scope`)
  await guest.getByText('Four weeks later').waitFor()
  await look(guest, 'scope')
  assert.equal(request?.kind, 'scope-change')
})
