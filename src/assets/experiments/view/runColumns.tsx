import type { Format } from '../../../web/format.ts'
import { Avatar } from '../../../web/parts/Avatar.tsx'
import { Chip } from '../../../web/parts/Chip.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { StatusMark } from '../../../web/parts/Status.tsx'
import type { Column } from '../../../web/parts/Table.tsx'
import { Duration, When } from '../../../web/parts/Time.tsx'
import type { runs } from '../../../web/text/runs.ts'
import type { RunSummary } from '../experiments.schema.ts'
import {
  bestOf,
  directionOf,
  fieldOf,
  judgingMetrics,
  metricOf,
  paramOf,
  runStatus,
  tellingParams,
} from './runs.look.ts'
import css from './run.module.css'

/** What a column needs beside the row: words, and the hypotheses that runs name by id. */
export type Said = {
  slug: string
  text: (typeof runs)['en']
  format: Format
  hypotheses: ReadonlyMap<string, { number: number; title: string }>
}

const arrows = { lower: '↓', higher: '↑' }
const mostMetrics = 4
const mostParams = 4

/** Run, who, when, then the metrics that judge and the params in which the runs differ. */
export function columnsOf(rows: readonly RunSummary[], said: Said): Column<RunSummary>[] {
  return [
    ...runColumns(said),
    ...judgingMetrics(rows)
      .slice(0, mostMetrics)
      .map((key, at) => metricColumn(rows, key, { said, isFirst: at === 0 })),
    ...tellingParams(rows)
      .slice(0, mostParams)
      .map((key): Column<RunSummary> => ({
        id: fieldOf('params', key),
        head: key,
        group: said.text.params,
        phone: 'hide',
        sortable: true,
        cell: row => <code className={css['line']}>{paramOf(row, key) ?? '–'}</code>,
      })),
  ]
}

type MetricSaid = { said: Said; isFirst: boolean }

function metricColumn(rows: readonly RunSummary[], key: string, { said, isFirst }: MetricSaid): Column<RunSummary> {
  const better = directionOf(key)
  const best = bestOf(rows, key, better)
  return {
    id: fieldOf('metrics', key),
    head: better ? `${key} ${arrows[better]}` : key,
    group: said.text.metrics,
    align: 'right',
    phone: isFirst ? 'aside' : 'hide',
    sortable: true,
    cell: row => {
      const value = metricOf(row, key)
      const isBest = value !== null && value === best
      return <span className={isBest ? css['top'] : undefined}>{said.format.num(value)}</span>
    },
  }
}

function runColumns({ slug, text, format, hypotheses }: Said): Column<RunSummary>[] {
  const { column } = text
  return [
    {
      id: 'attributes.run_name',
      head: column.run,
      phone: 'title',
      sortable: true,
      cell: row => (
        <span className={css['run']}>
          <StatusMark is={runStatus[row.status]} label={text.status[row.status]} />
          <Go href={`/projects/${slug}/runs/${row.id}`}>{row.name}</Go>
        </span>
      ),
    },
    {
      id: 'who',
      head: column.who,
      cell: ({ by }) => (
        <span title={by.name}>
          <Avatar person={by} size={20} />
          <span className="quiet">{by.name}</span>
        </span>
      ),
    },
    {
      id: 'attributes.start_time',
      head: column.started,
      align: 'right',
      sortable: true,
      cell: row => (
        <span className={css['line']}>
          <When at={row.startedAt} />
        </span>
      ),
    },
    {
      id: 'wall',
      head: column.wall,
      align: 'right',
      cell: row => (
        <span className={css['line']}>
          <Duration from={row.startedAt} to={row.endedAt ?? undefined} />
        </span>
      ),
    },
    {
      id: 'hypothesis',
      head: text.hypothesis,
      phone: 'hide',
      cell: row => {
        const tested = row.hypothesisId === null ? undefined : hypotheses.get(row.hypothesisId)
        return tested ? (
          <span title={tested.title}>
            <Chip>H{format.num(tested.number)}</Chip>
          </span>
        ) : (
          '–'
        )
      },
    },
  ]
}
