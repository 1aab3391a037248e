import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { extent, padded, project } from './scale.ts'
import css from './Sparkline.module.css'

type SparklineProps = {
  values: readonly number[]
  /** the scale runs from baseline to target, so that flat looks flat */
  baseline?: number
  target?: number
  tone?: 'chart' | 'done' | 'waiting' | 'idle'
  width?: number
  height?: number
}

/** The course of a number in the height of a line. */
export function Sparkline({ values, baseline, target, tone = 'chart', width = 72, height = 26 }: SparklineProps) {
  const text = useText(parts)
  const format = useFormat()
  const scale = padded(extent([...values, baseline, target]), 0.06)
  const x = (at: number) => project(at, [0, Math.max(1, values.length - 1)], [1, width - 4])
  const y = (value: number) => project(value, scale, [height - 2, 3])
  const line = values.map((value, at) => `${at ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`).join('')
  const [first, last] = [values[0], values.at(-1)]
  if (first === undefined || last === undefined) return null
  const label = text.sparkText(format.num(first), format.num(last))
  return (
    <svg
      className={css['spark']}
      data-tone={tone}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      <path d={`${line}V${height}H1Z`} className={css['area']} />
      <path d={line} className={css['line']} />
      <circle cx={x(values.length - 1)} cy={y(last)} r="2" />
    </svg>
  )
}
