import type { Page } from 'playwright-core'
import { lookTwice } from './eyes.ts'

const project = '/projects/flight-delays'

/** What a person who is signed in sees of the finished demo: one stop for each thing that it shows. */
export async function tour(page: Page, origin: string): Promise<void> {
  const visit = async (path: string) => {
    await page.goto(`${origin}${path}`)
    await page.getByRole('heading', { level: 1 }).first().waitFor()
  }
  await visit(project)
  for (const [name, stop] of Object.entries(stopsOf(await page.evaluate(promotedVersion)))) {
    await stop(page, visit)
    await lookTwice(page, `demo-${name}`)
  }
}

type Stop = (page: Page, visit: (path: string) => Promise<void>) => Promise<void>

const see = (page: Page, text: string | RegExp) => page.getByRole('main').getByText(text).first().waitFor()

/** In the page: which of the versions is live; the trainings run side by side, so any of them may be the second. */
async function promotedVersion(): Promise<number> {
  const endpoint = await fetch('/api/projects/flight-delays/endpoints/flight-delay')
  return (await endpoint.json()).live.version
}

const stopsOf = (version: number): Record<string, Stop> => ({
  async data(page, visit) {
    await visit(`${project}/data/flights/1`)
    await see(page, /^20,000 rows/)
    await page
      .getByRole('img', { name: /values from/ })
      .first()
      .waitFor()
    await page.getByRole('tab', { name: 'Rows' }).click()
    await page.getByRole('button', { name: 'Next' }).click()
    await see(page, /^51–100 of 20,000/)
  },
  async image(page, visit) {
    await visit(`${project}/runs`)
    await page.getByRole('main').getByRole('link', { name: 'boosting' }).first().click()
    await page.getByText('Made from').waitFor()
    await page.getByRole('main').locator('a[href*="/images/"]').first().click()
    await see(page, /scikit-learn/)
  },
  async training(page, visit) {
    await visit(`${project}/runs`)
    await page.getByRole('main').getByRole('link', { name: 'boosting' }).first().click()
    await page.getByRole('figure').first().waitFor()
    await see(page, /trees did best/)
    await see(page, /^Peak memory/i)
    await see(page, 'H1 The time of day tells late flights')
    await page
      .getByRole('main')
      .getByRole('link', { name: /^flight-delay v[12]$/ })
      .first()
      .waitFor()
  },
  async evaluation(page, visit) {
    await visit(`${project}/models/flight-delay/${version}`)
    await see(page, /^Better than a constant guess, and not by chance/)
    await see(page, 'judged on later rows than it learned from')
    await page.getByRole('table', { name: /by slice/ }).waitFor()
  },
  async model(page, visit) {
    await visit(`${project}/models/flight-delay/${version}`)
    await see(page, 'Re-run equal')
    await page.getByRole('tab', { name: /^Files/ }).click()
    await see(page, /\.onnx$/)
    await page.getByRole('tab', { name: 'Lineage' }).click()
    await page.getByRole('tabpanel').getByRole('link', { name: 'flights v1' }).waitFor()
  },
  async promotion(page, visit) {
    await visit(`${project}/requests?state=accepted`)
    // the same version was also handed over
    const row = page.getByRole('row').filter({ hasText: 'Promotion' })
    await row.getByRole('link', { name: `flight-delay v${version}` }).click()
    await see(page, 'Accepted in the seat “ML engineer”')
    await see(page, 'Better than the baseline')
    await see(page, 'Ravi Menon')
  },
  async endpoint(page, visit) {
    await visit(`${project}/endpoints/flight-delay`)
    await page.getByRole('button', { name: 'Predict' }).click()
    await page.getByRole('status').getByText('Probability').first().waitFor()
    await page.getByRole('figure').first().waitFor()
    await see(page, /curl -X POST/)
  },
  async story(page, visit) {
    await visit(project)
    await see(page, /Tell the operations desk/)
    await see(page, 'Late flights foreseen, % of late flights')
    await see(page, /^Blocks G\d$/)
    await page
      .getByRole('list', { name: 'From data to endpoint' })
      .getByRole('link', { name: 'flight-delay', exact: true })
      .waitFor()
    await page.getByRole('table', { name: 'What waits for whom' }).getByText('MLOps engineer').first().waitFor()
  },
  async timeline(page, visit) {
    await visit(`${project}/events`)
    await see(page, 'Ravi Menon')
  },
  async yours(page, visit) {
    await visit('/new')
    await page.getByRole('button', { name: 'Create the project' }).waitFor()
  },
  async home(page, visit) {
    await visit('/')
    await see(page, 'Flight delays')
    await see(page, /G3/)
  },
  async map(page, visit) {
    await visit('/map')
    await see(page, 'Flight delays')
  },
})
