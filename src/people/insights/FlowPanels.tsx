import type { ReactNode } from 'react'
import { useFormat, type Format } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { SeatOar } from '../../web/parts/SeatOar.tsx'
import { Table, type Column } from '../../web/parts/Table.tsx'
import { insights } from '../../web/text/insights.ts'
import { useText } from '../../web/text/text.ts'
import type { Delivery, FlowLine, FlowWait, WaitSum } from './flow/flow.schema.ts'
import css from './insights.module.css'

type Words = (typeof insights)['en']
type Of<Row> = { slug: string; row: Row }
type WaitRow = WaitSum & { project: FlowLine['project'] }

/** How a number came about, in words, where it stands. */
export function How({ children }: { children: ReactNode }) {
  const text = useText(insights)
  return (
    <details className={css['how']}>
      <summary>{text.how}</summary>
      <p>{children}</p>
    </details>
  )
}

export function Off() {
  return <p className={css['inside']}>{useText(insights).off}</p>
}

/** What was waited for, and who could end it; of one project or of each. */
export function WaitSumsPanel({ lines }: { lines: readonly FlowLine[] }) {
  const text = useText(insights)
  const format = useFormat()
  const rows = lines.flatMap(({ project, waits }) => (waits ?? []).map(row => ({ ...row, project })))
  const isOff = lines.length > 0 && lines.every(({ waits }) => waits === null)
  return (
    <Panel title={text.flow} note={text.flowNote} flush>
      {isOff ? (
        <Off />
      ) : (
        <Table
          label={text.flow}
          columns={sumColumnsOf({ text, format, isOfEach: lines.length > 1, longest: longestOf(rows) })}
          rows={rows.toSorted((a, b) => b.ms - a.ms)}
          keyOf={row => `${row.project.id} ${row.kind}`}
          empty={text.noWaits}
        />
      )}
      <How>{text.flowHow}</How>
    </Panel>
  )
}

const projectColumn = (text: Words): Column<WaitRow> => ({
  id: 'project',
  head: text.project,
  cell: row => <Go href={`/insights?project=${row.project.slug}`}>{row.project.name}</Go>,
  phone: 'line',
})

type SumScope = { text: Words; format: Format; isOfEach: boolean; longest: number }

const longestOf = (rows: readonly WaitSum[]) => Math.max(1, ...rows.flatMap(({ ms, beforeMs }) => [ms, beforeMs]))

const percent = (share: number) => `${(share * 100).toFixed(2)}%`

/** This time as a bar, the time before it as a tick, both of the longest; the columns beside it say them in words. */
const WaitBar = ({ ms, beforeMs, longest }: WaitSum & { longest: number }) => (
  <span className={css['bar']} aria-hidden>
    <span style={{ width: percent(ms / longest) }} />
    {beforeMs > 0 && <i style={{ left: percent(beforeMs / longest) }} />}
  </span>
)

const sumColumnsOf = ({ text, format, isOfEach, longest }: SumScope): Column<WaitRow>[] => [
  { id: 'kind', head: text.wait, cell: row => text.kind[row.kind], phone: 'title' },
  ...(isOfEach ? [projectColumn(text)] : []),
  {
    id: 'bar',
    head: text.tick,
    cell: row => <WaitBar {...row} longest={longest} />,
    width: isOfEach ? '18%' : '26%',
    phone: 'hide',
  },
  { id: 'time', head: text.time, cell: row => format.age(row.ms), align: 'right', phone: 'aside' },
  {
    id: 'working',
    head: <Go href="/people/hours">{text.working}</Go>,
    // less than a tenth of an hour is none here
    cell: row => `${format.num(Math.round(row.workingMs / 360_000) / 10, 1)} h`,
    align: 'right',
    phone: 'hide',
  },
  {
    id: 'before',
    head: text.before,
    cell: row => (row.beforeMs === 0 ? '–' : format.age(row.beforeMs)),
    align: 'right',
    phone: 'hide',
  },
  {
    id: 'waits',
    head: text.waits,
    cell: row => <Go href={eventsOf(row.project.slug, row.kind)}>{format.num(row.waits)}</Go>,
    align: 'right',
    phone: 'hide',
  },
  { id: 'open', head: text.open, cell: row => format.num(row.open), align: 'right', phone: 'hide' },
  { id: 'seat', head: text.seat, cell: row => row.seat && <SeatOar seat={row.seat} />, phone: 'line' },
]

const eventsOf = (slug: string, kind: WaitSum['kind']) =>
  `/projects/${slug}/events?kind=${kind === 'compute' ? 'attempt' : kind === 'release' ? 'deployment' : 'request'}`

