import assert from 'node:assert/strict'
import { test } from 'node:test'
import { age, ago, bytes, clock, duration, interval, num, share, signed, when } from './format.ts'

const minute = 60_000
const hour = 60 * minute

test('numbers have a thousands comma, a true minus sign and the digits asked for', () => {
  assert.equal(num(20_000), '20,000')
  assert.equal(num(13.857, 'en', 2), '13.86')
  assert.equal(num(-0.45, 'en', 2), '−0.45')
  assert.equal(num(1e-7), '1.00e−7')
  assert.equal(num(null), '–')
  assert.equal(num(Number.NaN), 'NaN')
})

test('a change says its sign, a share is a percentage, an interval is never misread as a difference', () => {
  assert.equal(signed(0.21, 'en', 2), '+0.21')
  assert.equal(share(0.228), '22.8\u202f%')
  assert.equal(share(0.1), '10\u202f%')
  assert.equal(interval([13.61, 14.12], 'en', 2), '13.61–14.12')
  assert.equal(interval([-0.63, -0.27], 'en', 2), '−0.63 to −0.27')
})

test('sizes are decimal and short', () => {
  assert.equal(bytes(0), '0 B')
  assert.equal(bytes(412_345), '412 KB')
  assert.equal(bytes(1_800_000_000_000), '1.8 TB')
})

test('durations show the two largest units', () => {
  assert.equal(duration(640), '640 ms')
  assert.equal(duration(3_440), '3.4 s')
  assert.equal(duration(6_000), '6 s')
  assert.equal(duration(59_999), '59 s')
  assert.equal(duration(192_000), '3 min 12 s')
  assert.equal(duration(51 * hour), '2 d 3 h')
  assert.equal(duration(51 * hour, 'zh'), '2 天 3 小时')
})

test('ages are coarse, and a moment ago is just now', () => {
  assert.equal(age(26 * minute + 31_000), '26 min')
  assert.equal(age(4 * hour + 20 * minute), '4 h')
  assert.equal(ago(0, 20_000), 'just now')
  assert.equal(ago(0, 2 * hour), '2 h ago')
  assert.equal(ago(2 * hour, 0), 'in 2 h')
})

test('a time is said as shortly as it can be without being misread', () => {
  const now = new Date(2026, 10, 23, 14, 32).getTime()
  assert.equal(when(new Date(2026, 10, 23, 9, 5).getTime(), now), '09:05')
  assert.equal(when(new Date(2026, 10, 20, 9, 5).getTime(), now), 'Fri')
  assert.equal(when(new Date(2026, 7, 4).getTime(), now), '4 Aug')
  assert.equal(when(new Date(2027, 0, 18).getTime(), now), '18 Jan 2027')
})

test('a page that stays open while its reader travels goes on to show the zone that the reader is in', () => {
  const before = process.env['TZ']
  const shown = ['Europe/Berlin', 'Asia/Tokyo', 'Europe/Berlin'].map(zone => {
    process.env['TZ'] = zone
    return clock(Date.parse('2026-11-23T12:00:00Z'))
  })
  if (before === undefined) delete process.env['TZ']
  else process.env['TZ'] = before
  assert.deepEqual(shown, ['13:00', '21:00', '13:00'])
})
