import { useState } from 'react'
import { Histogram, HistogramChart, VersionLegend } from '../parts/Histogram.tsx'
import { Interval } from '../parts/Interval.tsx'
import { Change, Num } from '../parts/Num.tsx'
import { Grid, Panel } from '../parts/Panel.tsx'
import { SeriesChart } from '../parts/SeriesChart.tsx'
import { judge } from '../parts/scale.ts'
import { Sparkline } from '../parts/Sparkline.tsx'
import { Table, type Column, type Sort } from '../parts/Table.tsx'
import { TopBars } from '../parts/TopBars.tsx'
import { before, bins, curve, hour } from './invented.ts'

const counts = [
  4, 10, 28, 70, 160, 310, 560, 910, 1260, 1590, 1940, 1880, 1830, 1440, 1160, 930, 720, 600, 470, 420, 340, 300, 250,
  210, 170, 150, 130, 110, 95, 80, 70, 66, 58, 50, 46, 40, 36, 32, 30, 28,
]
const earlier = counts.map((count, at) => count * (0.97 + 0.06 * Math.sin(at)))

type Slice = { name: string; n: number; change: number; low: number; high: number }
const slices: Slice[] = [
  { name: 'All flights', n: 4012, change: -0.45, low: -0.63, high: -0.27 },
  { name: 'Routes under 400 miles', n: 1244, change: -0.74, low: -1.06, high: -0.42 },
  { name: 'Routes over 1,500 miles', n: 431, change: -0.12, low: -0.55, high: 0.31 },
  { name: 'Hubs, evening', n: 318, change: 0.21, low: 0.08, high: 0.5 },
]
const columns: Column<Slice>[] = [
  { id: 'name', head: 'Slice', cell: row => <strong>{row.name}</strong>, phone: 'title', sortable: true },
  { id: 'n', head: 'n', align: 'right', cell: row => <Num value={row.n} />, phone: 'hide', group: 'Change' },
  {
    id: 'interval',
    head: 'Change, 95 % interval',
    group: 'Change',
    cell: row => <Interval value={row.change} low={row.low} high={row.high} scale={[-1.2, 0.7]} better="lower" />,
  },
  {
    id: 'change',
    head: 'Minutes',
    align: 'right',
    group: 'Change',
    sortable: true,
    cell: row => <Change value={row.change} digits={2} reading={judge(row, 0, 'lower')} />,
    phone: 'aside',
  },
]

const steps = Array.from({ length: 641 }, (_, at) => at)
const minutes = Array.from({ length: 300 }, (_, at) => before((300 - at) * 60_000))

export function ChartParts() {
  const [sort, setSort] = useState<Sort>({ by: 'change', direction: 'asc' })
  return (
    <Grid>
      <Panel title="val_mae" note="minutes, lower is better" span={8}>
        <SeriesChart
          label="val_mae"
          unit="minutes"
          better="lower"
          smoothing={0.6}
          digits={2}
          target={13.5}
          baseline={16.84}
          series={[
            { name: 'validation', x: steps, y: curve(641, { from: 17, to: 13.7, noise: 0.3, seed: 7 }), tone: 1 },
            { name: 'training', x: steps, y: curve(641, { from: 16.8, to: 12.5, noise: 0.2, seed: 11 }), tone: 4 },
            {
              name: 'keen-petrel-141',
              x: steps,
              y: curve(641, { from: 17.1, to: 13.9, noise: 0.2, seed: 3 }),
              tone: 6,
              dashed: true,
            },
          ]}
        />
      </Panel>
      <Panel title="Latency" note="ms, one point a minute" span={4}>
        <SeriesChart
          label="Latency"
          unit="ms"
          xKind="time"
          controls="none"
          digits={1}
          height={160}
          series={[{ name: 'p95', x: minutes, y: curve(300, { from: 22, to: 15, noise: 3, seed: 5 }) }]}
        />
        <SeriesChart label="Errors" controls="none" height={110} series={[]} />
      </Panel>
      <Panel
        title="delay"
        note="arrival delay in minutes, negative is early"
        span={8}
        aside={<VersionLegend now="v4" before="v3" />}
      >
        <HistogramChart
          bins={bins(counts, -40, 4.5)}
          previous={earlier}
          unit="min"
          marks={[
            { at: 0, label: 'median 0' },
            { at: 63, label: 'p95 63' },
          ]}
        />
      </Panel>
      <Panel title="distance" note="int16" span={4}>
        <Histogram bins={bins(counts.slice(0, 24), 30, 185)} unit="miles" />
        <TopBars
          items={[
            { name: 'DFW', value: 1103 },
            { name: 'ORD', value: 1095 },
            { name: 'ATL', value: 846 },
            { name: 'LAX', value: 777 },
          ]}
          more={216}
        />
      </Panel>
      <Panel
        title="Against the deployed v4"
        note="change in mean absolute error, minutes; left is better"
        span={8}
        flush
      >
        <Table
          label="Slices"
          columns={columns}
          rows={slices.toSorted(
            (a, b) =>
              (sort.by === 'name' ? a.name.localeCompare(b.name) : a.change - b.change) *
              (sort.direction === 'asc' ? 1 : -1),
          )}
          keyOf={row => row.name}
          onOpen={() => {}}
          sort={sort}
          onSort={setSort}
        />
      </Panel>
      <Panel title="What moves the error" note="at iteration 600" span={4}>
        <TopBars
          digits={2}
          note="Minutes of error added when shuffled; line = 95 % interval."
          items={[
            { name: 'inbound_delay_3h', value: 2.31, low: 2.2, high: 2.42 },
            { name: 'dep_hour', value: 1.02, low: 0.93, high: 1.1 },
            { name: 'route_delay_7d', value: 0.88, low: 0.8, high: 0.97 },
            { name: 'weekday', value: 0.18, low: 0.12, high: 0.22 },
          ]}
        />
        <Sparkline values={[18.4, 18.1, 18.2, 17.6, 17.1, 16.9]} baseline={18.4} target={14} />
        <Sparkline values={[298, 290, 260, 240, 222, 212]} baseline={298} target={220} tone="done" width={110} />
        <p>{new Date(before(hour)).getFullYear() > 2000 && 'Sparkline scale: baseline to target.'}</p>
      </Panel>
    </Grid>
  )
}
