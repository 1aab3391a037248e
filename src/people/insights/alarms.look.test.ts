import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Alarm } from '../../projects/story/alarms/alarms.schema.ts'
import { gathered } from './alarms.look.ts'

const alarm = (id: string, kind: Alarm['kind'], seat: Alarm['seat']): Alarm => ({
  ...{ id, kind, seat, isEmpty: false, subject: '', count: 1, since: 0, figure: 4, limit: 3 },
  ...{ project: { id: 'p', slug: 'p', name: 'P' }, gate: null, about: null, other: null, events: [] },
})

test('a seat that is overloaded in several projects is one line, where its first alarm stands; all else stays apart', () => {
  const alarms = [
    alarm('a', 'waiting', 'data_engineer'),
    alarm('b', 'overload', 'data_engineer'),
    alarm('c', 'waiting', 'data_engineer'),
    alarm('d', 'overload', 'ml_engineer'),
    alarm('e', 'overload', 'data_engineer'),
  ]
  assert.deepEqual(
    gathered(alarms).map(lines => lines.map(({ id }) => id)),
    [['a'], ['b', 'e'], ['c'], ['d']],
  )
})
