import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workingTime } from '../../users/calendar/calendar.ts'
import { quantileOf, slicesOf, type Wait } from './slices.ts'

const hour = 3_600_000
const time = workingTime({ timeZone: 'UTC', days: [1, 2, 3, 4, 5], from: '09:00', until: '17:00', holidays: [] })
const at = (text: string) => Date.parse(`2026-11-${text}Z`)
const wait = (id: string, kind: Wait['kind'], [from, until]: [string, string | null]): Wait => ({
  id,
  kind,
  seat: kind === 'data' ? 'data_engineer' : 'ml_engineer',
  startedAt: at(from),
  endedAt: until === null ? null : at(until),
})

/**
 * By hand. Monday 23rd 09:00 to Friday 27th 09:00 are 96 h, 32 of them working hours.
 * Data from Monday 12:00 to Tuesday 12:00: 24 h, 5 + 3 = 8 working. Review from Tuesday 10:00 to 18:00 counts from 12:00,
 * since data was asked for first: 6 h, 5 working. Acts on Monday and Tuesday only: work is Monday 09:00 to 12:00 and Tuesday
 * 18:00 to midnight, 9 h, 3 working. Approval from Thursday 09:00 on, 24 h, 8 working. Quiet is Wednesday 00:00 to Thursday
 * 09:00: 33 h, 8 working. 24 + 6 + 9 + 24 + 33 = 96; 8 + 5 + 3 + 8 + 8 = 32.
 */
test('a span is split into work and each kind of waiting, and the parts add up to it', () => {
  const slices = slicesOf(
    { from: at('23T09:00'), until: at('27T09:00') },
    {
      time,
      waits: [
        wait('r2', 'review', ['24T10:00', '24T18:00']),
        wait('r1', 'data', ['23T12:00', '24T12:00']),
        wait('r3', 'approval', ['26T09:00', null]),
        wait('r0', 'access', ['20T09:00', '21T09:00']),
      ],
      activeDays: new Set([time.dayOf(at('23T10:00')), time.dayOf(at('24T10:00'))]),
    },
  )
  assert.deepEqual(
    slices.map(({ kind, ms, workingMs, seat, longest }) => [kind, ms / hour, workingMs / hour, seat, longest]),
    [
      ['working', 9, 3, null, null],
      ['data', 24, 8, 'data_engineer', 'r1'],
      ['review', 6, 5, 'ml_engineer', 'r2'],
      ['approval', 24, 8, 'ml_engineer', 'r3'],
      ['quiet', 33, 8, null, null],
    ],
  )
})

test('the median of 2, 4, 10 and 20 days is 7, the 85th percentile 15.5', () => {
  assert.equal(quantileOf([10, 2, 20, 4], 0.5), 7)
  // place 0.85 x 3 = 2.55, between 10 and 20
  assert.equal(Math.round((quantileOf([10, 2, 20, 4], 0.85) ?? 0) * 10) / 10, 15.5)
  assert.equal(quantileOf([], 0.5), null)
})
