import type { ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './Histogram.module.css'
import { project, ticks } from './scale.ts'
import { useWidth } from './useWidth.ts'

export type Bin = { from: number; to: number; count: number }

export type HistogramProps = {
  bins: readonly Bin[]
  /** the previous version's counts in the same bins, drawn as an outline and scaled to the same total */
  previous?: readonly number[]
  unit?: string
  /** writes an edge of a bin; dates and categories bring their own */
  write?: (value: number) => string
  height?: number
}

/** A column's shape, small: this version filled, the previous one as an outline, the ends written under it. */
export function Histogram({ bins, previous, unit = '', write, height = 56 }: HistogramProps) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const format = useFormat()
  const edge = (value: number) => (write ?? format.num)(value) + (unit && ` ${unit}`)
  const [first, last] = [bins[0], bins.at(-1)]
  if (!first || !last) return null
  return (
    <figure className={css['figure']} ref={ref}>
      <Drawing bins={bins} previous={previous} width={width} height={height} edge={edge} />
      <figcaption className={css['ends']} aria-hidden>
        <span>{(write ?? format.num)(first.from)}</span>
        <span>{edge(last.to)}</span>
      </figcaption>
    </figure>
  )
}

export type Mark = { at: number; label: string }

/** The same large, with axes and marked places (median, a threshold). */
export function HistogramChart({
  bins,
  previous,
  unit = '',
  write,
  height = 200,
  marks = [],
}: HistogramProps & { marks?: readonly Mark[] }) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const format = useFormat()
  const [first, last] = [bins[0], bins.at(-1)]
  if (!first || !last) return null
  const left = 48
  const most = highest(bins, previous)
  const x = (value: number) => left + project(value, [first.from, last.to], [0, width - left])
  const y = (count: number) => project(count, [0, most], [height - 22, 18])
  return (
    <div ref={ref} className={css['chart']} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
          {ticks([0, most], 4).map(count => (
            <g key={count}>
              <path d={`M${left} ${y(count)}H${width}`} className={css['grid']} />
              <text x={left - 8} y={y(count) + 4} textAnchor="end">
                {format.num(count)}
              </text>
            </g>
          ))}
          {ticks([first.from, last.to], width > 500 ? 8 : 4).map(value => (
            <text key={value} x={x(value)} y={height - 5} textAnchor={x(value) > width - 20 ? 'end' : 'middle'}>
              {(write ?? format.num)(value)}
            </text>
          ))}
          {marks.map(mark => (
            <g key={mark.label}>
              <path d={`M${x(mark.at)} 18V${height - 22}`} className={css['mark']} />
              <text x={x(mark.at)} y={11} textAnchor="middle" className={css['name']}>
                {mark.label}
              </text>
            </g>
          ))}
        </svg>
      )}
      <div className={css['plot']} style={{ left, top: 18, bottom: 22 }}>
        <Drawing
          bins={bins}
          previous={previous}
          width={width - left}
          height={height - 40}
          edge={value => (write ?? format.num)(value) + (unit && ` ${unit}`)}
        />
      </div>
    </div>
  )
}

type DrawingProps = Pick<HistogramProps, 'bins'> & {
  previous: readonly number[] | undefined
  width: number
  height: number
  edge: (value: number) => string
}

function Drawing({ bins, previous, width, height, edge }: DrawingProps) {
  const text = useText(parts)
  const format = useFormat()
  if (width <= 0) return <div style={{ height }} />
  const most = highest(bins, previous)
  const outline = scaled(bins, previous)
  const step = width / bins.length
  const y = (count: number) => project(count, [0, most], [height, 1])
  const total = sum(bins.map(bin => bin.count))
  const mode = bins.reduce((a, b) => (b.count > a.count ? b : a))
  const label = text.histogramText({
    n: format.num(total),
    low: edge(bins[0]?.from ?? 0),
    high: edge(bins.at(-1)?.to ?? 0),
    most: edge(mode.from),
  })
  return (
    <svg
      className={css['bars']}
      width={width}
      height={height}
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={label}
    >
      {bins.map((bin, at) => (
        <rect
          key={bin.from}
          x={at * step + 0.5}
          width={Math.max(0.8, step - 1)}
          y={y(bin.count)}
          height={height - y(bin.count)}
        >
          <title>{`${edge(bin.from)} – ${edge(bin.to)}: ${format.num(bin.count)}`}</title>
        </rect>
      ))}
      {outline && (
        <path
          className={css['outline']}
          d={`M0 ${height}${outline.map((count, at) => `L${at * step} ${y(count)}H${(at + 1) * step}`).join('')}V${height}`}
        />
      )}
    </svg>
  )
}

const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0)

/** Versions differ in size; their shapes are compared, so the previous counts are scaled to this total. */
function scaled(bins: readonly Bin[], previous: readonly number[] | undefined): number[] | undefined {
  const before = sum(previous ?? [])
  return before ? previous?.map(count => (count * sum(bins.map(bin => bin.count))) / before) : undefined
}

const highest = (bins: readonly Bin[], previous: readonly number[] | undefined) =>
  Math.max(1, ...bins.map(bin => bin.count), ...(scaled(bins, previous) ?? []))

/** What filled and outlined mean, where both are drawn. */
export function VersionLegend({ now, before }: { now: ReactNode; before: ReactNode }) {
  return (
    <span className={css['legend']}>
      <i data-now />
      {now}
      <i />
      {before}
    </span>
  )
}
