import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daysLate, overdue, stampedIn, type Answer } from './rules.ts'

const hour = 3_600_000

test('forty working hours without an answer are too long, 39 are not; the oldest comes first', () => {
  const wait = (startedAt: number, hours: number) => ({ startedAt, workingMs: hours * hour })
  assert.deepEqual(
    overdue([wait(3, 41), wait(1, 39), wait(2, 40)]).map(({ startedAt }) => startedAt),
    [2, 3],
  )
})

test('eight grants within a quarter of an hour at the median are granted unread; one return, or seven, are not', () => {
  const answer = (minutes: number, isAccepted = true): Answer => ({
    ...{ eventId: 'evt_1', at: 0, kind: 'request', id: 'req_1', seat: 'ml_engineer' },
    ...{ isAccepted, waitedMs: minutes * 60_000 },
  })
  // sorted: 1 2 3 4 5 60 60 60; the fourth of eight is the lower median
  const quick = [5, 60, 1, 60, 2, 60, 3, 4].map(minutes => answer(minutes))
  assert.deepEqual(stampedIn(quick), { minutes: 4 })
  assert.equal(stampedIn(quick.slice(1)), undefined)
  assert.equal(stampedIn([...quick, answer(1, false)]), undefined)
  assert.equal(stampedIn([20, 60, 15, 60, 20, 60, 30, 40].map(minutes => answer(minutes))), undefined)
})

test('a promise is late by the days that begin after its date', () => {
  const day = 24 * hour
  assert.deepEqual([daysLate(5 * day, 5 * day), daysLate(5 * day, 5 * day + 1), daysLate(5 * day, 3 * day)], [0, 1, 0])
})
