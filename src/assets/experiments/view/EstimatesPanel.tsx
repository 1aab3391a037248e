import { useFormat, type Format } from '../../../web/format.ts'
import { Interval } from '../../../web/parts/Interval.tsx'
import { Num } from '../../../web/parts/Num.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { extent, padded } from '../../../web/parts/scale.ts'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { runs } from '../../../web/text/runs.ts'
import { useText } from '../../../web/text/text.ts'
import { directionOf, type Estimate } from './runs.look.ts'

/** Metrics that came with their interval: each against its baseline, drawn, because a number alone says too much. */
export function EstimatesPanel({ estimates }: { estimates: readonly Estimate[] }) {
  const text = useText(runs)
  const format = useFormat()
  if (estimates.length === 0) return null
  return (
    <Panel title={text.estimate.title} note={text.estimate.note} flush>
      <Table label={text.estimate.title} columns={columnsOf(text, format)} rows={estimates} keyOf={({ key }) => key} />
    </Panel>
  )
}

/** On a scale of its own: metrics of one run do not share a unit. */
function Against({ estimate: { key, value, low, high, baseline } }: { estimate: Estimate }) {
  const better = directionOf(key)
  const scale = padded(extent([low, high, baseline]), 0.15)
  return (
    <Interval
      {...{ value, low, high, scale }}
      digits={4}
      width={150}
      {...(baseline !== null && { reference: baseline })}
      {...(better && { better })}
    />
  )
}

const columnsOf = (text: (typeof runs)['en'], format: Format): Column<Estimate>[] => [
  { id: 'name', head: text.metric.name, phone: 'title', cell: ({ key }) => <code>{key}</code> },
  {
    id: 'value',
    head: text.estimate.value,
    align: 'right',
    phone: 'aside',
    cell: ({ value, low, high }) => <Num value={value} range={[low, high]} />,
  },
  {
    id: 'interval',
    head: text.estimate.interval,
    width: '180px',
    cell: estimate => <Against estimate={estimate} />,
  },
  {
    id: 'baseline',
    head: text.estimate.baseline,
    align: 'right',
    phone: 'hide',
    cell: ({ baseline }) => format.num(baseline),
  },
]
