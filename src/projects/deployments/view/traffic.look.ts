import type { Series } from '../../../web/parts/seriesPlot.ts'
import type { TrafficHistory } from '../predictions/predictions.schema.ts'

type Point = TrafficHistory['versions'][number]['points'][number]

/** One value for each stretch of time, zero where nothing was asked. */
export function pointsOf({ from, to, stretch, versions }: TrafficHistory, of: (point: Point) => number) {
  const first = from - (from % stretch)
  const y = Array.from({ length: Math.floor((to - first) / stretch) + 1 }, () => 0)
  for (const point of versions.flatMap(version => version.points)) {
    const at = Math.round((point.at - first) / stretch)
    if (at >= 0 && at < y.length) y[at] = (y[at] ?? 0) + of(point)
  }
  return { x: y.map((_, at) => first + at * stretch), y }
}

type Tone = NonNullable<Series['tone']>
const tones: readonly Tone[] = [1, 2, 4, 5, 6]

/** p50 and p95 of the versions that answered last; more lines than that tell nothing apart. */
export function seriesOf({ versions }: TrafficHistory, nameOf: (model: string, version: number) => string): Series[] {
  return versions.slice(0, 3).flatMap(({ model, version, points }, at): Series[] => {
    const x = points.map(point => point.at)
    const name = nameOf(model, version)
    const tone = tones[at] ?? 1
    return [
      { name: `${name} p95`, x, y: points.map(({ p95 }) => p95), tone },
      { name: `${name} p50`, x, y: points.map(({ p50 }) => p50), tone, dashed: true },
    ]
  })
}
