import type { Sort } from '../../../web/parts/Table.tsx'
import type { Stat } from './addresses.schema.ts'
import { statField, type Key } from './runs.look.ts'

export const sortOf = (order: string): Sort => ({
  by: order.replace(/ (asc|desc)$/, ''),
  direction: order.endsWith(' desc') ? 'desc' : 'asc',
})

export type Metrics = { keys: readonly Key[]; stat: Stat }

/** A column of a metric is called by the metric, whichever of its values it shows and is sorted by. */
export function columnSorted(sort: Sort, { keys, stat }: Metrics): Sort {
  const column = keys.find(({ kind, key }) => kind === 'metrics' && statField(key, stat) === sort.by)
  return column ? { ...sort, by: column.id } : sort
}

export function orderOf({ by, direction }: Sort, { keys, stat }: Metrics): string {
  const column = keys.find(({ kind, id }) => kind === 'metrics' && id === by)
  return `${column ? statField(column.key, stat) : by} ${direction}`
}
