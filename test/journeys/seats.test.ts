import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { connect, type Trireme } from '../../src/sdk/trireme.ts'
import type { Seat } from '../../src/people/seats.ts'
import { checkAccess, openBrowser, screenshot, type TestBrowser } from '../browser.ts'
import { registerFiles } from '../models.ts'
import { mlflowCalls, type MlflowCalls } from '../mlflow.ts'
import { startPlatform, type TestPlatform } from '../platform.ts'

/** Five people, each with an account and a browser of their own, in the seats between which work and promises go. */
const project = 'harbour'

type Person = { page: Page; api: Trireme }
let platform: TestPlatform
let browser: TestBrowser
let manager: Person
let stakeholder: Person
let scientist: Person
let engineer: Person
let operator: Person
let mlflow: MlflowCalls

const urlOf = (path: string) => `${platform.url}/projects/${project}/${path}`

async function arrive(link: string, width = 1440): Promise<Person> {
  const page = await browser.newPage(width < 600 ? { width, height: 844 } : {})
  await page.goto(link)
  await page.waitForURL(url => !url.pathname.startsWith('/sign-in'))
  const [cookie] = await page.context().cookies()
  const headers = { Cookie: `${cookie?.name}=${cookie?.value}`, Origin: platform.url }
  return { page, api: connect({ url: platform.url, headers: () => headers }) }
}

before(async () => {
  platform = await startPlatform()
  browser = await openBrowser()
  manager = await arrive(platform.signInUrl)
  await manager.api.projects.create({ name: 'Harbour', slug: project })
  const seat = async (name: string, at: Seat, width?: number) => {
    const { invitation } = await manager.api.projects.takeSeat({ project, seat: at, name })
    return arrive(invitation ?? '', width)
  }
  stakeholder = await seat('Ingrid', 'stakeholder', 390)
  scientist = await seat('Ada', 'data_scientist')
  engineer = await seat('Ravi', 'ml_engineer')
  operator = await seat('Mo', 'mlops_engineer')
  const { secret } = await scientist.api.tokens.create({ project, name: 'script', rights: ['*'] })
  mlflow = mlflowCalls({ url: platform.url, token: secret, project })
  await registerFiles(mlflow, 'tides', { MLmodel: 'flavors: {}\n' })
})

after(async () => {
  try {
    await browser.close()
  } finally {
    await platform.stop()
  }
})

test('a stakeholder on a phone accepts a gate with one click, once charter, KPI and worth are there', async () => {
  const { page } = stakeholder
  await manager.api.charter.put({ project, goal: 'Arrive before the storm' })
  const targetDate = '2040-01-01'
  await manager.api.charter.addKpi({
    ...{ project, name: 'Late', unit: 'h', direction: 'lower' as const },
    ...{ baseline: 9, target: 3, targetDate },
  })
  await manager.api.drivers.worth({
    ...{ project, kind: 'error' as const, currency: 'EUR', cases: 100, adoption: [0.5, 1], runCost: [1, 2] },
    ...{ peopleCost: [1, 2], baseline: 9, perUnit: [10, 20] },
  })
  await page.goto(urlOf('room'))
  await page.getByText('Arrive before the storm').waitFor()
  await page.getByText('Is it worth doing?').waitFor()
  await screenshot(page, 'seats-room.390')
  await checkAccess(page)
  await page.getByRole('button', { name: 'Accept G0' }).click()
  await page.getByRole('button', { name: 'Accept G0' }).waitFor({ state: 'detached' })
  const { gates } = await manager.api.gates.course({ project })
  assert.equal(gates.find(({ name }) => name === 'G0')?.decision?.decision, 'go')
  await manager.page.goto(urlOf('charter'))
  await manager.page.getByText('Ingrid passed G0 on').waitFor()
  assert.equal(await manager.page.getByText('ask for G0').count(), 0)
})

