import { ActionIcon } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { useFormat } from '../../../../web/format.ts'
import { Panel } from '../../../../web/parts/Panel.tsx'
import { Segmented } from '../../../../web/parts/Segmented.tsx'
import {
  SeriesChart,
  SeriesControls,
  type ChartLook,
  type SeriesChartProps,
} from '../../../../web/parts/SeriesChart.tsx'
import { compare } from '../../../../web/text/compare.ts'
import { useText } from '../../../../web/text/text.ts'
import type { ComparePart } from '../../ComparePage.tsx'
import { seriesOf } from './compare.look.ts'
import { KeyMenu } from '../KeyMenu.tsx'
import { directionOf, hasCourse, judgingMetrics } from '../runs.look.ts'
import { listOf, type CompareSearch } from '../addresses.schema.ts'
import { savePng } from '../../../../web/parts/saveChart.ts'
import { useCurves } from '../useCurves.ts'
import css from './compare.module.css'

const firstCurves = 2
const xKinds = { step: 'step', time: 'elapsed', wall: 'time' } as const
/** of all curves of a metric together */
const mostPoints = 30_000

/** The course of metrics, one chart each, all runs over each other. */
export function CompareCurves({ of, search, show }: ComparePart) {
  const text = useText(compare)
  const format = useFormat()
  const [look, setLook] = useLook(search, show)
  const metrics = judgingMetrics(of.runs).filter(key => hasCourse(of.runs, key))
  const keys = listOf(search.curves)?.filter(key => metrics.includes(key)) ?? metrics.slice(0, firstCurves)
  const points = Math.max(60, Math.min(400, Math.floor(mostPoints / of.runs.length)))
  const curves = useCurves({ keys, lists: [of.runs], points })
  const xKind = xKinds[search.x ?? 'step']
  const grey = of.runs.length - of.tones.size
  if (metrics.length === 0)
    return (
      <Panel title={text.curves}>
        <p className={css['none']}>{text.noCurves}</p>
      </Panel>
    )
  return (
    <Panel
      title={text.curves}
      note={grey > 0 ? text.quiet(format.num(grey)) : text.curvesNote}
      aside={
        <>
          <SeriesControls look={look} onLook={setLook} />
          <Segmented
            label={text.along}
            value={search.x ?? 'step'}
            onChange={x => show({ x: x === 'step' ? undefined : x })}
            options={[
              { value: 'step', label: text.step },
              { value: 'time', label: text.elapsed },
              { value: 'wall', label: text.clock },
            ]}
          />
          <KeyMenu
            label={text.chooseCurves}
            options={metrics.map(key => ({ id: key, label: key, group: text.metrics }))}
            chosen={keys}
            onChoose={list => show({ curves: list.join(',') })}
          >
            {text.chooseCurves}
          </KeyMenu>
        </>
      }
    >
      <div className={css['curves']}>
        {keys.map(key => (
          <Curve key={key} label={key} look={look} xKind={xKind} series={seriesOf(of, key, { curves, xKind })} />
        ))}
      </div>
    </Panel>
  )
}

function Curve(props: SeriesChartProps) {
  const text = useText(compare)
  const place = useRef<HTMLDivElement>(null)
  const better = directionOf(props.label)
  return (
    <div ref={place} className={css['curve']}>
      <h3>
        {props.label}
        <ActionIcon
          variant="subtle"
          aria-label={text.picture.png(props.label)}
          title={text.picture.png(props.label)}
          onClick={() => place.current && savePng(props.label, place.current)}
        >
          <IconDownload />
        </ActionIcon>
      </h3>
      <SeriesChart {...props} {...(better && { better })} />
    </div>
  )
}

/** A slider moves faster than addresses may change, so the address follows when it rests. */
function useLook(search: CompareSearch, show: ComparePart['show']) {
  const [look, setLook] = useState<ChartLook>({
    smoothing: search.smooth ?? 0,
    scale: search.log ? 'log' : 'linear',
    view: 'chart',
  })
  const tell = useRef(show)
  useEffect(() => {
    tell.current = show
  })
  const smooth = look.smoothing === 0 ? undefined : look.smoothing
  const log = look.scale === 'log' ? true : undefined
  const isTold = smooth === search.smooth && log === search.log
  useEffect(() => {
    if (isTold) return
    const due = setTimeout(() => tell.current({ smooth, log }), 250)
    return () => clearTimeout(due)
  }, [isTold, smooth, log])
  return [look, setLook] as const
}
