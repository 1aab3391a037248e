import {
  emptyPoints,
  lengthOf,
  merge,
  pointAt,
  putPoint,
  slicePoints,
  type Point,
  type Points,
  type Rows,
} from './points.ts'

/**
 * Fewer points with the same look (the M4 method): the series is cut into stretches of equal length and of each the first,
 * least, greatest and last point are kept. Peaks survive; every point shown was really logged. Expects sorted points.
 */
export function thin(points: Points, atMost: number): Points {
  const length = lengthOf(points)
  if (length <= atMost) return points
  const stretches = Math.max(1, Math.floor(atMost / 4))
  const kept = emptyPoints(stretches * 4)
  let at = 0
  for (let i = 0; i < stretches; i++) {
    const from = Math.floor((i * length) / stretches)
    const to = Math.floor(((i + 1) * length) / stretches)
    for (const index of landmarks(points, from, to)) putPoint(kept, at++, pointAt(points, index))
  }
  return slicePoints(kept, 0, at)
}

/** A level of a chunk: every `stretch` points become at most four. */
export const thinBy = (points: Points, stretch: number) => thin(points, Math.ceil(lengthOf(points) / stretch) * 4)

/** Evenly spread rows, first and last always among them: how the original samples a history for its charts. */
export function sample({ length, at }: Rows, atMost: number): Point[] {
  if (length <= atMost) return Array.from({ length }, (_, i) => at(i))
  if (atMost === 1) return [at(length - 1)]
  return Array.from({ length: atMost }, (_, i) => at(Math.round((i * (length - 1)) / (atMost - 1))))
}

/** Merges parts that may overlap, then thins. */
export const thinned = (parts: readonly Points[], atMost: number) => thin(merge(parts), atMost)

/** Indices of the first, least, greatest and last point of a stretch, in order and each once; NaN is never an extreme. */
function landmarks({ values }: Points, from: number, to: number): number[] {
  let least = from
  let greatest = from
  for (let i = from + 1; i < to; i++) {
    const value = values[i] ?? Number.NaN
    if (value < (values[least] ?? Number.NaN) || Number.isNaN(values[least])) least = Number.isNaN(value) ? least : i
    if (value > (values[greatest] ?? Number.NaN) || Number.isNaN(values[greatest]))
      greatest = Number.isNaN(value) ? greatest : i
  }
  return [...new Set([from, Math.min(least, greatest), Math.max(least, greatest), to - 1])]
}
