import uPlot from 'uplot'
import type { Format } from '../format.ts'
import { decimalsOf, extent, padded, smooth } from './scale.ts'

/** One line of a chart. */
export type Series = {
  name: string
  /** steps, or epoch milliseconds */
  x: readonly number[]
  y: readonly (number | null)[]
  /** chart colour; the same thing has the same one everywhere */
  tone?: 1 | 2 | 3 | 4 | 5 | 6
  /** a reference or another version, from the fourth line on always */
  dashed?: true
  /** one of many behind those that are told apart: thin and grey, without a name; stands after those with one */
  quiet?: true
}

/** what x counts: steps, epoch milliseconds, or milliseconds since the line began */
export type XKind = 'step' | 'time' | 'elapsed'

export const isLoud = (one: Series) => !one.quiet

export type PlotSpec = {
  series: readonly Series[]
  xKind: XKind
  scale: 'linear' | 'log'
  smoothing: number
  target?: number | undefined
  baseline?: number | undefined
  digits?: number | undefined
  /** the words beside the drawn lines */
  words: { target: (value: string) => string; baseline: (value: string) => string }
  format: Format
}

/** What only a new plot can change; when it is equal, new points are appended to the old one. */
export const structureOf = ({ series, xKind, scale, smoothing, target, baseline }: PlotSpec) =>
  JSON.stringify([
    series.map(one => [one.name, one.tone, one.dashed, one.quiet]),
    xKind,
    scale,
    smoothing > 0,
    target,
    baseline,
  ])

/** Lines over one shared x, raw first and smoothed on top; positions without a value are gaps that the line spans. */
export function dataOf({ series, scale, smoothing }: PlotSpec): uPlot.AlignedData {
  const drawable = (value: number | null) =>
    value !== null && Number.isFinite(value) && (scale === 'linear' || value > 0) ? value : null
  const tables = series.map((one): uPlot.AlignedData => {
    const raw = one.y.map(drawable)
    return smoothing > 0 ? [[...one.x], raw, smooth(raw, smoothing)] : [[...one.x], raw]
  })
  const joined = tables.length ? uPlot.join(tables) : null
  return joined ?? [[]]
}

export function optionsOf(spec: () => PlotSpec, size: { width: number; height: number }): uPlot.Options {
  const { series, xKind, smoothing, scale } = spec()
  const ink = colours()
  const axis = { stroke: ink.text, font: ink.font, ticks: { show: false } }
  return {
    ...size,
    ms: 1,
    padding: [10, 58, 0, 0],
    legend: { show: false },
    cursor: { y: false, points: { size: 6 }, drag: { x: true, y: false } },
    scales: {
      x: { time: xKind === 'time' },
      y: { distr: scale === 'log' ? 3 : 1, range: plot => rangeOf(plot, spec()) },
    },
    axes: [
      {
        ...axis,
        grid: { show: false },
        gap: 4,
        size: 26,
        space: 70,
        values: (_plot, splits) => writeX(splits, spec()),
      },
      {
        ...axis,
        grid: { stroke: ink.grid, width: 1 },
        gap: 6,
        size: 48,
        space: 34,
        values: (_plot, splits) => writeY(splits, spec()),
      },
    ],
    series: [{}, ...series.flatMap((one, at) => linesOf(one, at, { smoothed: smoothing > 0, ink }))],
    hooks: { drawClear: [plot => drawReferences(plot, spec(), ink)], draw: [plot => drawEnds(plot, spec(), ink)] },
  }
}

type Ink = ReturnType<typeof colours>

/** A canvas cannot read CSS variables, so they are resolved once a plot. */
function colours() {
  const style = getComputedStyle(document.documentElement)
  const read = (name: string) => style.getPropertyValue(name).trim()
  const chart = [1, 2, 3, 4, 5, 6].map(tone => read(`--chart-${tone}`))
  return {
    chart,
    text: read('--ink-3'),
    strong: read('--ink-1'),
    grid: read('--line'),
    done: read('--done-mark'),
    doneText: read('--done'),
    font: `12px ${read('--text')}`,
  }
}

const colourOf = (one: Series, at: number, ink: Ink) => ink.chart[(one.tone ?? at + 1) - 1] ?? ink.text

function linesOf(one: Series, at: number, { smoothed, ink }: { smoothed: boolean; ink: Ink }): uPlot.Series[] {
  const stroke = colourOf(one, at, ink)
  if (one.quiet) {
    const faint: uPlot.Series = { stroke: ink.text, width: 1, alpha: 0.3, spanGaps: true, points: { show: false } }
    return smoothed ? [{ ...faint, show: false }, faint] : [faint]
  }
  const line: uPlot.Series = { stroke, width: 2, spanGaps: true, points: { show: one.x.length === 1 } }
  if (one.dashed || at >= 3) line.dash = [5, 4]
  return smoothed ? [{ ...line, width: 1, alpha: 0.28, dash: [] }, line] : [line]
}

function rangeOf(plot: uPlot, { target, baseline, scale }: PlotSpec): uPlot.Range.MinMax {
  const shown = plot.data.slice(1).flatMap(values => [...values])
  const [min, max] = extent([...shown, target, baseline])
  if (scale === 'log') return [min > 0 ? min * 0.9 : 1e-6, Math.max(max, 1e-6) * 1.1]
  const [low, high] = padded([min, max], 0.07)
  return [min >= 0 && low < 0 ? 0 : low, high]
}

