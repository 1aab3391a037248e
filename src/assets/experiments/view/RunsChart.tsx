import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { useFormat } from '../../../web/format.ts'
import { Panel } from '../../../web/parts/Panel.tsx'
import { decimalsOf, extent, padded, project, ticks } from '../../../web/parts/scale.ts'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { useWidth } from '../../../web/parts/useWidth.ts'
import { parts } from '../../../web/text/parts.ts'
import { runs as words } from '../../../web/text/runs.ts'
import { runsTable } from '../../../web/text/runsTable.ts'
import { useText } from '../../../web/text/text.ts'
import type { RunSummary } from '../experiments.schema.ts'
import { bestOf, directionOf, dotsOf, groupingParam, judgingMetrics, type RunDots } from './runs.look.ts'
import css from './run.module.css'

const height = 190
const edge = { left: 52, right: 14, top: 10, bottom: 26 }

/** Every run in the order in which it began, and the best so far: whether the search still gains. */
export function RunsChart({ rows, isPart, slug }: { rows: readonly RunSummary[]; isPart: boolean; slug: string }) {
  const table = useText(runsTable)
  const text = useText(words)
  const chart = useText(parts).chart
  const format = useFormat()
  const metrics = judgingMetrics(rows).filter(directionOf).slice(0, 4)
  const [chosen, setChosen] = useState<string>()
  const metric = chosen !== undefined && metrics.includes(chosen) ? chosen : metrics[0]
  if (metric === undefined) return null
  const by = groupingParam(rows)
  const found = dotsOf(rows, { metric, by })
  const better = directionOf(metric)
  const best = found.dots.find(({ value }) => value === bestOf(rows, metric, better))
  if (found.dots.length < 2) return null
  return (
    <Panel
      title={text.inOrder}
      note={[text.inOrderNote, better && chart[better], isPart && table.chartOf(format.num(rows.length))]
        .filter(Boolean)
        .join(', ')}
      aside={
        <Segmented
          label={text.metrics}
          value={metric}
          onChange={setChosen}
          options={metrics.map(key => ({ value: key, label: key }))}
        />
      }
    >
      <div className={css['reading']}>
        {best && (
          <span>
            <strong>{format.num(best.value)}</strong> {text.bestRun(best.name)}
          </span>
        )}
        {by !== undefined && <Groups groups={found.groups} by={by} />}
      </div>
      <Dots found={found} slug={slug} label={text.inOrderText(metric, format.num(found.dots.length))} />
    </Panel>
  )
}

function Groups({ groups, by }: { groups: readonly string[]; by: string }) {
  return (
    <ul className={css['groups']}>
      {groups.map((group, at) => (
        <li key={group} data-tone={at + 1}>
          <svg width="12" height="12" viewBox="-6 -6 12 12" aria-hidden>
            <path d={shapes[at % shapes.length]} />
          </svg>
          {group || by}
        </li>
      ))}
    </ul>
  )
}

/** circle, diamond, triangle, square: told apart without colour too */
const shapes = [
  'M-4.2 0a4.2 4.2 0 1 0 8.4 0a4.2 4.2 0 1 0 -8.4 0',
  'M0 -5.2L5.2 0L0 5.2L-5.2 0Z',
  'M0 -5L4.8 4H-4.8Z',
  'M-3.8 -3.8H3.8V3.8H-3.8Z',
]

function Dots({ found: { dots, groups, best }, slug, label }: { found: RunDots; slug: string; label: string }) {
  const [ref, width] = useWidth<HTMLDivElement>()
  const router = useRouter()
  const format = useFormat()
  const range = padded(extent(dots.map(({ value }) => value)), 0.12)
  const lines = ticks(range, 4)
  const digits = decimalsOf(lines)
  const x = (at: number) => project(at, [-0.5, dots.length - 0.5], [edge.left, width - edge.right])
  const y = (value: number) => project(value, range, [height - edge.bottom, edge.top])
  const steps = best.map((value, at) => `${at === 0 ? 'M' : 'H'}${x(at)}${at === 0 ? ' ' : 'V'}${y(value)}`).join('')
  const labels = ticks([0, dots.length - 1], Math.min(dots.length - 1, 8)).filter(Number.isInteger)
  return (
    <div ref={ref} className={css['dots']} style={{ height }}>
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={label}>
          {lines.map(value => (
            <g key={value}>
              <path d={`M${edge.left} ${y(value)}H${width - edge.right}`} className={css['grid']} />
              <text x={edge.left - 8} y={y(value) + 4} textAnchor="end">
                {format.num(value, digits)}
              </text>
            </g>
          ))}
          {labels.map(at => (
            <text key={at} x={x(at)} y={height - 6} textAnchor="middle">
              {format.num(at + 1)}
            </text>
          ))}
          <path d={`${steps}H${width - edge.right}`} className={css['best']} />
          {dots.map((dot, at) => (
            <a
              key={dot.id}
              href={`/projects/${slug}/runs/${dot.id}`}
              aria-label={`${dot.name}, ${format.num(dot.value)}`}
              onClick={event => {
                event.preventDefault()
                router.history.push(`/projects/${slug}/runs/${dot.id}`)
              }}
            >
              <g transform={`translate(${x(at)} ${y(dot.value)})`} data-tone={groups.indexOf(dot.group) + 1}>
                <circle r="12" className={css['touch']} />
                <path d={shapes[groups.indexOf(dot.group) % shapes.length]} />
                <title>{`${dot.name}: ${format.num(dot.value)}`}</title>
              </g>
            </a>
          ))}
        </svg>
      )}
    </div>
  )
}
