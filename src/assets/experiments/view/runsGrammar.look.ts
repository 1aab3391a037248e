import { z } from 'zod'
import { AppError, messageOf } from '../../../kernel/errors.ts'
import type { FilterProblem } from '../../../web/parts/FilterBar.tsx'
import type { Grammar } from '../../../web/parts/grammar.ts'
import type { RunSummary } from '../experiments.schema.ts'
import { fieldOf, statField, type Key } from './runs.look.ts'
import type { Metrics } from './runsOrder.look.ts'

const Placed = z.object({ at: z.number().optional() })

export function problemOf(error: unknown): FilterProblem {
  const { at } = Placed.safeParse(error instanceof AppError ? error.details : undefined).data ?? {}
  return { message: messageOf(error), ...(at !== undefined && { at }) }
}

/** What can be asked for is what the project's runs have; values are those that are shown. */
export function grammarOf(rows: readonly RunSummary[], { keys, stat }: Metrics): Grammar {
  const idsOf = (kind: Key['kind']) => keys.filter(key => key.kind === kind).map(({ id }) => id)
  const params = Map.groupBy(
    rows.flatMap(row => row.params),
    ({ key }) => fieldOf('params', key),
  )
  const status = [...new Set(rows.map(row => `'${row.status}'`))]
  return {
    fields: [
      ...new Set(keys.flatMap(({ kind, id, key }) => (kind === 'metrics' ? [statField(key, stat), id] : []))),
      ...idsOf('params'),
      'attributes.status',
      'attributes.run_name',
      'attributes.start_time',
    ],
    valuesOf: field =>
      field === 'attributes.status'
        ? status
        : [...new Set(params.get(field)?.map(({ value }) => `'${value.replaceAll("'", "''")}'`))],
  }
}
