import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { Page } from 'playwright-core'
import { openBrowser } from '../test/browser.ts'
import { startPlatform } from '../test/platform.ts'
import { tell } from './tools/figures.ts'

/**
 * Every page of the finished demo, opened anew in a real browser: when something is first and last painted, how far the
 * layout jumps, what crosses the network, and how long the server works for its data.
 *
 *     node bench/pages.ts
 */

const rounds = 3
/** no page may move more than this under the reader's eyes (Web Vitals calls 0.1 good) */
const mostShift = 0.02
const settleMs = 1_500
const phone = { width: 390, height: 844 }

const Marks = z.object({ paint: z.number(), largest: z.number(), shift: z.number() })
const Sizes = z.object({ kilobytes: z.number(), serverMs: z.number() })
type Visit = z.infer<typeof Marks> & z.infer<typeof Sizes> & { phoneShift: number }

const platform = await startPlatform({ env: { TRIREME_DEMO: 'on', TRIREME_LOG: 'error' } })
const browser = await openBrowser()
try {
  await platform.line(/^demo (done|stopped)/)
  const page = await browser.newPage()
  await page.addInitScript(watchLayout)
  await page.goto(platform.signInUrl)
  await page.getByRole('navigation').first().waitFor()
  const places = await placesOf(page)
  console.log('page                first paint  largest   shift  on phone  transferred  server')
  const visits: Visit[] = []
  for (const [name, path] of Object.entries(places)) {
    const best = await bestVisit(page, `${platform.url}${path}`)
    visits.push(best)
    console.log(
      [
        name.padEnd(18),
        `${best.paint.toFixed(0)} ms`.padStart(12),
        `${best.largest.toFixed(0)} ms`.padStart(9),
        best.shift.toFixed(3).padStart(7),
        best.phoneShift.toFixed(3).padStart(9),
        `${best.kilobytes.toFixed(0)} kB`.padStart(12),
        `${best.serverMs.toFixed(0)} ms`.padStart(7),
      ].join(' '),
    )
  }
  const most = (of: keyof Visit) => Math.max(...visits.map(visit => visit[of]))
  tell({ what: 'first paint of the slowest page', value: most('paint'), unit: 'ms', goal: { atMost: 1_000 } })
  tell({ what: 'largest paint of the slowest page', value: most('largest'), unit: 'ms', goal: { atMost: 1_000 } })
  tell({
    what: 'layout shift of the page that moves most',
    value: Math.max(most('shift'), most('phoneShift')) * 100,
    unit: '%',
    goal: { atMost: mostShift * 100 },
  })
} finally {
  await browser.close()
  await platform.stop()
}

/** The best of some visits with an empty cache; shifts count at their worst. */
async function bestVisit(page: Page, address: string): Promise<Visit> {
  const visits: Omit<Visit, 'phoneShift'>[] = []
  for (let round = 0; round < rounds; round++) visits.push(await visit(page, address))
  const wide = page.viewportSize()
  await page.setViewportSize(phone)
  const { shift: phoneShift } = await visit(page, address)
  if (wide) await page.setViewportSize(wide)
  const least = (of: keyof (typeof visits)[number]) => Math.min(...visits.map(one => one[of]))
  return {
    paint: least('paint'),
    largest: least('largest'),
    shift: Math.max(...visits.map(({ shift }) => shift)),
    phoneShift,
    kilobytes: least('kilobytes'),
    serverMs: least('serverMs'),
  }
}

async function visit(page: Page, address: string): Promise<Omit<Visit, 'phoneShift'>> {
  const wire = await page.context().newCDPSession(page)
  await wire.send('Network.enable')
  await wire.send('Network.setCacheDisabled', { cacheDisabled: true })
  let bytes = 0
  wire.on('Network.loadingFinished', ({ encodedDataLength }) => (bytes += encodedDataLength))
  const answers: number[] = []
  wire.on('Network.responseReceived', ({ response }) => {
    const { timing, url } = response
    // the stream of events is answered at once and then stays open
    if (timing && new URL(url).pathname.startsWith('/api/')) answers.push(timing.receiveHeadersEnd - timing.sendEnd)
  })
  await page.goto(address)
  await page.getByRole('main').getByRole('heading').first().waitFor()
  // late data is what makes a layout jump, so wait until there is none left
  await sleep(settleMs)
  const marks = Marks.parse(await page.evaluate(readMarks))
  await wire.detach()
  return { ...marks, kilobytes: bytes / 1_000, serverMs: Math.max(0, ...answers) }
}

/** Runs in the page before anything of it. */
function watchLayout(): void {
  Object.assign(window, { shift: 0, largest: 0 })
  const shifts = new PerformanceObserver(list => {
    for (const entry of list.getEntries())
      if ('value' in entry && 'hadRecentInput' in entry && !entry.hadRecentInput)
        Object.assign(window, { shift: Number(Reflect.get(window, 'shift')) + Number(entry.value) })
  })
  shifts.observe({ type: 'layout-shift', buffered: true })
  const paints = new PerformanceObserver(list => {
    for (const entry of list.getEntries()) Object.assign(window, { largest: entry.startTime })
  })
  paints.observe({ type: 'largest-contentful-paint', buffered: true })
}

/** Runs in the page when nothing moves any more. */
function readMarks() {
  return {
    paint: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
    largest: Number(Reflect.get(window, 'largest')),
    shift: Number(Reflect.get(window, 'shift')),
  }
}

/** The demo's own things, asked for as the pages ask. */
async function placesOf(page: Page): Promise<Record<string, string>> {
  const project = '/projects/flight-delays'
  const ask = async (path: string) => (await page.request.get(`${platform.url}/api${path}`)).json()
  const Runs = z.object({ runs: z.array(z.object({ id: z.string() })).min(1) })
  const Sets = z.object({ datasets: z.array(z.object({ name: z.string() })).min(1) })
  const Models = z.object({ models: z.array(z.object({ name: z.string() })).min(1) })
  const Images = z.object({ images: z.array(z.object({ digest: z.string() })).min(1) })
  const Endpoints = z.object({ endpoints: z.array(z.object({ name: z.string() })).min(1) })
  const Requests = z.object({ requests: z.array(z.object({ id: z.string() })).min(1) })
  const [run] = Runs.parse(await ask(`${project}/runs`)).runs
  const [dataset] = Sets.parse(await ask(`${project}/datasets`)).datasets
  const [model] = Models.parse(await ask(`${project}/models`)).models
  const [image] = Images.parse(await ask(`${project}/images`)).images
  const [endpoint] = Endpoints.parse(await ask(`${project}/endpoints`)).endpoints
  const [request] = Requests.parse(await ask(`${project}/requests`)).requests
  return {
    home: '/',
    map: '/map',
    catalogue: '/catalogue',
    engines: '/backbone/engines',
    access: '/backbone/access',
    audit: '/backbone/audit',
    project,
    hypotheses: `${project}/hypotheses`,
    data: `${project}/data`,
    dataset: `${project}/data/${dataset?.name}/1`,
    runs: `${project}/runs`,
    run: `${project}/runs/${run?.id}`,
    models: `${project}/models`,
    model: `${project}/models/${model?.name}/1`,
    image: `${project}/images/${image?.digest}`,
    requests: `${project}/requests`,
    request: `${project}/requests/${request?.id}`,
    endpoints: `${project}/endpoints`,
    endpoint: `${project}/endpoints/${endpoint?.name}`,
    crew: `${project}/people`,
    timeline: `${project}/events`,
    settings: `${project}/settings`,
  }
}
