import { useFormat, type Format } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { extent } from './scale.ts'
import css from './SeriesChart.module.css'
import { writePlace, type Series, type XKind } from './seriesPlot.ts'

const mostRows = 200

/** The chart's numbers as rows, thinned to what can be read. */
export function SeriesTable({
  label,
  series,
  xKind,
  digits,
}: {
  label: string
  series: readonly Series[]
  xKind: XKind
  digits?: number
}) {
  const text = useText(parts).chart
  const format = useFormat()
  const places = [...new Set(series.flatMap(one => [...one.x]))].toSorted((a, b) => a - b)
  const every = Math.ceil(places.length / mostRows)
  const values = series.map(one => new Map(one.x.map((x, at) => [x, one.y[at]])))
  return (
    <div className={css['numbers']} tabIndex={0} role="region" aria-label={label}>
      <table>
        <thead>
          <tr>
            <th scope="col">{xKind === 'step' ? '#' : ''}</th>
            {series.map(one => (
              <th key={one.name} scope="col">
                {one.name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {places
            .filter((_, at) => at % every === 0 || at === places.length - 1)
            .map(x => (
              <tr key={x}>
                <th scope="row">{writePlace(x, xKind, format)}</th>
                {values.map((byX, at) => (
                  <td key={series[at]?.name}>{byX.has(x) ? format.num(byX.get(x), digits) : ''}</td>
                ))}
              </tr>
            ))}
        </tbody>
      </table>
      {every > 1 && <p>{text.everyNth(every)}</p>}
    </div>
  )
}

type Say = {
  format: Format
  say: (words: Record<'name' | 'last' | 'best' | 'n', string>) => string
  better: 'lower' | 'higher' | undefined
  digits: number | undefined
}

/** What the chart shows, in a sentence a line. */
export function summaryOf(series: readonly Series[], { format, say, better, digits }: Say): string {
  return series
    .filter(one => one.y.length > 0)
    .map(one => {
      const [min, max] = extent(one.y)
      const best = format.num(better === 'higher' ? max : min, digits)
      return say({ name: one.name, last: format.num(one.y.at(-1), digits), best, n: format.num(one.y.length) })
    })
    .join(' ')
}
