import { z } from 'zod'

/** What a benchmark found: a value, what the same machine gave in the same run as its limit or peer, and the goal. */
export const Figure = z.object({
  what: z.string(),
  value: z.number(),
  unit: z.enum(['ms', 's', '/s', 'MB', 'MB/s', 'kB', '%', 'x']),
  /** the limit or the peer, measured in the same run, in words */
  beside: z.string().default(''),
  goal: z.union([z.object({ atMost: z.number() }), z.object({ atLeast: z.number() })]).optional(),
})
export type Figure = z.infer<typeof Figure>

/** Prints a figure, and hands it to the process that runs all benchmarks if that one started us. */
export function tell(given: z.input<typeof Figure>): void {
  const figure = Figure.parse(given)
  console.log(
    [
      figure.what.padEnd(62),
      `${shown(figure.value)} ${figure.unit}`.padStart(13),
      goalOf(figure).padEnd(11),
      verdict(figure).padEnd(6),
      figure.beside,
    ]
      .join('  ')
      .trimEnd(),
  )
  process.send?.(figure)
}

export const goalOf = ({ goal }: Figure) =>
  goal === undefined ? '' : 'atMost' in goal ? `<= ${shown(goal.atMost)}` : `>= ${shown(goal.atLeast)}`

export function isMet({ value, goal }: Figure): boolean | undefined {
  if (goal === undefined) return undefined
  return 'atMost' in goal ? value <= goal.atMost : value >= goal.atLeast
}

export const verdict = (figure: Figure) =>
  ({ true: 'met', false: 'missed', undefined: '' })[String(isMet(figure))] ?? ''

/** Three digits that count. */
export const shown = (value: number) =>
  value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(value < 1 ? 2 : 3)))
