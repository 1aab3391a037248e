import { z } from 'zod'

/** What the addresses of the pages of runs hold, so that a link shows the same again. */
const Word = z.coerce.string().optional().catch(undefined)

export const stats = ['last', 'best', 'min', 'max'] as const
export type Stat = (typeof stats)[number]

export const RunsSearch = z.object({
  filter: Word,
  order: Word,
  /** shown metrics and params, as the filter names them; a choice of the page's own when not said */
  columns: Word,
  pins: Word,
  stat: z.enum(stats).optional().catch(undefined),
  /** ids of chosen runs */
  chosen: Word,
  /** the param or tag whose values runs are grouped by */
  group: Word,
  /** the deleted runs instead of the active ones */
  trash: z.literal(true).optional().catch(undefined),
})
export type RunsSearch = z.infer<typeof RunsSearch>

/** The file that is looked at; one of a logged model stands behind the model's id and a colon. */
export const RunSearch = z.object({ file: Word })

export const CompareSearch = z.object({
  runs: Word,
  /** the run that the others are held against; the first when not said */
  ref: Word,
  all: z.literal(true).optional().catch(undefined),
  smooth: z.number().min(0).max(0.99).optional().catch(undefined),
  log: z.literal(true).optional().catch(undefined),
  /** along steps when not said; `time` since a run's first point, or the `wall` clock */
  x: z.enum(['time', 'wall']).optional().catch(undefined),
  /** metrics drawn as curves */
  curves: Word,
  /** axes that stand side by side */
  axes: Word,
  /** the two columns that are held against each other */
  across: Word,
  up: Word,
  /** two params and the metric that they lead to */
  surface: Word,
  /** what groups runs, and the metric whose spread is shown */
  box: Word,
})
export type CompareSearch = z.infer<typeof CompareSearch>

/** Keys of metrics and params hold no comma; neither do ids. */
export const listOf = (text: string | undefined): string[] | undefined =>
  text === undefined ? undefined : text.split(',').filter(one => one !== '')

/** Without what is not said: an address tells only what differs from the page's own choice. */
export function said<T extends object>(search: T): T {
  const kept = { ...search }
  for (const [key, value] of Object.entries(search))
    if (value === undefined || value === '') Reflect.deleteProperty(kept, key)
  return kept
}
