import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { z } from 'zod'
import { describeMlflow } from '../../../test/mlflow.ts'

const Begun = z.object({
  upload_id: z.string(),
  credentials: z.array(z.object({ url: z.string(), part_number: z.number() })),
})
const Signed = z.object({
  url: z.string().optional(),
  presigned_url: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  file_size: z.number().optional(),
})

const root = '/api/2.0/mlflow-artifacts'

describeMlflow('transfers', ground => {
  const newRun = async () => {
    const { run } = await ground().mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
    return run?.info.run_id ?? ''
  }
  const send = async (step: string, at: { run: string; name: string }, body: object = {}) =>
    ground().mlflow.send('POST', `${root}/mpu/${step}/0/${at.run}/artifacts/deep`, {
      body: { path: `/home/me/${at.name}`, ...body },
    })
  const begin = async (at: { run: string; name: string }, parts: number) =>
    Begun.parse(await (await send('create', at, { num_parts: parts })).json())
  const putPart = (url: string, body: Uint8Array<ArrayBuffer>) => fetch(url, { method: 'PUT', body })
  const put = async (credential: { url: string; part_number: number } | undefined, body: Uint8Array<ArrayBuffer>) => {
    assert(credential)
    const answer = await putPart(credential.url, body)
    assert.equal(answer.status, 200, await answer.text())
    return { part_number: credential.part_number, etag: answer.headers.get('etag'), url: credential.url }
  }
  const read = (at: { run: string; name: string }, headers: Record<string, string> = {}) =>
    ground().mlflow.send('GET', `${root}/artifacts/0/${at.run}/artifacts/deep/${encodeURIComponent(at.name)}`, {
      headers,
    })
  const waiting = () => {
    const folder = join(ground().inside.dataDir, 'uploads')
    return existsSync(folder) ? readdir(folder) : []
  }

  test('parts in any order become the file, once all are there and their tags are right', async () => {
    const at = { run: await newRun(), name: '50% a+b #1 ü.bin' }
    const bytes = randomBytes(2_500_000)
    const { upload_id, credentials } = await begin(at, 3)
    const [first, second, third] = credentials
    const tags = [await put(third, bytes.subarray(2_000_000)), await put(first, bytes.subarray(0, 1_000_000))]
    const early = await send('complete', at, { upload_id, parts: tags })
    assert.equal(early.status, 400)
    assert.match(await early.text(), /1 of 3 parts/)
    assert.equal((await read(at)).status, 404)
    await put(second, randomBytes(1_000_000))
    const again = await put(second, bytes.subarray(1_000_000, 2_000_000))
    const wrong = await send('complete', at, { upload_id, parts: [...tags, { ...again, etag: '"other"' }] })
    assert.equal(wrong.status, 400)
    const parts = [...tags, again]
    const done = await Promise.all([1, 2].map(() => send('complete', at, { upload_id, parts })))
    assert.deepEqual(
      done.map(({ status }) => status),
      [200, 200],
    )
    assert.equal((await send('complete', at, { upload_id, parts })).status, 200)
    const found = Buffer.from(await (await read(at)).arrayBuffer())
    assert(found.equals(bytes))
    assert.equal((await read(at)).headers.get('etag'), `"sha256:${createHash('sha256').update(bytes).digest('hex')}"`)
  })

  test('an upload is for its file alone, and nothing is left of one that is given up', async () => {
    const at = { run: await newRun(), name: 'a.bin' }
    const before = await waiting()
    const { upload_id, credentials } = await begin(at, 1)
    const parts = [await put(credentials[0], randomBytes(10))]
    assert.equal((await send('complete', { ...at, name: 'b.bin' }, { upload_id, parts })).status, 404)
    assert.equal((await send('complete', { ...at, run: await newRun() }, { upload_id, parts })).status, 404)
    assert.equal((await send('abort', { ...at, name: 'b.bin' }, { upload_id })).status, 404)
    assert.equal((await send('abort', at, { upload_id })).status, 200)
    assert.equal((await send('complete', at, { upload_id, parts })).status, 404)
    assert.equal((await putPart(credentials[0]?.url ?? '', randomBytes(10))).status, 404)
    assert.deepEqual(await waiting(), before)
    for (const num_parts of [0, 10_001, 1.5]) assert.equal((await send('create', at, { num_parts })).status, 400)
    assert.equal((await send('create', { ...at, run: '0'.repeat(32) }, { num_parts: 1 })).status, 404)
  })

  test('parts survive a restart of the server', async () => {
    const at = { run: await newRun(), name: 'kept.bin' }
    const bytes = randomBytes(20)
    const { upload_id, credentials } = await begin(at, 2)
    const first = await put(credentials[0], bytes.subarray(0, 10))
    await ground().inside.restart()
    const { url } = ground().inside
    const moved = (given = '') => given.replace(new URL(given).origin, url)
    const second = await put({ url: moved(credentials[1]?.url), part_number: 2 }, bytes.subarray(10))
    const path = `${url}${root}/mpu/complete/0/${at.run}/artifacts/deep`
    const headers = { Authorization: `Bearer ${ground().mlflow.token}`, 'Content-Type': 'application/json' }
    const body = JSON.stringify({ path: at.name, upload_id, parts: [first, second] })
    assert.equal((await fetch(path, { method: 'POST', headers, body })).status, 200)
    const file = await fetch(`${url}${root}/artifacts/0/${at.run}/artifacts/deep/${at.name}`, { headers })
    assert(Buffer.from(await file.arrayBuffer()).equals(bytes))
  })
})

