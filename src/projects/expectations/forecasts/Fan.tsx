import { useFormat } from '../../../web/format.ts'
import { project as place, ticks } from '../../../web/parts/scale.ts'
import { useWidth } from '../../../web/parts/useWidth.ts'
import { goals } from '../../../web/text/goals.ts'
import { useText } from '../../../web/text/text.ts'
import css from './forecasts.module.css'
import type { Forecast } from './forecasts.schema.ts'

const height = 220
const margin = { top: 22, right: 14, bottom: 26, left: 30 }

type FanProps = { forecast: Forecast; past: readonly { at: number; left: number }[] }

/** What was left until today as a line, and what may be left after it as a fan with the two dates on its ground. */
export function Fan({ forecast: { fan, p50, p85, madeAt }, past }: FanProps) {
  const text = useText(goals).forecast
  const format = useFormat()
  const [frame, measured] = useWidth<HTMLElement>()
  const width = Math.max(280, measured)
  const from = past[0]?.at ?? madeAt
  const until = fan.at(-1)?.at ?? madeAt + 1
  const most = Math.max(1, ...past.map(({ left }) => left), ...fan.map(({ many }) => many))
  const x = (at: number) => place(at, [from, until], [margin.left, width - margin.right])
  const y = (left: number) => place(left, [0, most], [height - margin.bottom, margin.top])
  const path = (points: readonly (readonly [number, number])[]) =>
    points.map(([at, left], index) => `${index ? 'L' : 'M'}${x(at).toFixed(1)} ${y(left).toFixed(1)}`).join('')
  const upper = fan.map(({ at, many }) => [at, many] as const)
  const lower = fan.map(({ at, few }) => [at, few] as const).toReversed()
  const left = past.at(-1)?.left ?? 0
  const days = (at: number | null) => (at === null ? text.never : format.date(at))
  return (
    <figure className={css['fan']} ref={frame}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
        {ticks([0, most], 4)
          .filter(Number.isInteger)
          .map(tick => (
            <g key={tick}>
              <line x1={margin.left} x2={width - margin.right} y1={y(tick)} y2={y(tick)} className={css['rule']} />
              <text x={margin.left - 6} y={y(tick) + 4} textAnchor="end">
                {format.num(tick)}
              </text>
            </g>
          ))}
        <line x1={x(madeAt)} x2={x(madeAt)} y1={margin.top} y2={height - margin.bottom} className={css['today']} />
        <text x={x(madeAt)} y={margin.top - 8} textAnchor="middle">
          {text.today}
        </text>
        {fan.length > 0 && <path d={`${path(upper)}${path(lower).replace('M', 'L')}Z`} className={css['band']} />}
        <path d={path(fan.map(({ at, half }) => [at, half] as const))} className={css['half']} />
        <path d={path(past.map(one => [one.at, one.left] as const))} className={css['past']} />
        <Mark at={p50} x={x} name="p50" />
        <Mark at={p85} x={x} name="p85" />
      </svg>
      <figcaption className={css['thin']}>
        {text.fan}. {text.fanText(format.num(left), days(p50), days(p85))}
      </figcaption>
    </figure>
  )
}

function Mark({ at, x, name }: { at: number | null; x: (at: number) => number; name: string }) {
  const format = useFormat()
  if (at === null) return null
  // the two stand close to each other: one above the ground line, the other below
  const ground = height - margin.bottom
  return (
    <g>
      <circle cx={x(at)} cy={ground} r="5" className={css['mark']} />
      <text x={x(at) + 4} y={name === 'p50' ? ground - 10 : height - 8} textAnchor="end" className={css['date']}>
        {name} {format.date(at)}
      </text>
    </g>
  )
}
