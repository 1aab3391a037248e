import type { ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './TopBars.module.css'

export type TopBar = {
  name: string
  value: number
  /** an interval around the value, drawn as a line */ low?: number
  high?: number
}

type TopBarsProps = {
  items: readonly TopBar[]
  /** how many categories are not shown */
  more?: number
  digits?: number
  /** below the bars: what they are measured in */
  note?: ReactNode
}

/** The most frequent categories, or the features that matter most: names, bars, numbers. */
export function TopBars({ items, more, digits, note }: TopBarsProps) {
  const text = useText(parts)
  const format = useFormat()
  const most = Math.max(...items.map(item => item.high ?? item.value), 1e-12)
  return (
    <div className={css['top']}>
      <ul>
        {items.map(item => (
          <li key={item.name}>
            <code title={item.name}>{item.name}</code>
            <span className={css['track']}>
              <i style={{ width: `${(Math.max(0, item.value) / most) * 100}%` }} />
              {item.low !== undefined && item.high !== undefined && (
                <b
                  style={{
                    left: `${(Math.max(0, item.low) / most) * 100}%`,
                    width: `${((item.high - Math.max(0, item.low)) / most) * 100}%`,
                  }}
                />
              )}
            </span>
            <span className={css['number']}>{format.num(item.value, digits)}</span>
          </li>
        ))}
      </ul>
      {(note || more !== undefined) && (
        <p>
          {note} {more !== undefined && more > 0 && text.rest(format.num(more))}
        </p>
      )}
    </div>
  )
}
