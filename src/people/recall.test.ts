import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openHub } from '../events/hub.ts'
import { openRecall } from './recall.ts'

test('an answer is remembered until something happens, and for a second at most', async () => {
  const hub = openHub()
  let now = 0
  let asked = 0
  const recall = openRecall<number>({ hub, clock: { now: () => now } })
  const ask = () => recall('who', async () => ++asked)
  assert.deepEqual([await ask(), await ask()], [1, 1])
  hub.ring()
  assert.equal(await ask(), 2)
  now += 1_000
  assert.equal(await ask(), 3)
})

test('an answer that was on its way when something happened is not remembered, whoever asked meanwhile', async () => {
  const hub = openHub()
  const recall = openRecall<string>({ hub, clock: { now: () => 0 } })
  const late = Promise.withResolvers<string>()
  const first = recall('token', () => late.promise)
  hub.ring() // the token is revoked
  await recall('another', async () => 'asked in between')
  late.resolve('may do everything')
  assert.equal(await first, 'may do everything')
  assert.equal(await recall('token', async () => 'may do nothing'), 'may do nothing')
})

test('a refusal is not remembered', async () => {
  const recall = openRecall<string>({ hub: openHub(), clock: { now: () => 0 } })
  await assert.rejects(recall('token', () => Promise.reject(new Error('no'))))
  assert.equal(await recall('token', async () => 'yes'), 'yes')
})
