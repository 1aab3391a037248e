import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { startPlatform } from './platform.ts'
import { freshDatabase } from './postgres.ts'

const isUp = async (url: string) => (await fetch(`${url}/health`)).ok

test('the server starts on an empty folder, survives a kill with its data, and ends cleanly', async () => {
  const platform = await startPlatform()
  assert.match(platform.signInUrl, new RegExp(`^${platform.url}/sign-in#.{20,}$`))
  assert(await isUp(platform.url))
  assert.equal(await platform.kill('SIGKILL'), 'SIGKILL')
  await assert.rejects(isUp(platform.url))
  await platform.restart()
  assert(await isUp(platform.url))
  await platform.stop()
  assert(!existsSync(platform.dataDir))
})

test('the server starts on Postgres', async () => {
  const database = await freshDatabase()
  const platform = await startPlatform({ databaseUrl: database.url })
  assert(await isUp(platform.url))
  await platform.stop()
  await database.drop()
})

test('a second server on the same data is refused with a sentence that says so', async () => {
  const platform = await startPlatform()
  const { dataDir } = platform
  await assert.rejects(startPlatform({ dataDir }), /another trireme server/i)
  await platform.stop()
})

test('a port that is taken is said in one sentence, and the data is free again at once', async () => {
  const first = await startPlatform()
  const taken = { TRIREME_PORT: new URL(first.url).port }
  const folder = await mkdtemp(join(tmpdir(), 'taken-'))
  await assert.rejects(
    startPlatform({ dataDir: folder, env: taken }),
    /:\nPort \d+ of 127\.0\.0\.1 is taken[^]*TRIREME_PORT/,
  )
  const second = await startPlatform({ dataDir: folder })
  await second.stop()
  await first.stop()
})
