import { useRef } from 'react'
import { useFormat } from '../../../../../web/format.ts'
import { Panel } from '../../../../../web/parts/Panel.tsx'
import { project } from '../../../../../web/parts/scale.ts'
import { useWidth } from '../../../../../web/parts/useWidth.ts'
import { compare } from '../../../../../web/text/compare.ts'
import { useText } from '../../../../../web/text/text.ts'
import type { ComparePart } from '../../../ComparePage.tsx'
import type { RunSummary } from '../../../experiments.schema.ts'
import { axisOf, placeOn, rowsOf, valueOf, type Axis, type Compared, type CompareRow } from '../compare.look.ts'
import { KeyMenu } from '../../KeyMenu.tsx'
import { listOf } from '../../addresses.schema.ts'
import { SaveSvg } from './SaveSvg.tsx'
import css from '../compare.module.css'

const firstParams = 5
const height = 250
const edge = { side: 60, top: 34, bottom: 16 }
/** axes closer than this scroll instead */
const leastGap = 108

/** Params and metrics as axes that stand side by side, each run a line through its values. */
export function ParallelPanel({ of, search, show }: ComparePart) {
  const text = useText(compare)
  const rows = rowsOf(of.runs).filter(row => row.differs)
  const metric = rows.find(row => row.kind === 'metrics')
  const chosen = listOf(search.axes) ?? firstAxes(rows)
  const axes = chosen.flatMap(id => rows.find(row => row.id === id) ?? []).map(row => axisOf(of.runs, row))
  const place = useRef<HTMLDivElement>(null)
  if (!metric || rows.length < 2) return null
  return (
    <Panel
      title={text.parallel(metric.key)}
      note={text.parallelNote}
      aside={
        <>
          <KeyMenu
            label={text.chooseAxes}
            options={rows.map(({ id, key, kind }) => ({ id, label: key, group: text[kind] }))}
            chosen={chosen}
            onChoose={list => show({ axes: list.join(',') })}
          >
            {text.chooseAxes}
          </KeyMenu>
          <SaveSvg place={place} name={text.parallel(metric.key)} />
        </>
      }
    >
      <div ref={place}>
        <Lines of={of} axes={axes} />
      </div>
    </Panel>
  )
}

/** Settings first, what they led to at the right end. */
function firstAxes(rows: readonly CompareRow[]): string[] {
  const of = (kind: CompareRow['kind'], most: number) => rows.filter(row => row.kind === kind).slice(0, most)
  return [...of('params', firstParams), ...of('metrics', 2).toReversed()].map(({ id }) => id)
}

function Lines({ of, axes }: { of: Compared; axes: readonly Axis[] }) {
  const text = useText(compare)
  const format = useFormat()
  const [ref, room] = useWidth<HTMLDivElement>()
  const width = Math.max(room, edge.side * 2 + (axes.length - 1) * leastGap)
  const x = (at: number) =>
    axes.length < 2 ? width / 2 : edge.side + (at * (width - 2 * edge.side)) / (axes.length - 1)
  const y = (share: number) => project(share, [0, 1], [height - edge.bottom, edge.top])
  const placeOf = (axis: Axis, run: RunSummary) => {
    const share = placeOn(axis, valueOf(run, axis))
    return share === undefined ? undefined : y(share)
  }
  const label = text.parallelText(format.num(of.runs.length), axes.map(axis => axis.key).join(', '))
  // coloured lines over grey ones
  const runs = of.runs.toSorted((a, b) => (of.tones.get(b.id) ?? 9) - (of.tones.get(a.id) ?? 9))
  return (
    <div ref={ref} className={css['drawing']} tabIndex={0} role="region" aria-label={label}>
      {room > 0 && (
        <svg data-chart width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
          {axes.map((axis, at) => (
            <g key={axis.id}>
              <path d={`M${x(at)} ${y(0)}V${y(1)}`} className={css['axis']} />
              <text x={x(at)} y={14} textAnchor="middle" className={css['head']}>
                {axis.key.length > 16 ? `${axis.key.slice(0, 15)}…` : axis.key}
                <title>{axis.key}</title>
              </text>
            </g>
          ))}
          {runs.map(run => (
            <path
              key={run.id}
              d={lineOf(
                axes.map(axis => placeOf(axis, run)),
                x,
              )}
              className={css['line']}
              data-tone={of.tones.get(run.id)}
              data-reference={run === of.reference || undefined}
            >
              <title>{run.name}</title>
            </path>
          ))}
          {axes.map((axis, at) =>
            marksOf(axis).map(({ share, word }) => (
              <text key={`${axis.id} ${share}`} x={x(at) + 6} y={y(share) + 4} className={css['mark']}>
                {typeof word === 'number' ? format.num(word) : word}
              </text>
            )),
          )}
        </svg>
      )}
    </div>
  )
}

/** Through the values that are there; a missing one breaks the line. */
function lineOf(places: readonly (number | undefined)[], x: (at: number) => number): string {
  return places
    .map((place, at) => {
      if (place === undefined) return ''
      const before = places[at - 1]
      if (before === undefined) return `M${x(at)} ${place}`
      const middle = (x(at - 1) + x(at)) / 2
      return `C${middle} ${before} ${middle} ${place} ${x(at)} ${place}`
    })
    .join('')
}

const mostWords = 8

function marksOf(axis: Axis): { share: number; word: string | number }[] {
  if (!axis.words)
    return axis.low === axis.high
      ? [{ share: 0.5, word: axis.low }]
      : [0, 0.5, 1].map(share => ({ share, word: axis.low + share * (axis.high - axis.low) }))
  const every = Math.ceil(axis.words.length / mostWords)
  return axis.words.flatMap((word, at) =>
    at % every === 0
      ? [{ share: placeOn(axis, word) ?? 0, word: word.length > 14 ? `${word.slice(0, 13)}…` : word }]
      : [],
  )
}