describeMlflow('signed addresses', ground => {
  const newRun = async () => {
    const { run } = await ground().mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
    return run?.info.run_id ?? ''
  }
  const sign = async (way: 'upload' | 'download', body: object) => {
    const answer = await ground().mlflow.send('POST', `/api/2.0/mlflow/artifacts/presigned-${way}-url`, { body })
    assert.equal(answer.status, 200, await answer.clone().text())
    return Signed.parse(await answer.json()).presigned_url ?? ''
  }
  const status = async (url: string, init?: RequestInit) => (await fetch(url, init)).status

  test('a signed address does what it was signed for, without a token, and only unchanged', async () => {
    const run_id = await newRun()
    const up = await sign('upload', { run_id, path: 'in/a b.txt' })
    assert.equal(await status(up, { method: 'PUT', body: 'hello world' }), 200)
    assert.equal(await status(up), 403)
    const down = await sign('download', { run_id, path: 'in/a b.txt' })
    const file = await fetch(down, { headers: { Range: 'bytes=6-10' } })
    assert.deepEqual([file.status, await file.text()], [206, 'world'])
    assert.match(file.headers.get('content-disposition') ?? '', /^attachment/)
    assert.equal(file.headers.get('content-security-policy'), 'sandbox')
    assert.equal(await status(down, { method: 'PUT', body: 'x' }), 403)
    for (const [name, value] of [
      ['until', '99999999999999'],
      ['signature', 'AAAA'],
      ['token', 'tok_other'],
      ['project', 'prj_other'],
      ['digest', `sha256:${'0'.repeat(64)}`],
      ['size', '5'],
    ] as const) {
      const changed = new URL(down)
      changed.searchParams.set(name, value)
      assert.equal(await status(changed.href), 403, name)
    }
    assert.equal(await status(down.replace('a%20b.txt', 'c.txt')), 403)
    assert.equal(await status(down.split('?')[0] ?? ''), 403)
    const short = await sign('download', { run_id, path: 'in/a b.txt', expiration: 1 })
    await new Promise(resolve => setTimeout(resolve, 1_100))
    assert.equal(await status(short), 403)
  })

  test('an address gives the bytes that it was signed for, whatever lies there now', async () => {
    const run_id = await newRun()
    await fetch(await sign('upload', { run_id, path: 'a.txt' }), { method: 'PUT', body: 'first' })
    const first = await sign('download', { run_id, path: 'a.txt' })
    await fetch(await sign('upload', { run_id, path: 'a.txt' }), { method: 'PUT', body: 'second' })
    assert.equal(await (await fetch(first)).text(), 'first')
    assert.equal(await (await fetch(await sign('download', { run_id, path: 'a.txt' }))).text(), 'second')
  })

  test('an address ends with the token that it was signed for', async () => {
    const { inside, mlflow } = ground()
    const { token, secret } = await inside.owner.tokens.create({
      project: mlflow.project,
      name: 'short',
      rights: ['*'],
    })
    const run_id = await newRun()
    const headers = { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' }
    const body = JSON.stringify({ run_id, path: 'a.txt' })
    const path = `${inside.url}/api/2.0/mlflow/artifacts/presigned-upload-url`
    const { presigned_url: up = '' } = Signed.parse(await (await fetch(path, { method: 'POST', headers, body })).json())
    assert.equal(await status(up, { method: 'PUT', body: 'x' }), 200)
    await inside.owner.tokens.revoke({ project: mlflow.project, token: token.id })
    assert.equal(await status(up, { method: 'PUT', body: 'x' }), 401)
  })

  test('small files are said to come in one piece, and what is not there is 404', async () => {
    const run_id = await newRun()
    await fetch(await sign('upload', { run_id, path: 'a.txt' }), { method: 'PUT', body: 'x' })
    const at = (name: string) => ground().mlflow.send('GET', `${root}/presigned/0/${run_id}/artifacts/${name}`)
    const said = Signed.parse(await (await at('a.txt')).json())
    assert.equal(said.file_size, undefined)
    assert.equal(await (await fetch(said.url ?? '')).text(), 'x')
    assert.equal((await at('none.txt')).status, 404)
    const bad = { run_id, path: 'a.txt', expiration: 0 }
    assert.equal(
      (await ground().mlflow.send('POST', '/api/2.0/mlflow/artifacts/presigned-download-url', { body: bad })).status,
      400,
    )
    const both = { run_id, model_id: 'm-1', path: 'a.txt' }
    assert.equal(
      (await ground().mlflow.send('POST', '/api/2.0/mlflow/artifacts/presigned-upload-url', { body: both })).status,
      400,
    )
  })
})
