import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { request } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { openTrireme, type Inside } from '../../test/inside.ts'

let inside: Inside

before(async () => (inside = await openTrireme()))
after(() => inside.close())

/** As it travels: nothing is unpacked on the way. */
function get(path: string, encodings: string) {
  return new Promise<{ encoding: string | undefined; body: Buffer }>((resolve, reject) => {
    request(`${inside.url}${path}`, { headers: { 'Accept-Encoding': encodings } }, response => {
      const encoding = response.headers['content-encoding']
      buffer(response).then(body => resolve({ encoding, body }), reject)
    })
      .on('error', reject)
      .end()
  })
}

test('the app travels packed where the browser takes it, and is the same every way', async () => {
  const { body: page } = await get('/', 'identity')
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page.toString())?.[1] ?? ''
  const plain = await get(script, 'identity')
  const brotli = await get(script, 'gzip, deflate, br')
  const gzip = await get(script, 'gzip')
  assert.deepEqual([plain.encoding, brotli.encoding, gzip.encoding], [undefined, 'br', 'gzip'])
  assert.deepEqual(brotliDecompressSync(brotli.body), plain.body)
  assert.deepEqual(gunzipSync(gzip.body), plain.body)
  assert(brotli.body.length < plain.body.length / 2)
})