/** One x in words, as tables and tips say it. */
export function writePlace(x: number, xKind: XKind, format: Format): string {
  if (xKind === 'elapsed') return x === 0 ? '0' : format.duration(x)
  return xKind === 'time' ? format.clock(x) : format.num(x)
}

function writeX(splits: number[], { xKind, format }: PlotSpec): string[] {
  if (xKind === 'step') return splits.map(value => (Number.isInteger(value) ? format.num(value) : ''))
  if (xKind === 'elapsed') return splits.map(value => writePlace(value, xKind, format))
  const span = (splits.at(-1) ?? 0) - (splits[0] ?? 0)
  const minute = 60_000
  const write = span > 2 * 1_440 * minute ? format.date : span > 5 * minute ? format.clock : format.exactClock
  const words = splits.map(value => write(value))
  // points of one second have one time
  return words.map((word, at) => (word === words[at - 1] ? '' : word))
}

function writeY(splits: (number | null)[], { format, scale }: PlotSpec): string[] {
  const values = splits.filter(value => value !== null)
  return splits.map(value =>
    value === null ? '' : scale === 'log' ? format.num(value) : format.num(value, decimalsOf(values)),
  )
}

/** Target solid green, baseline dotted grey, both under the lines and named at the right end. */
function drawReferences(plot: uPlot, { target, baseline, words, format, digits }: PlotSpec, ink: Ink) {
  if (target !== undefined)
    drawLine(
      plot,
      { at: target, stroke: ink.done, text: ink.doneText, dash: [], word: words.target(format.num(target, digits)) },
      ink,
    )
  if (baseline !== undefined)
    drawLine(
      plot,
      {
        at: baseline,
        stroke: ink.text,
        text: ink.text,
        dash: [2, 3],
        word: words.baseline(format.num(baseline, digits)),
      },
      ink,
    )
}

type Line = { at: number; stroke: string; text: string; dash: number[]; word: string }

/** Which end is freer: there the lines are further from the reference, so its name covers none. */
function freerEnd({ data }: uPlot, at: number): 'left' | 'right' {
  const far = (share: readonly [number, number]) => {
    const values = data
      .slice(1)
      .flatMap(line => [...line].slice(Math.floor(line.length * share[0]), Math.ceil(line.length * share[1])))
    return Math.min(...values.filter(value => value !== null && value !== undefined).map(value => Math.abs(value - at)))
  }
  return far([0, 0.2]) >= far([0.8, 1]) ? 'left' : 'right'
}

function drawLine(plot: uPlot, line: Line, ink: Ink) {
  const { ctx, bbox } = plot
  const y = plot.valToPos(line.at, 'y', true)
  const end = freerEnd(plot, line.at)
  const pixel = devicePixelRatio
  ctx.save()
  ctx.strokeStyle = line.stroke
  ctx.lineWidth = 1.2 * pixel
  ctx.setLineDash(line.dash.map(length => length * pixel))
  ctx.beginPath()
  ctx.moveTo(bbox.left, y)
  ctx.lineTo(bbox.left + bbox.width, y)
  ctx.stroke()
  ctx.fillStyle = line.text
  ctx.font = scaledFont(ink.font, pixel)
  ctx.textAlign = end
  ctx.fillText(line.word, end === 'left' ? bbox.left + 6 * pixel : bbox.left + bbox.width, y - 5 * pixel)
  ctx.restore()
}

/** The last value of each line stands at its end, moved apart where ends meet. */
function drawEnds(plot: uPlot, spec: PlotSpec, ink: Ink) {
  const { ctx, data, bbox } = plot
  const pixel = devicePixelRatio
  const every = spec.smoothing > 0 ? 2 : 1
  const ends = spec.series.flatMap((one, at) => {
    const values = data[(at + 1) * every] ?? []
    const last = values.findLastIndex(value => value !== null && value !== undefined)
    const value = values[last]
    if (value === null || value === undefined || one.quiet) return []
    const y = plot.valToPos(value, 'y', true)
    return [{ x: plot.valToPos(data[0]?.[last] ?? 0, 'x', true), y, label: y, value, colour: colourOf(one, at, ink) }]
  })
  const gap = 13 * pixel
  ends
    .sort((a, b) => a.y - b.y)
    .forEach((end, at) => {
      const above = ends[at - 1]
      if (above && end.label - above.label < gap) end.label = above.label + gap
    })
  ctx.save()
  ctx.font = scaledFont(`600 ${ink.font}`, pixel)
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  for (const end of ends) {
    ctx.fillStyle = end.colour
    ctx.beginPath()
    ctx.arc(end.x, end.y, 3 * pixel, 0, 2 * Math.PI)
    ctx.fill()
    ctx.fillStyle = ink.strong
    ctx.fillText(
      spec.format.num(end.value, spec.digits),
      Math.min(end.x, bbox.left + bbox.width) + 7 * pixel,
      end.label,
    )
  }
  ctx.restore()
}

const scaledFont = (font: string, pixel: number) =>
  font.replace(/([\d.]+)px/, (_all, size) => `${Number(size) * pixel}px`)
