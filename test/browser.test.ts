import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { createServer, type RequestListener } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test, type TestContext } from 'node:test'
import { checkAccess, openBrowser, screenshot } from './browser.ts'

const policy = "default-src 'self'; script-src 'self'; img-src 'self' data:"
const page = (body: string) =>
  `<!doctype html><html lang="en"><title>Harbour</title><link rel="icon" href="data:,"><main><h1>Harbour</h1>${body}</main></html>`

async function startSite(t: TestContext, pages: Record<string, string>): Promise<string> {
  const answer: RequestListener = ({ url = '' }, response) => {
    const body = pages[url]
    response.writeHead(body === undefined ? 404 : 200, {
      'content-type': 'text/html',
      'content-security-policy': policy,
    })
    response.end(body)
  }
  const server = createServer(answer).listen(0, '127.0.0.1')
  t.after(() => server.close())
  await once(server, 'listening')
  const address = server.address()
  assert(typeof address === 'object' && address !== null)
  return `http://127.0.0.1:${address.port}`
}

test('a clean page passes axe under a strict policy, and its picture is kept where one asks for it', async t => {
  const site = await startSite(t, { '/': page('<p>All is well.</p>') })
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'))
  t.after(() => rm(folder, { recursive: true }))
  t.mock.property(process, 'env', { ...process.env, SCREENSHOTS: folder })
  const browser = await openBrowser()
  const clean = await browser.newPage({ width: 390, scheme: 'dark', lang: 'zh-CN' })
  await clean.goto(site)
  assert.equal(await clean.evaluate(() => navigator.language), 'zh-CN')
  await checkAccess(clean)
  await screenshot(clean, 'harbour')
  await browser.close()
  assert.deepEqual(await readdir(folder), ['harbour.png'])
})

test('a picture without a description fails with its rule and its place', async t => {
  const site = await startSite(t, { '/': page('<img id="mast" src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">') })
  const browser = await openBrowser()
  const faulty = await browser.newPage()
  await faulty.goto(site)
  await assert.rejects(checkAccess(faulty), /image-alt[\s\S]*mast/)
  await browser.close()
})

test('a missing file and an error in a page fail the test unless it expects them', async t => {
  const site = await startSite(t, { '/': page('<img alt="mast" src="/gone.png">') })
  const open = async () => {
    const browser = await openBrowser()
    const broken = await browser.newPage()
    await broken.goto(site)
    await broken.evaluate(() => setTimeout(() => Reflect.apply(Reflect.get(globalThis, 'nowhere'), undefined, [])))
    await broken.waitForTimeout(100)
    return browser
  }
  await assert.rejects((await open()).close(), /gone\.png[\s\S]*error thrown/)
  const lenient = await open()
  lenient.expectProblem(/gone\.png/)
  lenient.expectProblem(/error thrown/)
  await lenient.close()
})
