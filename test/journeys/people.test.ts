import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { connect, type Trireme } from '../../src/sdk/trireme.ts'
import { checkAccess, openBrowser, screenshot, type TestBrowser } from '../browser.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'
import { look } from './eyes.ts'

/** An empty installation gets its people; one is brought in, and another is seen off. */
let platform: TestPlatform
let browser: TestBrowser
let page: Page
let owner: Trireme

const crew = `name,email,title,department,reports_to,teams
Ada Ash,ada@example.org,Head of science,Science,,
Bo Birch,bo@example.org,Data engineer,Science / Vision,ada@example.org,Ranking
Cy Cedar,cy@example.org,Data engineer,Science / Vision,bo@example.org,Ranking
Odd,no-address,,,,`

before(async () => {
  platform = await startPlatform()
  browser = await openBrowser()
  page = await browser.newPage()
  await page.goto(platform.signInUrl)
  await page.getByRole('navigation', { name: 'Main' }).waitFor()
  owner = await signedIn(page)
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
  }
})

async function signedIn(at: Page): Promise<Trireme> {
  const [cookie] = await at.context().cookies()
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: platform.url }
  return connect({ url: platform.url, headers: () => headers })
}

const idOf = async (name: string) => (await owner.users.list({ q: name })).users[0]?.id ?? ''

/** The first of the names that fit, once the field of people offers them. */
async function pick(label: string, words: string): Promise<void> {
  await page.getByRole('combobox', { name: label, exact: true }).fill(words)
  await page.getByRole('option', { name: words }).first().click()
}

test('a table of people is looked at row by row before it is taken', async () => {
  await page.goto(`${platform.url}/people/begin`)
  await page.getByLabel('Names of departments').fill('Science\nEngineering')
  await page.getByRole('button', { name: 'Make them' }).first().click()
  await page.getByText('2 there').waitFor()
  await look(page, 'people-begin')
  await page.getByRole('link', { name: 'Import a table' }).click()
  await page.getByRole('heading', { level: 1, name: 'Import people' }).waitFor()
  const file = { name: 'crew.csv', mimeType: 'text/csv', buffer: Buffer.from(crew) }
  await page.locator('input[type=file]').setInputFiles(file)
  await page.getByText('3 new, 0 changed, 0 as before, 1 refused').waitFor()
  await page.getByText('"no-address" is no e-mail').waitFor()
  await look(page, 'people-import')
  await page.getByRole('button', { name: 'Import 3 rows' }).click()
  await page.getByText('Nobody is invited by an import').waitFor()
})

test('the organisation is a tree, by department and by line', async () => {
  await page.getByRole('navigation', { name: 'People' }).getByRole('link', { name: 'Organisation' }).click()
  await page.getByRole('button', { name: /Vision 2 people/ }).waitFor()
  await look(page, 'people-organisation')
  await page.getByText('By reporting line').click()
  await page.getByRole('button', { name: /Ada Ash 2 people/ }).waitFor()
  await look(page, 'people-lines')
})

