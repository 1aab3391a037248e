import assert from 'node:assert/strict'
import { getEventListeners } from 'node:events'
import { test } from 'node:test'
import { pause } from './pause.ts'

test('a pause ends in time or with its signal, and leaves nothing on it', async () => {
  const stopping = new AbortController()
  for (let turn = 0; turn < 20; turn++) await pause(1, stopping.signal)
  assert.equal(getEventListeners(stopping.signal, 'abort').length, 0)
  const paused = pause(3_600_000, stopping.signal)
  stopping.abort()
  await paused
  await pause(3_600_000, stopping.signal)
  assert.equal(getEventListeners(stopping.signal, 'abort').length, 0)
})
