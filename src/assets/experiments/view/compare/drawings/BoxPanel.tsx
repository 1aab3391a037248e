import { NativeSelect } from '@mantine/core'
import { useRef } from 'react'
import { useFormat } from '../../../../../web/format.ts'
import { Panel } from '../../../../../web/parts/Panel.tsx'
import { decimalsOf, padded, project, ticks } from '../../../../../web/parts/scale.ts'
import { useWidth } from '../../../../../web/parts/useWidth.ts'
import { compare } from '../../../../../web/text/compare.ts'
import { useText } from '../../../../../web/text/text.ts'
import type { ComparePart } from '../../../ComparePage.tsx'
import { listOf } from '../../addresses.schema.ts'
import { judgingMetrics } from '../../runs.look.ts'
import type { Compared } from '../compare.look.ts'
import css from '../compare.module.css'
import { boxesOf, groupings, type Box } from './drawings.look.ts'
import { SaveSvg } from './SaveSvg.tsx'

const height = 280
const edge = { left: 64, right: 20, top: 30, bottom: 34 }
const mostGroups = 16
/** groups closer than this scroll instead */
const leastGap = 64

/** How a metric spreads among runs that share a param or tag. */
export function BoxPanel({ of, search, show }: ComparePart) {
  const text = useText(compare)
  const format = useFormat()
  const place = useRef<HTMLDivElement>(null)
  const [wantedBy = '', wantedMetric = ''] = listOf(search.box) ?? []
  const [ways, metrics] = [groupings(of.runs), judgingMetrics(of.runs)]
  const by = ways.includes(wantedBy) ? wantedBy : ways[0]
  const metric = metrics.includes(wantedMetric) ? wantedMetric : metrics[0]
  if (by === undefined || metric === undefined) return null
  const boxes = boxesOf(of.runs, { by, metric })
  const largest = new Set(boxes.toSorted((a, b) => b.runs.length - a.runs.length).slice(0, mostGroups))
  const shown = boxes.filter(box => largest.has(box))
  return (
    <Panel
      title={text.boxes}
      note={text.boxesNote}
      aside={
        <>
          <NativeSelect
            aria-label={`${text.boxes}: ${text.by}`}
            title={text.by}
            data={ways}
            value={by}
            onChange={event => show({ box: `${event.target.value},${metric}` })}
          />
          <NativeSelect
            aria-label={`${text.boxes}: ${text.of}`}
            title={text.of}
            data={metrics}
            value={metric}
            onChange={event => show({ box: `${by},${event.target.value}` })}
          />
          <SaveSvg place={place} name={`${metric}, ${by}`} />
        </>
      }
    >
      <div ref={place}>
        {shown.length === 0 ? (
          <p className={css['none']}>{text.boxesNone}</p>
        ) : (
          <Boxes of={of} boxes={shown} named={{ by, metric }} />
        )}
        {boxes.length > shown.length && <p>{text.moreGroups(format.num(boxes.length - shown.length))}</p>}
      </div>
    </Panel>
  )
}

type BoxesProps = { of: Compared; boxes: readonly Box[]; named: { by: string; metric: string } }

function Boxes({ of, boxes, named }: BoxesProps) {
  const text = useText(compare)
  const format = useFormat()
  const [ref, room] = useWidth<HTMLDivElement>()
  const width = Math.max(room, edge.left + edge.right + boxes.length * leastGap)
  const values = boxes.flatMap(({ runs }) => runs.map(({ value }) => value))
  const range = padded([Math.min(...values), Math.max(...values)], 0.08)
  const top = (value: number) => project(value, range, [height - edge.bottom, edge.top])
  const gap = (width - edge.left - edge.right) / boxes.length
  const half = Math.min(26, gap * 0.3)
  const found = ticks(range, 5)
  const told = boxes.map(({ group, runs, first, median, third }) =>
    text.boxText({
      group,
      n: format.num(runs.length),
      median: format.num(median),
      low: format.num(first),
      high: format.num(third),
    }),
  )
  return (
    <div ref={ref} className={css['drawing']} tabIndex={0} role="region" aria-label={`${named.metric}, ${named.by}`}>
      {room > 0 && (
        <svg
          data-chart
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          role="img"
          aria-label={told.join('; ')}
        >
          {found.map(at => (
            <g key={at}>
              <path d={`M${edge.left} ${top(at)}H${width - edge.right}`} className={css['rule']} />
              <text x={edge.left - 8} y={top(at) + 4} textAnchor="end">
                {format.num(at, decimalsOf(found))}
              </text>
            </g>
          ))}
          {boxes.map((box, at) => {
            const x = edge.left + (at + 0.5) * gap
            return (
              <g key={box.group}>
                <title>{told[at]}</title>
                <path
                  className={css['whisker']}
                  d={`M${x} ${top(box.high)}V${top(box.third)}M${x} ${top(box.first)}V${top(box.low)}M${x - half / 2} ${top(box.high)}h${half}M${x - half / 2} ${top(box.low)}h${half}`}
                />
                <rect
                  className={css['box']}
                  x={x - half}
                  y={top(box.third)}
                  width={half * 2}
                  height={Math.max(1, top(box.first) - top(box.third))}
                />
                <path className={css['median']} d={`M${x - half} ${top(box.median)}h${half * 2}`} />
                {box.runs.map(({ run, value }, index) => (
                  <circle
                    key={run.id}
                    cx={x + ((index % 5) - 2) * (half / 4)}
                    cy={top(value)}
                    r={run === of.reference ? 4.5 : 3}
                    className={css['dot']}
                    data-tone={of.tones.get(run.id)}
                    data-reference={run === of.reference || undefined}
                  >
                    <title>{`${run.name}: ${format.num(value)}`}</title>
                  </circle>
                ))}
                <text x={x} y={height - edge.bottom + 16} textAnchor="middle">
                  {box.group.length > 10 ? `${box.group.slice(0, 9)}…` : box.group} ({format.num(box.runs.length)})
                </text>
              </g>
            )
          })}
          <text x={width - edge.right} y={height - 2} textAnchor="end" className={css['head']}>
            {named.by}
          </text>
          <text x={8} y={12} className={css['head']}>
            ↑ {named.metric}
          </text>
        </svg>
      )}
    </div>
  )
}
