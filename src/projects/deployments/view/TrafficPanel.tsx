import { useQuery } from '@tanstack/react-query'
import { useState, type ReactNode } from 'react'
import { useFormat } from '../../../web/format.ts'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { BigNumber } from '../../../web/parts/Num.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { SeriesChart } from '../../../web/parts/SeriesChart.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { useProject } from '../../../web/project.ts'
import { traffic } from '../../../web/text/traffic.ts'
import { useText } from '../../../web/text/text.ts'
import { Span, type TrafficHistory, type VersionTraffic } from '../predictions/predictions.schema.ts'
import css from './endpoint.module.css'
import { historyQuery } from './predictionQueries.tsx'
import { pointsOf, seriesOf } from './traffic.look.ts'

/** How much it is asked, how fast it answers and how often it fails, over time. */
export function TrafficPanel({ endpoint }: { endpoint: string }) {
  const text = useText(traffic)
  const { slug } = useProject()
  const [span, setSpan] = useState<Span>('day')
  const query = useQuery(historyQuery(slug, { endpoint, span }))
  const options = Span.options.map(value => ({ value, label: text.spans[value] }))
  const choice = <Segmented label={text.span} value={span} onChange={setSpan} options={options} />
  return (
    <Panel title={text.title} aside={choice}>
      <Loaded query={query}>
        {history => (history.total ? <Told history={history} /> : <p className={css['room']}>{text.none}</p>)}
      </Loaded>
    </Panel>
  )
}

function Told({ history }: { history: TrafficHistory }) {
  const text = useText(traffic)
  const format = useFormat()
  const { total, stretch } = history
  const requests = text.requestsPer(format.duration(stretch))
  return (
    <Stack>
      <Numbers total={total} />
      <Small title={requests}>
        <SeriesChart
          {...common}
          label={requests}
          height={110}
          series={[{ name: text.requests, ...pointsOf(history, one => one.requests) }]}
        />
      </Small>
      <Small title={`${text.latency}, ${text.percentilesNote}`}>
        <SeriesChart
          {...common}
          label={text.latency}
          unit="ms"
          better="lower"
          height={160}
          series={seriesOf(history, text.versionOf)}
        />
      </Small>
      <Small title={text.errors}>
        <SeriesChart
          {...common}
          label={text.errors}
          height={90}
          better="lower"
          series={[{ name: text.errors, tone: 3, ...pointsOf(history, one => one.errors) }]}
        />
      </Small>
    </Stack>
  )
}

const common = { xKind: 'time', controls: 'none' } as const

function Numbers({ total }: Pick<TrafficHistory, 'total'>) {
  const text = useText(traffic)
  const format = useFormat()
  if (!total) return null
  const { requests, rows, errors } = total
  return (
    <div className={css['numbers']}>
      <BigNumber label={text.requests} value={format.num(requests)} />
      <BigNumber label={text.rows} value={format.num(rows)} />
      <BigNumber
        label={text.errors}
        value={format.num(errors)}
        beside={text.errorShare(format.share(errors / requests))}
      />
      {(['p50', 'p95', 'p99'] as const).map(name => (
        <BigNumber key={name} label={name} value={format.num(total[name], 1)} beside="ms" />
      ))}
    </div>
  )
}

function Small({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <h3 className={css['small']}>{title}</h3>
      {children}
    </div>
  )
}

/** What each version did in the last 30 days, so that a new one can be held against the one before. */
export function VersionsPanel({ endpoint }: { endpoint: string }) {
  const text = useText(traffic)
  const { slug } = useProject()
  const query = useQuery(historyQuery(slug, { endpoint, span: 'month' }))
  const columns = useColumns()
  return (
    <Panel title={text.byVersion} note={text.spans.month} flush>
      <Loaded query={query}>
        {({ versions }) => (
          <Table
            label={text.byVersion}
            columns={columns}
            rows={versions}
            keyOf={row => row.deploymentId}
            empty={text.none}
          />
        )}
      </Loaded>
    </Panel>
  )
}

/** On a phone a number has no head above it. */
const Labelled = ({ label, children }: { label: string; children: ReactNode }) => (
  <>
    <span className={css['label']}>{label} </span>
    {children}
  </>
)

function useColumns(): Column<VersionTraffic>[] {
  const text = useText(traffic)
  const format = useFormat()
  const number = (id: 'requests' | 'rows' | 'errors', head: string): Column<VersionTraffic> => ({
    ...{ id, head, align: 'right' },
    cell: row => <Labelled label={head}>{format.num(row[id])}</Labelled>,
  })
  const time = (id: 'p50' | 'p95' | 'p99'): Column<VersionTraffic> => ({
    ...{ id, head: `${id}, ms`, align: 'right' },
    cell: row => <Labelled label={id}>{format.num(row[id], 1)}</Labelled>,
  })
  return [
    { id: 'version', head: text.version, phone: 'title', cell: row => text.versionOf(row.model, row.version) },
    ...[number('requests', text.requests), number('rows', text.rows), number('errors', text.errors)],
    ...[time('p50'), time('p95'), time('p99')],
  ]
}
