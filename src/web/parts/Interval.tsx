import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './Interval.module.css'
import { judge, project, type Range } from './scale.ts'

type IntervalProps = {
  value: number
  low: number
  high: number
  /** the same for all intervals that are to be compared, e.g. `padded(extent(...))` over the column */
  scale: Range
  /** what it is compared with; drawn as a dashed line */
  reference?: number
  /** which side is good; without it nothing is judged */
  better?: 'lower' | 'higher'
  digits?: number
  width?: number
}

/** Dot and bar on a shared scale: grey when the reference lies inside, amber when it is clearly worse. */
export function Interval({ value, low, high, scale, reference = 0, better, digits = 2, width = 120 }: IntervalProps) {
  const text = useText(parts)
  const format = useFormat()
  const reading = judge({ low, high }, reference, better)
  const at = (x: number) => project(x, scale, [4, width - 4])
  const label = text.intervalText(
    format.num(value, digits),
    format.interval([low, high], digits),
    text.intervalReading[reading],
  )
  return (
    <svg
      className={css['interval']}
      data-reading={reading}
      width={width}
      height="18"
      viewBox={`0 0 ${width} 18`}
      role="img"
      aria-label={label}
    >
      <title>{label}</title>
      <path d={`M1 9H${width - 1}`} className={css['axis']} />
      <path d={`M${at(low)} 9H${at(high)}`} className={css['bar']} />
      <path d={`M${at(reference)} 2.5V15.5`} className={css['reference']} />
      <circle cx={at(value)} cy="9" r="3.3" className={css['dot']} />
    </svg>
  )
}