test('what is promised from the charter is accepted on the phone, and said to be kept by that side', async () => {
  const { page } = manager
  await page.goto(urlOf('goals'))
  await page.getByRole('button', { name: 'Promise something' }).click()
  await page.getByLabel('In plain words').fill('Ships arrive three hours earlier')
  await page.getByLabel(/^By/).fill('2039-12-01')
  await page.getByLabel('Odds in percent').fill('70')
  await page.getByRole('button', { name: 'Give the promise' }).click()
  await page.getByText('offered, not accepted yet').waitFor()
  await stakeholder.page.goto(urlOf('room'))
  await stakeholder.page.getByRole('button', { name: 'Accept', exact: true }).click()
  await stakeholder.page.getByRole('button', { name: 'Accept', exact: true }).waitFor({ state: 'detached' })
  await stakeholder.page.goto(urlOf('goals'))
  await stakeholder.page.getByRole('button', { name: 'Record' }).click()
  await checkAccess(stakeholder.page)
  await stakeholder.page.getByLabel('Value reached').fill('3')
  await stakeholder.page.getByRole('dialog').getByRole('button', { name: 'Record' }).click()
  await page.getByText('Kept', { exact: true }).waitFor()
  assert.equal((await manager.api.promises.list({ project })).promises[0]?.state, 'kept')
})

const describe = (description: string) =>
  mlflow.send('PATCH', '/api/2.0/mlflow/model-versions/update', { body: { name: 'tides', version: '1', description } })

test('a handoff goes back with a reason, is repaired, and is taken over', async () => {
  const { page } = scientist
  await page.goto(urlOf('models/tides/1'))
  await page.getByRole('button', { name: 'Hand over' }).click()
  await page.getByRole('combobox', { name: 'To the seat' }).selectOption('ML engineer')
  await page.getByLabel('What should they know?').fill('Ready for the pipeline')
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()
  await page.getByRole('heading', { level: 1 }).filter({ hasText: 'tides' }).waitFor()
  const [asked] = (await engineer.api.inbox.list({})).requests
  const request = `requests/${asked?.id}`

  await engineer.page.goto(urlOf(request))
  await engineer.page.getByRole('button', { name: 'Return' }).click()
  await engineer.page.getByLabel('Why it goes back').selectOption('The card is empty')
  await checkAccess(engineer.page)
  await engineer.page.getByRole('button', { name: 'Return' }).click()
  await engineer.page.getByText('Returned').first().waitFor()

  await describe('For tides below four metres')
  await page.goto(urlOf(request))
  await page.getByRole('button', { name: 'Hand over again' }).click()
  await page.getByLabel('What should they know?').fill('The card is written')
  await page.getByRole('dialog').getByRole('button', { name: 'Hand over' }).click()
  await page.waitForURL(url => url.pathname.includes('/requests/') && !url.pathname.endsWith(request))
  await engineer.page.goto(page.url())
  await engineer.page.getByRole('button', { name: 'Accept', exact: true }).click()
  await engineer.page.getByRole('dialog').getByRole('button', { name: 'Accept' }).click()
  await engineer.page.getByText('Accepted in the seat “ML engineer”').first().waitFor()
  await engineer.page.goto(urlOf('handoffs'))
  await engineer.page
    .getByTitle(/1 of 2/)
    .first()
    .waitFor()
})

/** With SCREENSHOTS each of the five also looks at every page of the project, kept as pictures. */
const tour = process.env['SCREENSHOTS']
  ? ['goals', 'hypotheses', 'data', 'models', 'requests', 'endpoints', 'room', 'people', 'duties', 'settings']
  : []

test('each of the five finds their desk, the project and its insights, and nobody is kept out', async () => {
  const inside = tour.map(name => [name, `/projects/${project}/${name}`] as const)
  const pages = [
    ['home', '/'],
    ['project', `/projects/${project}`],
    ['insights', `/insights?project=${project}`],
  ] as const
  for (const [name, { page }] of Object.entries({ manager, stakeholder, scientist, engineer, operator })) {
    for (const [place, path] of [...inside, ...pages]) {
      await page.goto(`${platform.url}${path}`)
      await page.getByRole('main').getByRole('heading', { level: 1 }).waitFor()
      await page.waitForFunction(() => document.querySelector('[aria-busy="true"]') === null)
      await screenshot(page, `seats-${name}-${place}`)
    }
    await checkAccess(page)
  }
})
