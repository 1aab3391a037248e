import { NativeSelect } from '@mantine/core'
import { useMemo, useRef } from 'react'
import { useFormat } from '../../../../../web/format.ts'
import { Panel } from '../../../../../web/parts/Panel.tsx'
import { decimalsOf, padded, project, ticks, type Range } from '../../../../../web/parts/scale.ts'
import { useWidth } from '../../../../../web/parts/useWidth.ts'
import { compare } from '../../../../../web/text/compare.ts'
import { useText } from '../../../../../web/text/text.ts'
import type { ComparePart } from '../../../ComparePage.tsx'
import { listOf } from '../../addresses.schema.ts'
import { numberOf, rowsOf, valueOf, type Compared, type CompareRow } from '../compare.look.ts'
import css from '../compare.module.css'
import { levels, stripesOf } from './drawings.look.ts'
import { SaveSvg } from './SaveSvg.tsx'

const height = 300
const edge = { left: 64, right: 20, top: 30, bottom: 34 }
const cells = { columns: 96, rows: 48 }
const leastRuns = 3

/** What two settings lead to: a metric as a surface over both. */
export function SurfacePanel({ of, search, show }: ComparePart) {
  const text = useText(compare)
  const place = useRef<HTMLDivElement>(null)
  const rows = rowsOf(of.runs).filter(row => row.differs && isOfNumbers(row))
  const [params, metrics] = [
    rows.filter(({ kind }) => kind === 'params'),
    rows.filter(({ kind }) => kind === 'metrics'),
  ]
  const [xId, yId, zId] = listOf(search.surface) ?? []
  const x = params.find(({ id }) => id === xId) ?? params[0]
  const y = params.find(({ id }) => id === yId) ?? params.find(row => row !== x)
  const z = metrics.find(({ id }) => id === zId) ?? metrics[0]
  if (!x || !y || !z) return null
  const runs = of.runs.filter(run => [x, y, z].every(key => numberOf(valueOf(run, key)) !== undefined))
  const pick = (at: number, row: CompareRow, label: string) => (
    <NativeSelect
      aria-label={`${text.surface}: ${label}`}
      title={label}
      data={(row.kind === 'params' ? params : metrics).map(({ id }) => id)}
      value={row.id}
      onChange={event => show({ surface: [x.id, y.id, z.id].with(at, event.target.value).join(',') })}
    />
  )
  return (
    <Panel
      title={text.surface}
      note={text.surfaceNote}
      aside={
        <>
          {pick(0, x, text.across)}
          {pick(1, y, text.up)}
          {pick(2, z, text.of)}
          <SaveSvg place={place} name={`${z.key}, ${x.key}, ${y.key}`} />
        </>
      }
    >
      <div ref={place}>
        {runs.length < leastRuns || x === y ? (
          <p className={css['none']}>{text.surfaceNone}</p>
        ) : (
          <Surface of={{ ...of, runs }} keys={{ x, y, z }} />
        )}
      </div>
    </Panel>
  )
}

const isOfNumbers = ({ values }: CompareRow) => {
  const known = values.filter(value => value !== null)
  return known.length > 1 && known.every(value => numberOf(value) !== undefined)
}

type SurfaceProps = { of: Compared; keys: Record<'x' | 'y' | 'z', CompareRow> }

function Surface({ of, keys: { x, y, z } }: SurfaceProps) {
  const text = useText(compare)
  const format = useFormat()
  const [ref, width] = useWidth<HTMLDivElement>()
  const { spots, range } = useMemo(() => {
    const numbers = (key: CompareRow) => of.runs.map(run => numberOf(valueOf(run, key)) ?? 0)
    const [xs, ys, zs] = [numbers(x), numbers(y), numbers(z)]
    const rangeOf = (values: number[]): Range => padded([Math.min(...values), Math.max(...values)], 0.06)
    const [across, up] = [rangeOf(xs), rangeOf(ys)]
    const spotAt = (at: number) => ({
      x: project(xs[at] ?? 0, across, [0, 1]),
      y: project(ys[at] ?? 0, up, [0, 1]),
      value: zs[at] ?? 0,
    })
    return {
      spots: of.runs.map((_, at) => spotAt(at)),
      range: { across, up, value: [Math.min(...zs), Math.max(...zs)] as const },
    }
  }, [of.runs, x, y, z])
  const stripes = useMemo(() => Map.groupBy(stripesOf(spots, cells), ({ level }) => level), [spots])
  const left = (share: number) => project(share, [0, 1], [edge.left, width - edge.right])
  const top = (share: number) => project(share, [0, 1], [height - edge.bottom, edge.top])
  const [acrossTicks, upTicks] = [ticks(range.across, width > 600 ? 8 : 4), ticks(range.up, 5)]
  const [low, high] = range.value.map(value => format.num(value))
  const label = text.surfaceText({ up: y.key, across: x.key, metric: z.key, low: low ?? '', high: high ?? '' })
  const cell = {
    width: (width - edge.left - edge.right) / cells.columns,
    height: (height - edge.top - edge.bottom) / cells.rows,
  }
  return (
    <div ref={ref} className={css['drawing']}>
      {width > 0 && (
        <svg data-chart width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
          {[...stripes].map(([level, list]) => (
            <path
              key={level}
              className={css['level']}
              style={{ opacity: opacityOf(level) }}
              d={list
                .map(
                  ({ row, from, to }) =>
                    `M${edge.left + from * cell.width} ${edge.top + row * cell.height}h${(to - from) * cell.width}v${cell.height}h${(from - to) * cell.width}z`,
                )
                .join('')}
            />
          ))}
          {upTicks.map(at => (
            <text key={at} x={edge.left - 8} y={top(project(at, range.up, [0, 1])) + 4} textAnchor="end">
              {format.num(at, decimalsOf(upTicks))}
            </text>
          ))}
          {acrossTicks.map(at => (
            <text
              key={at}
              x={left(project(at, range.across, [0, 1]))}
              y={height - edge.bottom + 16}
              textAnchor="middle"
            >
              {format.num(at, decimalsOf(acrossTicks))}
            </text>
          ))}
          <text x={width - edge.right} y={height - 2} textAnchor="end" className={css['head']}>
            {x.key} →
          </text>
          <text x={8} y={12} className={css['head']}>
            ↑ {y.key}
          </text>
          {of.runs.map((run, at) => (
            <circle
              key={run.id}
              cx={left(spots[at]?.x ?? 0)}
              cy={top(spots[at]?.y ?? 0)}
              r={run === of.reference ? 6 : 4.5}
              className={css['dot']}
              data-tone={of.tones.get(run.id)}
              data-reference={run === of.reference || undefined}
            >
              <title>{`${run.name}: ${format.num(numberOf(valueOf(run, z)) ?? null)}`}</title>
            </circle>
          ))}
        </svg>
      )}
      <p className={css['scale']}>
        <code>{z.key}</code> {low}
        {Array.from({ length: levels }, (_, level) => (
          <i key={level} aria-hidden style={{ opacity: opacityOf(level) }} />
        ))}
        {high}
      </p>
    </div>
  )
}

const opacityOf = (level: number) => 0.06 + (level / (levels - 1)) * 0.72
