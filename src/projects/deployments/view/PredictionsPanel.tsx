import { useQuery } from '@tanstack/react-query'
import { useFormat, type Format } from '../../../web/format.ts'
import { Histogram } from '../../../web/parts/Histogram.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { useProject } from '../../../web/project.ts'
import { traffic } from '../../../web/text/traffic.ts'
import { useText } from '../../../web/text/text.ts'
import type { LoggedPrediction, Outcomes } from '../predictions/predictions.schema.ts'
import css from './endpoint.module.css'
import { predictionsQuery } from './predictionQueries.tsx'

/** How the results are spread, a version above the other on one scale. */
export function OutcomesPanel({ endpoint }: { endpoint: string }) {
  const text = useText(traffic)
  const { slug } = useProject()
  const format = useFormat()
  const query = useQuery(predictionsQuery(slug, endpoint))
  const { outcomes = [], requestsRead = 0 } = query.data ?? {}
  if (outcomes.length === 0) return null
  return (
    <Panel title={text.outcomes} note={text.outcomesNote(format.num(requestsRead))}>
      <Stack>
        {outcomes.map(one => (
          <Outcome key={`${one.model} ${one.version}`} outcome={one} />
        ))}
      </Stack>
    </Panel>
  )
}

function Outcome({ outcome: { model, version, rows, labels, bins } }: { outcome: Outcomes }) {
  const text = useText(traffic)
  const format = useFormat()
  const most = Math.max(1, ...labels.map(one => one.count))
  return (
    <div>
      <h3 className={css['small']}>
        {text.versionOf(model, version)} <small>{text.rowsOf(format.num(rows))}</small>
      </h3>
      {bins.length > 0 && <Histogram bins={bins} height={80} />}
      {labels.length > 0 && (
        <ul className={css['labels']}>
          {labels.map(({ label, count }) => (
            <li key={label}>
              <code>{label}</code>
              <i aria-hidden style={{ inlineSize: `${(count / most) * 100}%` }} />
              <span>
                {format.num(count)} <small>{format.share(count / rows, 0)}</small>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

/** The last requests with what came in and went out; a failed one with why. */
export function PredictionsPanel({ endpoint }: { endpoint: string }) {
  const text = useText(traffic)
  const { slug } = useProject()
  const format = useFormat()
  const query = useQuery(predictionsQuery(slug, endpoint))
  return (
    <Panel title={text.last} note={text.lastNote} flush>
      <Loaded query={query}>
        {({ predictions }) => (
          <Table
            label={text.last}
            columns={columnsOf(text, format)}
            rows={predictions.map((one, at) => ({ ...one, key: `${one.at} ${at}` }))}
            keyOf={row => row.key}
            empty={text.noneLast}
          />
        )}
      </Loaded>
    </Panel>
  )
}

type Words = (typeof traffic)['en']

const columnsOf = (text: Words, format: Format): Column<LoggedPrediction>[] => [
  { id: 'at', head: text.at, width: '92px', phone: 'aside', cell: row => <When at={row.at} /> },
  {
    ...{ id: 'version', head: text.version, width: '130px', phone: 'title' },
    cell: row => text.versionOf(row.model, row.version),
  },
  { id: 'input', head: text.input, cell: row => <Input row={row} /> },
  { id: 'output', head: text.output, width: '24%', cell: row => <Output row={row} /> },
  {
    ...{ id: 'ms', head: text.took, align: 'right', width: '76px' },
    cell: row => (row.ms === null ? '' : `${format.num(row.ms, 1)}\u202fms`),
  },
]

function Input({ row: { inputs, rows } }: { row: LoggedPrediction }) {
  const text = useText(traffic)
  const format = useFormat()
  const [first] = inputs
  if (!first) return null
  return (
    <span className={css['sent']}>
      {Object.entries(first).map(([name, value]) => (
        <span key={name}>
          <small>{name}</small> {shown(value, format)}
        </span>
      ))}
      {rows > 1 && <small>{text.moreRows(format.num(rows - 1))}</small>}
    </span>
  )
}

function Output({ row: { outputs, chances, error } }: { row: LoggedPrediction }) {
  const format = useFormat()
  if (error !== null)
    return (
      <Status is="failed" size="small">
        {error}
      </Status>
    )
  const [chance] = chances
  return (
    <span className={css['sent']}>
      <strong>{shown(outputs[0], format)}</strong>
      {chance !== undefined && !Array.isArray(outputs[0]) && <small>{format.num(chance, 3)}</small>}
    </span>
  )
}

function shown(value: unknown, format: Format): string {
  if (typeof value === 'number') return format.num(value)
  if (Array.isArray(value)) return value.map(one => shown(one, format)).join(', ')
  if (value === undefined || value === null) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
