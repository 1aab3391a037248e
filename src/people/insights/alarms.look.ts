import type { Alarm } from '../../projects/story/alarms/alarms.schema.ts'

/** Alarms in their order; a seat that is overloaded in several projects is one group, where its first one stands. */
export function gathered(alarms: readonly Alarm[]): Alarm[][] {
  const byLine = Map.groupBy(alarms, ({ id, kind, seat }) => (kind === 'overload' ? `${kind} ${seat}` : id))
  return [...byLine.values()]
}
