import assert from 'node:assert/strict'
import { test } from 'node:test'
import { workingTime } from './calendar.ts'

const hour = 3_600_000
const berlin = workingTime({
  timeZone: 'Europe/Berlin',
  days: [1, 2, 3, 4, 5],
  from: '09:00',
  until: '17:00',
  holidays: ['2026-12-25'],
})
const at = (text: string) => Date.parse(text)

test('from Friday 16:00 to Monday 10:00 are two working hours', () => {
  assert.equal(berlin.workingMs(at('2026-11-27T15:00Z'), at('2026-11-30T09:00Z')), 2 * hour)
})

test('a week has forty working hours, also the one in which the clocks change; one with a holiday has eight less', () => {
  assert.equal(berlin.workingMs(at('2026-11-22T23:00Z'), at('2026-11-29T23:00Z')), 40 * hour)
  assert.equal(berlin.workingMs(at('2026-03-22T23:00Z'), at('2026-03-29T22:00Z')), 40 * hour)
  assert.equal(berlin.workingMs(at('2026-12-20T23:00Z'), at('2026-12-27T23:00Z')), 32 * hour)
})

test('a day begins at midnight of the zone, in winter and in summer', () => {
  assert.equal(berlin.dayOf(at('2026-11-29T22:59Z')) + 1, berlin.dayOf(at('2026-11-29T23:00Z')))
  assert.equal(berlin.startOf(berlin.dayOf(at('2026-11-30T12:00Z'))), at('2026-11-29T23:00Z'))
  assert.equal(berlin.startOf(berlin.dayOf(at('2026-07-01T12:00Z'))), at('2026-06-30T22:00Z'))
})

test('where no day is free, all hours count', () => {
  const always = { timeZone: 'UTC', days: [1, 2, 3, 4, 5, 6, 7], from: '00:00', until: '24:00', holidays: [] }
  assert.equal(workingTime(always).workingMs(at('2026-11-27T15:00Z'), at('2026-11-30T09:00Z')), 66 * hour)
})

test('two years have as many working hours as their weekdays without holidays, eight hours each', () => {
  // 2025 and 2026 have 261 weekdays each; Christmas 2026 is a Friday
  assert.equal(berlin.workingMs(at('2024-12-31T23:00Z'), at('2026-12-31T22:59Z')), (261 + 261 - 1) * 8 * hour)
})
