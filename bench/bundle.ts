import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { openBrowser } from '../test/browser.ts'
import { tell } from './tools/figures.ts'
import { openGround } from './tools/ground.ts'

/** What a browser loads for its first page: scripts and styles as they cross the network when compressed. */

const ground = await openGround()
const browser = await openBrowser()
try {
  const page = await browser.newPage()
  const [name = '', value = ''] = ground.cookie.split('=')
  await page.context().addCookies([{ name, value, url: ground.url }])
  const sizes = new Map<string, { raw: number; gzip: number; kind: string }>()
  page.on('response', async answer => {
    const kind = answer.request().resourceType()
    if (!['script', 'stylesheet', 'font'].includes(kind)) return
    const body = await answer.body()
    sizes.set(answer.url(), { raw: body.length, gzip: kind === 'font' ? body.length : gzipSync(body).length, kind })
  })
  await page.goto(`${ground.url}/`)
  await page.getByRole('main').waitFor()
  // the live stream stays open, so the network is never idle
  await sleep(2_000)
  const sum = (of: 'raw' | 'gzip', kinds: string[]) =>
    [...sizes.values()].reduce((total, one) => total + (kinds.includes(one.kind) ? one[of] : 0), 0) / 1_000
  const code = ['script', 'stylesheet']
  tell({
    what: 'scripts and styles of the first page, gzip',
    value: sum('gzip', code),
    unit: 'kB',
    goal: { atMost: 250 },
    beside: `${sum('raw', code).toFixed(0)} kB before, fonts ${sum('raw', ['font']).toFixed(0)} kB, ${sizes.size} files`,
  })
} finally {
  await browser.close()
  await ground.stop()
}
