import { Button, NativeSelect, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState, type FormEvent } from 'react'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { SkeletonRows } from '../../../web/parts/Skeleton.tsx'
import { Table, type Column, type Sort } from '../../../web/parts/Table.tsx'
import { useProject } from '../../../web/project.ts'
import { datasets } from '../../../web/text/datasets.ts'
import { useText } from '../../../web/text/text.ts'
import type { Condition, Preview } from '../analytics/rows.schema.ts'
import type { DatasetColumn } from '../analytics/tables.schema.ts'
import { datasetRoutes } from '../datasets.schema.ts'
import css from './rows.module.css'

const pageRows = 50

type RowsPanelProps = { name: string; version: number; columns: readonly DatasetColumn[] }

/** The rows themselves, a page at a time; the server sorts and filters, so it is the same for a million rows. */
export function RowsPanel({ name, version, columns }: RowsPanelProps) {
  const text = useText(datasets)
  const format = useFormat()
  const { slug } = useProject()
  const [offset, setOffset] = useState(0)
  const [sort, setSort] = useState<Sort | undefined>()
  const [filter, setFilter] = useState<readonly Condition[]>([])
  const wish = {
    offset,
    limit: pageRows,
    filter: JSON.stringify(filter),
    ...(sort && { orderBy: sort.by, descending: sort.direction === 'desc' ? ('true' as const) : ('false' as const) }),
  }
  const query = useQuery({
    queryKey: ['project', slug, 'dataset', name, version, 'rows', wish],
    queryFn: ({ signal }) => api(datasetRoutes).preview({ project: slug, name, version, ...wish }, { signal }),
    placeholderData: keepPreviousData,
    // a version never changes
    staleTime: Infinity,
  })
  const narrow = (next: readonly Condition[]) => {
    setFilter(next)
    setOffset(0)
  }
  const { data } = query
  return (
    <>
      <FilterForm columns={columns} filter={filter} onChange={narrow} />
      {query.error && <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      <Panel
        flush
        title={text.rowsTitle}
        note={data && data.matched < data.total && text.rowsMatched(format.num(data.matched), format.num(data.total))}
        aside={data && <Pager preview={data} offset={offset} onOffset={setOffset} />}
      >
        {data ? (
          <Table
            label={`${name} v${version}`}
            columns={cellColumns(data, { clipped: text.clipped, row: text.rowNumber, write: format.num })}
            rows={data.rows}
            keyOf={row => String(row.row)}
            empty={text.noRows}
            wide
            {...(sort && { sort })}
            onSort={next => {
              setSort(next)
              setOffset(0)
            }}
          />
        ) : (
          !query.error && <SkeletonRows rows={pageRows} />
        )}
      </Panel>
    </>
  )
}

type PagerProps = { preview: Preview; offset: number; onOffset: (offset: number) => void }

function Pager({ preview, offset, onOffset }: PagerProps) {
  const text = useText(datasets)
  const format = useFormat()
  const last = Math.min(preview.matched, offset + preview.rows.length)
  return (
    <>
      {preview.matched > 0 && (
        <span role="status">
          {text.rowsShown(format.num(offset + 1), format.num(last), format.num(preview.matched))}
        </span>
      )}
      <Button disabled={offset === 0} onClick={() => onOffset(Math.max(0, offset - pageRows))}>
        {text.previous}
      </Button>
      <Button disabled={last >= preview.matched} onClick={() => onOffset(offset + pageRows)}>
        {text.next}
      </Button>
    </>
  )
}

type Row = Preview['rows'][number]
type Said = { clipped: string; row: string; write: (value: number) => string }

function cellColumns({ columns }: Preview, said: Said): Column<Row>[] {
  const cells = columns.map((column, at): Column<Row> => {
    const isNumber = ['integer', 'float', 'decimal'].includes(column.type)
    return {
      id: column.name,
      head: column.name,
      sortable: true,
      phone: at === 0 ? 'title' : 'line',
      ...(isNumber && { align: 'right' }),
      cell: row => <Value row={row} at={at} clipped={said.clipped} />,
    }
  })
  const number: Column<Row> = {
    id: '#row',
    head: said.row,
    align: 'right',
    phone: 'aside',
    cell: row => <span className={css['thin']}>{said.write(row.row + 1)}</span>,
  }
  return [number, ...cells]
}

function Value({ row, at, clipped }: { row: Row; at: number; clipped: string }) {
  const cell = row.cells[at]
  if (cell === null || cell === undefined) return <span className={css['thin']}>–</span>
  if (!row.clipped?.includes(at)) return String(cell)
  return <span title={clipped}>{cell}…</span>
}

type FilterFormProps = {
  columns: readonly DatasetColumn[]
  filter: readonly Condition[]
  onChange: (filter: readonly Condition[]) => void
}

const ops = ['eq', 'ne', 'lt', 'lte', 'gt', 'gte', 'contains', 'starts_with', 'is_null', 'not_null'] as const
type Op = (typeof ops)[number]

function FilterForm({ columns, filter, onChange }: FilterFormProps) {
  const text = useText(datasets)
  const [column, setColumn] = useState(columns[0]?.name ?? '')
  const [op, setOp] = useState<Op>('eq')
  const [value, setValue] = useState('')
  const isBare = op === 'is_null' || op === 'not_null'
  const add = (event: FormEvent) => {
    event.preventDefault()
    onChange([...filter, isBare ? { column, op } : { column, op, value }])
    setValue('')
  }
  return (
    <div className={css['filter']}>
      <form onSubmit={add}>
        <NativeSelect
          aria-label={text.condition.column}
          value={column}
          data={columns.map(one => one.name)}
          onChange={event => setColumn(event.target.value)}
        />
        <NativeSelect
          aria-label={text.condition.op}
          value={op}
          data={ops.map(one => ({ value: one, label: text.ops[one] }))}
          onChange={event => setOp(ops.find(one => one === event.target.value) ?? 'eq')}
        />
        {!isBare && (
          <TextInput
            aria-label={text.condition.value}
            placeholder={text.condition.value}
            value={value}
            onChange={event => setValue(event.target.value)}
          />
        )}
        <Button type="submit">{text.condition.add}</Button>
      </form>
      {filter.length > 0 && (
        <ul>
          {filter.map((condition, at) => (
            <li key={`${at} ${wordsOf(condition, text.ops)}`}>
              <button
                type="button"
                aria-label={text.condition.remove(wordsOf(condition, text.ops))}
                onClick={() => onChange(filter.filter((_, other) => other !== at))}
              >
                {wordsOf(condition, text.ops)} <IconX size={13} aria-hidden />
              </button>
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}

function wordsOf(condition: Condition, words: Record<Op, string>): string {
  if (condition.op === 'in') return `${condition.column} ∈ ${condition.value.join(', ')}`
  const value = 'value' in condition ? ` ${condition.value}` : ''
  return `${condition.column} ${words[condition.op]}${value}`
}
