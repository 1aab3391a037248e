import { Button } from '@mantine/core'
import { IconPlus } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat } from '../../web/format.ts'
import { Empty } from '../../web/parts/Empty.tsx'
import { BigNumber } from '../../web/parts/Num.tsx'
import { Panel, Stack } from '../../web/parts/Panel.tsx'
import { RightTo } from '../../web/parts/RightTo.tsx'
import { SeriesChart } from '../../web/parts/SeriesChart.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import type { Kpi } from '../charter/charter.schema.ts'
import { KpiDialog, ValueDialog } from './KpiDialogs.tsx'
import css from './story.module.css'

/** The number that decides: now with its interval, baseline and target, and its course. */
export function KpiPanel({ kpis }: { kpis: readonly Kpi[] }) {
  const text = useText(story)
  const [isAdding, setAdding] = useState(false)
  const add = (
    <RightTo right="kpi:write" action={text.addKpiAction}>
      <Button leftSection={<IconPlus />} onClick={() => setAdding(true)}>
        {text.addKpi}
      </Button>
    </RightTo>
  )
  return (
    <Panel title={<span id="kpi">{text.kpi}</span>} span={8} aside={kpis.length > 0 && add}>
      {kpis.length === 0 && (
        <Empty title={text.noKpi} actions={add}>
          {text.noKpiText}
        </Empty>
      )}
      <Stack>
        {kpis.map(kpi => (
          <KpiStory key={kpi.id} kpi={kpi} />
        ))}
      </Stack>
      {isAdding && <KpiDialog onClose={() => setAdding(false)} />}
    </Panel>
  )
}

function KpiStory({ kpi }: { kpi: Kpi }) {
  const text = useText(story)
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const now = kpi.values.at(-1)
  const range = now && now.low !== null && now.high !== null ? `(${format.interval([now.low, now.high])})` : undefined
  const n = now?.n ? `, n = ${format.num(now.n)}` : ''
  return (
    <div>
      <div className={css['kpi']}>
        <BigNumber
          label={`${kpi.name}, ${kpi.unit}`}
          value={now ? format.num(now.value) : '–'}
          beside={range && range + n}
          note={now ? text.measured(format.when(now.at)) : text.notMeasured}
        />
        <BigNumber label={text.baseline} value={format.num(kpi.baseline)} />
        <BigNumber
          label={text.target}
          value={format.num(kpi.target)}
          note={text.byDate(format.date(Date.parse(kpi.targetDate)))}
        />
        <div className={css['record']}>
          <Way kpi={kpi} />
          <RightTo right="kpi:write" action={text.recordAction}>
            <Button onClick={() => setOpen(true)}>{text.record}</Button>
          </RightTo>
        </div>
      </div>
      <Course kpi={kpi} />
      {isOpen && <ValueDialog kpi={kpi} onClose={() => setOpen(false)} />}
    </div>
  )
}

/** How much of the promised change is there. */
function Way({ kpi: { values, baseline, target } }: { kpi: Kpi }) {
  const text = useText(story)
  const format = useFormat()
  const now = values.at(-1)
  if (!now || target === baseline) return null
  const share = (now.value - baseline) / (target - baseline)
  return share >= 1 ? (
    <Status is="done">{text.reached}</Status>
  ) : (
    <Status is="running">{text.wayDone(format.share(Math.max(0, share), 0))}</Status>
  )
}

function Course({ kpi }: { kpi: Kpi }) {
  const text = useText(story)
  if (kpi.values.length === 0) return <p className={css['thin']}>{text.oneValue}</p>
  const x = kpi.values.map(({ at }) => at)
  return (
    <SeriesChart
      label={kpi.name}
      unit={kpi.unit}
      better={kpi.direction}
      series={[{ name: kpi.name, x, y: kpi.values.map(({ value }) => value), tone: 1 }]}
      xKind="time"
      baseline={kpi.baseline}
      target={kpi.target}
      height={200}
      controls="none"
    />
  )
}
