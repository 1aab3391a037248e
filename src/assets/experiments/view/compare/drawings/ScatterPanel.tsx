import { NativeSelect } from '@mantine/core'
import { useRef } from 'react'
import { useFormat, type Format } from '../../../../../web/format.ts'
import { Panel } from '../../../../../web/parts/Panel.tsx'
import { decimalsOf, padded, project, ticks, type Range } from '../../../../../web/parts/scale.ts'
import { useWidth } from '../../../../../web/parts/useWidth.ts'
import { compare } from '../../../../../web/text/compare.ts'
import { useText } from '../../../../../web/text/text.ts'
import type { ComparePart } from '../../../ComparePage.tsx'
import { axisOf, numberOf, rowsOf, valueOf, type Axis, type Compared } from '../compare.look.ts'
import { SaveSvg } from './SaveSvg.tsx'
import css from '../compare.module.css'

const height = 280
const edge = { left: 64, right: 20, top: 30, bottom: 34 }

/** Any two params or metrics against each other, a dot a run. */
export function ScatterPanel({ of, search, show }: ComparePart) {
  const text = useText(compare)
  const format = useFormat()
  const place = useRef<HTMLDivElement>(null)
  const rows = rowsOf(of.runs).filter(row => row.differs)
  const named = (id: string | undefined) => rows.find(row => row.id === id)
  const up = named(search.up) ?? rows.find(row => row.kind === 'metrics') ?? rows[0]
  const across = named(search.across) ?? rows.find(row => row.kind === 'params') ?? rows.find(row => row !== up)
  if (!across || !up) return null
  const options = rows.map(({ id }) => id)
  const both = of.runs.filter(run => valueOf(run, across) !== null && valueOf(run, up) !== null)
  const [x, y] = [axisOf(both, across), axisOf(both, up)]
  return (
    <Panel
      title={text.scatter}
      note={text.scatterNote(format.num(both.length))}
      aside={
        <>
          <NativeSelect
            aria-label={text.across}
            title={text.across}
            data={options}
            value={across.id}
            onChange={event => show({ across: event.target.value })}
          />
          <NativeSelect
            aria-label={text.up}
            title={text.up}
            data={options}
            value={up.id}
            onChange={event => show({ up: event.target.value })}
          />
          <SaveSvg place={place} name={`${up.key}, ${across.key}`} />
        </>
      }
    >
      <div ref={place}>
        {both.length < 2 ? (
          <p className={css['none']}>{text.tooFew}</p>
        ) : (
          <Dots of={{ ...of, runs: both }} x={x} y={y} />
        )}
      </div>
    </Panel>
  )
}

function Dots({ of, x, y }: { of: Compared; x: Axis; y: Axis }) {
  const text = useText(compare)
  const format = useFormat()
  const [ref, width] = useWidth<HTMLDivElement>()
  const [acrossRange, upRange] = [rangeOf(x), rangeOf(y)]
  const left = (value: number) => project(value, acrossRange, [edge.left, width - edge.right])
  const top = (value: number) => project(value, upRange, [height - edge.bottom, edge.top])
  const label = text.parallelText(format.num(of.runs.length), `${x.key}, ${y.key}`)
  const runs = of.runs.toSorted((a, b) => (of.tones.get(b.id) ?? 9) - (of.tones.get(a.id) ?? 9))
  return (
    <div ref={ref} className={css['drawing']} style={{ height }}>
      {width > 0 && (
        <svg data-chart width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
          {ticksOf(y, 5, format).map(({ at, word }) => (
            <g key={at}>
              <path d={`M${edge.left} ${top(at)}H${width - edge.right}`} className={css['rule']} />
              <text x={edge.left - 8} y={top(at) + 4} textAnchor="end">
                {word}
              </text>
            </g>
          ))}
          {ticksOf(x, width > 600 ? 8 : 4, format).map(({ at, word }) => (
            <text key={at} x={left(at)} y={height - edge.bottom + 16} textAnchor="middle">
              {word}
            </text>
          ))}
          <text x={width - edge.right} y={height - 2} textAnchor="end" className={css['head']}>
            {x.key} →
          </text>
          <text x={8} y={12} className={css['head']}>
            ↑ {y.key}
          </text>
          {runs.map(run => (
            <circle
              key={run.id}
              cx={left(numberOn(x, valueOf(run, x)))}
              cy={top(numberOn(y, valueOf(run, y)))}
              r={run === of.reference ? 6 : 4.5}
              className={css['dot']}
              data-tone={of.tones.get(run.id)}
              data-reference={run === of.reference || undefined}
            >
              <title>{run.name}</title>
            </circle>
          ))}
        </svg>
      )}
    </div>
  )
}

/** Words stand at whole numbers, in order. */
const numberOn = (axis: Axis, value: string | number | null) =>
  axis.words ? axis.words.indexOf(String(value)) : (numberOf(value) ?? 0)

const rangeOf = (axis: Axis): Range =>
  axis.words ? [-0.5, axis.words.length - 0.5] : padded([axis.low, axis.high], 0.08)

function ticksOf(axis: Axis, most: number, format: Format): { at: number; word: string }[] {
  if (!axis.words) {
    const found = ticks(rangeOf(axis), most)
    return found.map(at => ({ at, word: format.num(at, decimalsOf(found)) }))
  }
  const every = Math.ceil(axis.words.length / most)
  return axis.words.flatMap((word, at) => (at % every === 0 ? [{ at, word: word.slice(0, 14) }] : []))
}