test('somebody is brought in, and finds the first steps of the seat on the desk', async () => {
  await owner.projects.create({ name: 'Harbour', slug: 'harbour' })
  await page.goto(`${platform.url}/people`)
  await page.getByRole('button', { name: 'Bring somebody in' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Jo Juniper')
  await page.getByRole('combobox', { name: 'Team', exact: true }).selectOption('Ranking')
  await page.getByRole('combobox', { name: 'Project', exact: true }).selectOption('Harbour')
  await page.getByRole('combobox', { name: 'Seat', exact: true }).selectOption('Data scientist')
  // a phone's page has its actions elsewhere, so that the dialog is looked at as it is
  await screenshot(page, 'people-joiner.1440')
  await checkAccess(page)
  await page.getByRole('button', { name: 'Bring in and make a link' }).click()
  await page.getByRole('heading', { name: 'Jo Juniper is expected' }).waitFor()
  const link = await page.getByText('/sign-in#').innerText()
  const jo = await browser.newPage()
  await jo.goto(link)
  await jo.waitForURL(/\/welcome/)
  await jo.goto(`${platform.url}/`)
  await jo.getByRole('heading', { name: 'Your first steps' }).waitFor()
  await jo.getByRole('link', { name: 'Open a first hypothesis' }).waitFor()
  await look(jo, 'people-first-steps')
  await (await signedIn(jo)).hypotheses.create({ project: 'harbour', title: 'Tides matter' })
  // done by itself, without a reload
  await jo.getByRole('link', { name: 'Open a first hypothesis' }).waitFor({ state: 'detached' })
})

test('a team shows its people and what it is to others', async () => {
  await page.goto(`${platform.url}/people/teams`)
  await page.getByRole('button', { name: 'New team' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Rails')
  await page.getByRole('combobox', { name: 'Kind', exact: true }).selectOption('Platform')
  await page.getByRole('button', { name: 'Make the team' }).click()
  await page.getByRole('heading', { level: 1, name: 'Rails' }).waitFor()
  await pick('Add a person', 'Ada')
  await page.getByRole('button', { name: 'Add', exact: true }).click()
  await page.getByText('one person').waitFor()
  await page.getByRole('button', { name: 'Add a team' }).click()
  await page.getByRole('combobox', { name: 'The other team', exact: true }).selectOption('Ranking')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByText('serves').waitFor()
  await look(page, 'people-team')
  await page.goto(`${platform.url}/people/teams`)
  await page.getByRole('link', { name: 'Rails' }).waitFor()
  await look(page, 'people-teams')
})

test('a leaver cannot go while a seat and a report have no new owner, then goes', async () => {
  const bo = await idOf('Bo Birch')
  const cy = await idOf('Cy Cedar')
  await owner.projects.takeSeat({ project: 'harbour', seat: 'data_engineer', userId: bo })
  await page.goto(`${platform.url}/people/${bo}`)
  await page.getByRole('heading', { level: 1, name: 'Bo Birch' }).waitFor()
  await look(page, 'people-person')
  await page.getByRole('link', { name: 'Leaver’s walk' }).click()
  await page.getByRole('heading', { name: '2 things need a new owner' }).waitFor()
  await page.getByText('Hand over the 2 things').waitFor()
  assert.equal(await page.getByRole('button', { name: 'See off' }).isDisabled(), true)
  await look(page, 'people-leaving')
  await pick('New owner', 'Ada')
  await page.getByRole('button', { name: 'Hand over' }).click()
  await page.getByRole('heading', { name: 'Nothing is left to hand over' }).waitFor()
  await page.getByRole('button', { name: 'See off' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'See off' }).click()
  await page.getByText('Bo Birch has left. Nothing is left behind.').waitFor()
  const seen = await owner.lines.person({ user: cy })
  assert.equal(seen.reportsTo?.name, 'Ada Ash')
})

test('who left is erased after a look at what goes, by typing the name, and the chain is still whole', async () => {
  const bo = await idOf('Bo Birch')
  await page.getByRole('link', { name: 'Erase what says who this was' }).click()
  await page.getByRole('heading', { level: 1, name: 'Erase Bo Birch' }).waitFor()
  await page.getByText('the log names ids only').waitFor()
  const erase = page.getByRole('button', { name: 'Erase for good' })
  assert.equal(await erase.isDisabled(), true)
  await look(page, 'people-erase')
  await page.getByLabel('Type “Bo Birch” to confirm').fill('Bo Birch')
  await erase.click()
  await page.getByRole('heading', { level: 1, name: 'Erased person' }).waitFor()
  await page.getByRole('button', { name: 'Look whether the chain is whole' }).click()
  await page.getByText(/The chain of \d+ events is whole/).waitFor()
  await look(page, 'people-erased')
  assert.equal((await owner.lines.person({ user: bo })).person.name, 'Erased person')
})

test('working hours are said for everybody and for oneself, and say which of the next days are free', async () => {
  await page.goto(`${platform.url}/people/hours`)
  const forAll = page.getByRole('region', { name: 'Of the organisation' })
  await forAll.getByLabel('Holidays').fill('2026-12-25\nsoon')
  await forAll.getByText('No dates: soon').waitFor()
  await forAll.getByLabel('Holidays').fill('2026-12-25')
  await forAll.getByLabel('Friday').uncheck()
  await forAll.getByRole('button', { name: 'Save' }).click()
  await forAll.getByText('8 working days, 64 hours').waitFor()
  const mine = page.getByRole('region', { name: 'Mine' })
  await mine.getByText('8 working days, 64 hours').waitFor()
  await mine.getByLabel('My days and hours differ').check()
  await mine.getByLabel('Monday').uncheck()
  await mine.getByRole('button', { name: 'Save' }).click()
  await mine.getByText('6 working days, 48 hours').waitFor()
  await look(page, 'people-hours')
  assert.deepEqual((await owner.calendar.mine()).inForce, {
    timeZone: 'UTC',
    days: [2, 3, 4],
    from: '09:00',
    until: '17:00',
    holidays: ['2026-12-25'],
  })
})

test('duties are said on a matrix beside what acts show, and a conflict is named at once', async () => {
  await page.goto(`${platform.url}/projects/harbour/people`)
  await page.getByRole('link', { name: 'Say who does what' }).click()
  await page.getByRole('heading', { level: 1, name: 'Duties' }).waitFor()
  await page.getByLabel('Gates: Data scientist').selectOption('A answers')
  await page.getByText('Data scientist answers for it without the right to do it').waitFor()
  await look(page, 'duties')
  await page.getByLabel('Gates: Data scientist').selectOption('–')
  await page.getByLabel('Gates: Stakeholder').selectOption('A answers')
  await page.getByText('without the right to do it').waitFor({ state: 'detached' })
  await page.getByRole('button', { name: 'Experiments: say it as it is done' }).click()
  await page.getByRole('button', { name: 'Experiments: say it as it is done' }).waitFor({ state: 'detached' })
  const saysR = page.locator('select:has(option[value="R"]:checked)')
  await page.getByLabel('Experiments: Data scientist').and(saysR).waitFor()
  await page.getByRole('link', { name: 'R 1' }).click()
  await page.getByRole('heading', { level: 1, name: 'Timeline' }).waitFor()
})

test('axe finds no fault in the dark, and the words are there in Chinese', async () => {
  await page.emulateMedia({ colorScheme: 'dark' })
  for (const path of ['/people', '/people/teams', '/people/import', '/people/begin', '/people/hours']) {
    await page.goto(`${platform.url}${path}`)
    await look(page, `people-dark${path.replaceAll('/', '-')}`)
  }
  const chinese = await browser.newPage({ lang: 'zh-CN' })
  await chinese.goto((await owner.users.invite({ user: await idOf('Ada') })).url)
  await chinese.waitForURL(/\/welcome/)
  await chinese.goto(`${platform.url}/people`)
  await chinese.getByRole('heading', { level: 1, name: '组织' }).waitFor()
})
