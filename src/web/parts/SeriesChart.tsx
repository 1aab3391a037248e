import { Slider } from '@mantine/core'
import '@mantine/core/styles/Slider.css'
import { useEffect, useId, useRef, useState } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { useShownScheme } from '../theme/scheme.ts'
import { Segmented } from './Segmented.tsx'
import css from './SeriesChart.module.css'
import {
  dataOf,
  isLoud,
  optionsOf,
  structureOf,
  writePlace,
  type PlotSpec,
  type Series,
  type XKind,
} from './seriesPlot.ts'
import { SeriesTable, summaryOf } from './SeriesTable.tsx'
import { useWidth } from './useWidth.ts'

export type SeriesChartProps = {
  /** the metric's name */
  label: string
  unit?: string
  better?: 'lower' | 'higher'
  series: readonly Series[]
  xKind?: XKind
  target?: number
  baseline?: number
  digits?: number
  height?: number
  /** how much is smoothed at first; readers may change it */
  smoothing?: number
  /** `none` where many charts stand side by side */
  controls?: 'shown' | 'none'
  /** where the page holds what readers change, with one SeriesControls for all its charts */
  look?: ChartLook
}

export type ChartLook = { smoothing: number; scale: 'linear' | 'log'; view: 'chart' | 'table' }

/** Long series: drag to look closer, double-click to see all again. Appends new points without drawing anew. */
export function SeriesChart({
  series,
  xKind = 'step',
  target,
  baseline,
  digits,
  height = 220,
  smoothing: first = 0,
  controls = 'shown',
  look: held,
  ...named
}: SeriesChartProps) {
  const text = useText(parts).chart
  const format = useFormat()
  const [own, setOwn] = useState<ChartLook>({ smoothing: first, scale: 'linear', view: 'chart' })
  const { smoothing, scale, view } = held ?? own
  const spec: PlotSpec = { series, xKind, scale, smoothing, target, baseline, digits, words: text, format }
  return (
    <figure className={css['figure']}>
      {controls === 'shown' && !held && <SeriesControls look={own} onLook={setOwn} />}
      <Legend series={series.filter(isLoud)} />
      {view === 'table' ? (
        <SeriesTable
          label={named.label}
          series={series.filter(isLoud)}
          xKind={xKind}
          {...(digits !== undefined && { digits })}
        />
      ) : (
        <Plot spec={spec} height={height} />
      )}
      <figcaption className="quiet">
        {[named.label, named.unit, named.better && text[named.better]].filter(Boolean).join(', ')}.{' '}
        {summaryOf(series.filter(isLoud), { format, say: text.seriesText, better: named.better, digits })}
      </figcaption>
    </figure>
  )
}

/** Smoothing, scale and the view as a table: what readers change of a chart. */
export function SeriesControls({ look, onLook }: { look: ChartLook; onLook: (look: ChartLook) => void }) {
  const text = useText(parts).chart
  const format = useFormat()
  const id = useId()
  return (
    <div className={css['controls']}>
      <span id={id}>{text.smoothing}</span>
      <Slider
        className={css['slider'] ?? ''}
        size="xs"
        min={0}
        max={0.99}
        step={0.01}
        value={look.smoothing}
        onChange={smoothing => onLook({ ...look, smoothing })}
        label={null}
        thumbProps={{ 'aria-labelledby': id }}
      />
      <output>{format.num(look.smoothing, 2)}</output>
      <Segmented
        label={text.scale}
        value={look.scale}
        onChange={scale => onLook({ ...look, scale })}
        options={[
          { value: 'linear', label: text.linear },
          { value: 'log', label: text.log },
        ]}
      />
      <Segmented
        label={text.view}
        value={look.view}
        onChange={view => onLook({ ...look, view })}
        options={[
          { value: 'chart', label: text.asChart },
          { value: 'table', label: text.asTable },
        ]}
      />
    </div>
  )
}

function Legend({ series }: { series: readonly Series[] }) {
  if (series.length < 2) return null
  return (
    <ul className={css['legend']}>
      {series.map((one, at) => (
        <li key={one.name} data-tone={one.tone ?? at + 1} data-dashed={one.dashed || at >= 3 || undefined}>
          <i aria-hidden />
          {one.name}
        </li>
      ))}
    </ul>
  )
}

/** A plot is drawn anew when its lines, its scale or the colours change; new points are only added. */
function Plot({ spec, height }: { spec: PlotSpec; height: number }) {
  const text = useText(parts).chart
  const scheme = useShownScheme()
  const isEmpty = spec.series.every(one => one.x.length === 0)
  return (
    <div className={css['plot']} style={{ minHeight: height }}>
      {isEmpty ? (
        <p className={css['empty']}>{text.empty}</p>
      ) : (
        <Canvas key={`${scheme} ${structureOf(spec)}`} spec={spec} height={height} />
      )}
    </div>
  )
}

function Canvas({ spec, height }: { spec: PlotSpec; height: number }) {
  const [place, width] = useWidth<HTMLDivElement>()
  const latest = useRef(spec)
  const [plot, setPlot] = useState<uPlot | undefined>()
  const [cursor, setCursor] = useState<number | undefined>()
  useEffect(() => {
    const target = place.current
    if (!target) return
    const drawing = draw(target, { spec: () => latest.current, height, onCursor: setCursor })
    void drawing.then(setPlot)
    return () => void drawing.then(drawn => drawn.destroy())
  }, [place, height])
  useEffect(() => {
    latest.current = spec
    plot?.setData(dataOf(spec))
  }, [plot, spec])
  useEffect(() => {
    if (width > 0) plot?.setSize({ width, height })
  }, [plot, width, height])
  return <div ref={place}>{cursor !== undefined && plot && <Tip plot={plot} at={cursor} spec={spec} />}</div>
}

type Drawing = { spec: () => PlotSpec; height: number; onCursor: (at: number | undefined) => void }

/** Waits a moment: the scheme's attribute and the font are final only then, and a canvas would keep the wrong ones. */
async function draw(target: HTMLElement, { spec, height, onCursor }: Drawing): Promise<uPlot> {
  await Promise.all([document.fonts.load('12px "Hanken Grotesk Variable"'), new Promise(requestAnimationFrame)])
  const options = optionsOf(spec, { width: target.clientWidth, height })
  const setCursor = [(drawn: uPlot) => onCursor(drawn.cursor.idx ?? undefined)]
  return new uPlot({ ...options, hooks: { ...options.hooks, setCursor } }, dataOf(spec()), target)
}

/** The values under the pointer. */
function Tip({ plot, at, spec }: { plot: uPlot; at: number; spec: PlotSpec }) {
  const { format, series, smoothing, xKind, digits } = spec
  const x = plot.data[0]?.[at]
  if (x === undefined) return null
  const left = plot.valToPos(x, 'x') + plot.bbox.left / devicePixelRatio
  const onRight = left > plot.width / 2
  return (
    <div className={css['tip']} style={onRight ? { right: plot.width - left + 12 } : { left: left + 12 }} aria-hidden>
      <strong>{xKind === 'time' ? format.fullTime(x) : writePlace(x, xKind, format)}</strong>
      {series.map((one, index) => {
        const value = plot.data[(index + 1) * (smoothing > 0 ? 2 : 1)]?.[at]
        return value === null || value === undefined || one.quiet ? null : (
          <span key={one.name} data-tone={one.tone ?? index + 1}>
            <i />
            {one.name} <b>{format.num(value, digits)}</b>
          </span>
        )
      })}
    </div>
  )
}