/** What waits this moment, and on whom. */
export function OpenWaitsPanel({ lines }: { lines: readonly FlowLine[] }) {
  const text = useText(insights)
  const format = useFormat()
  const rows: Of<FlowWait>[] = lines
    .flatMap(({ project, open }) => (open ?? []).map(row => ({ slug: project.slug, row })))
    .toSorted((a, b) => a.row.startedAt - b.row.startedAt)
    .slice(0, 30)
  return (
    <Panel title={text.oldest} note={text.oldestNote} flush>
      <Table
        label={text.oldest}
        columns={openColumnsOf(text, format)}
        rows={rows}
        keyOf={({ row }) => row.id}
        empty={text.nothingOpen}
      />
    </Panel>
  )
}

const openColumnsOf = (text: Words, format: Format): Column<Of<FlowWait>>[] => [
  {
    id: 'what',
    head: text.what,
    cell: ({ slug, row }) =>
      row.requestId === null ? (
        row.subject
      ) : (
        <Go href={`/projects/${slug}/requests/${row.requestId}`}>{row.subject}</Go>
      ),
    phone: 'title',
  },
  { id: 'kind', head: text.wait, cell: ({ row }) => text.kind[row.kind], phone: 'line' },
  {
    id: 'seat',
    head: text.seat,
    cell: ({ row }) =>
      row.seat && (
        <>
          <SeatOar seat={row.seat} state={row.isEmpty ? 'empty' : 'filled'} />
          {row.isEmpty && <small> {text.nobody}</small>}
        </>
      ),
    phone: 'line',
  },
  { id: 'since', head: text.since, cell: ({ row }) => format.ago(row.startedAt), align: 'right', phone: 'aside' },
]

/** Each version that went to production: one bar, split. */
export function VersionsPanel({
  slug,
  deliveries,
  line,
}: {
  slug: string
  deliveries: readonly Delivery[] | null
  line: FlowLine
}) {
  const text = useText(insights)
  const format = useFormat()
  const now = line.toProduction?.now
  const before = line.toProduction?.before
  return (
    <Panel title={text.versions} note={text.versionsNote} flush>
      {deliveries === null || !now || !before ? (
        <Off />
      ) : (
        <>
          {now.n + before.n > 0 && (
            <dl className={`${css['facts']} ${css['inside']}`}>
              <Fact label={text.half} now={now.p50} was={before.p50} n={now.n} />
              <Fact label={text.most} now={now.p85} was={before.p85} n={now.n} />
              {line.efficiency !== null && (
                <div>
                  <dt>{text.efficiency}</dt>
                  <dd>
                    <strong>{format.num(line.efficiency, 2)}</strong>
                  </dd>
                </div>
              )}
            </dl>
          )}
          <Table
            label={text.versions}
            columns={versionColumnsOf({ slug, text, format })}
            rows={deliveries}
            keyOf={row => row.eventId}
            empty={text.noVersions}
          />
        </>
      )}
      <How>{text.versionsHow}</How>
    </Panel>
  )
}

const wholeOf = ({ slices }: Delivery) => slices.reduce((sum, slice) => sum + slice.ms, 0)

type VersionScope = { slug: string; text: Words; format: Format }

const versionColumnsOf = ({ slug, text, format }: VersionScope): Column<Delivery>[] => [
  {
    id: 'version',
    head: text.versions,
    cell: row => (
      <Go href={`/projects/${slug}/models/${encodeURIComponent(row.model.name)}/${row.version}`}>
        {row.model.name} v{row.version}
      </Go>
    ),
    phone: 'title',
    width: '180px',
  },
  { id: 'split', head: text.time, cell: row => <Split delivery={row} whole={wholeOf(row)} />, phone: 'line' },
  {
    id: 'time',
    head: text.toProduction,
    cell: row => (row.isNew ? format.age(wholeOf(row)) : text.retraining),
    align: 'right',
    width: '130px',
    phone: 'aside',
  },
  {
    id: 'events',
    head: text.events,
    cell: row => <Go href={`/projects/${slug}/events?kind=deployment`}>{format.date(row.at)}</Go>,
    align: 'right',
    width: '110px',
    phone: 'hide',
  },
]

function Fact({ label, now, was, n }: { label: string; now: number | null; was: number | null; n: number }) {
  const text = useText(insights)
  const format = useFormat()
  const shown = (ms: number | null) => (ms === null ? '–' : format.age(ms))
  return (
    <div>
      <dt>{label}</dt>
      <dd>
        <strong>{shown(now)}</strong>{' '}
        <small>
          {text.was(shown(was))}, {text.few(format.num(n))}
        </small>
      </dd>
    </div>
  )
}

function Split({ delivery, whole }: { delivery: Delivery; whole: number }) {
  const text = useText(insights)
  const format = useFormat()
  const words = delivery.slices.map(slice => `${text.kind[slice.kind]} ${format.age(slice.ms)}`).join(', ')
  return (
    <span className={css['bar']} role="img" aria-label={words} title={words}>
      {delivery.slices.map(slice => (
        <i key={slice.kind} data-kind={slice.kind} style={{ width: `${(slice.ms / whole) * 100}%` }} />
      ))}
    </span>
  )
}
