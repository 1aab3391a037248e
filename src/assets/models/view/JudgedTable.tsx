import type { EvaluationResult } from '../../../projects/evaluations/evaluations.schema.ts'
import { useFormat, type Format } from '../../../web/format.ts'
import { Interval } from '../../../web/parts/Interval.tsx'
import type { Range } from '../../../web/parts/scale.ts'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import css from './model.module.css'

type Judged = EvaluationResult['metrics'][number]
export type JudgedRow = { name: string; note?: string; n: number; judged: Judged; scale: Range }

const statusOf: Record<EvaluationResult['verdict'], StatusKind> = {
  better: 'done',
  no_better: 'idle',
  worse: 'warning',
}

/** Value, baseline, and the difference with its interval: what is unclear is said to be unclear. */
export function JudgedTable({ label, first, rows }: { label: string; first: string; rows: readonly JudgedRow[] }) {
  const text = useText(models)
  const format = useFormat()
  return <Table label={label} columns={columnsOf(first, text, format)} rows={rows} keyOf={row => row.name} />
}

function columnsOf(first: string, text: (typeof models)['en'], format: Format): Column<JudgedRow>[] {
  return [
    {
      id: 'name',
      head: first,
      phone: 'title',
      cell: ({ name, note }) => (
        <>
          {name}
          {note && <small className={css['note']}>{note}</small>}
        </>
      ),
    },
    { id: 'n', head: 'n', align: 'right', width: '9%', phone: 'hide', cell: row => format.num(row.n) },
    {
      id: 'baseline',
      head: text.baseline,
      said: text.baseline,
      align: 'right',
      width: '11%',
      cell: ({ judged }) => <span title={judged.baseline.name}>{format.num(judged.baseline.value, 3)}</span>,
    },
    {
      id: 'value',
      head: text.value,
      said: text.value,
      align: 'right',
      width: '11%',
      cell: ({ judged }) => format.num(judged.value, 3),
    },
    { id: 'difference', head: text.difference, width: '140px', phone: 'hide', cell: row => <Difference row={row} /> },
    {
      id: 'change',
      head: text.change,
      said: text.change,
      align: 'right',
      width: '17%',
      cell: ({ judged: { difference } }) =>
        difference.low === null || difference.high === null
          ? '–'
          : format.interval([difference.low, difference.high], 3),
    },
    {
      id: 'verdict',
      head: text.judged,
      width: '13%',
      phone: 'aside',
      cell: ({ judged: { verdict } }) => verdict && <Status is={statusOf[verdict]}>{text.short[verdict]}</Status>,
    },
  ]
}

function Difference({ row: { judged, scale } }: { row: JudgedRow }) {
  const { value, low, high } = judged.difference
  if (value === null || low === null || high === null) return null
  return <Interval value={value} low={low} high={high} scale={scale} better={judged.direction} digits={3} />
}
