import { Button } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../../../web/api.ts'
import { useFormat } from '../../../../web/format.ts'
import { ErrorPanel } from '../../../../web/parts/ErrorPanel.tsx'
import { SkeletonRows } from '../../../../web/parts/Skeleton.tsx'
import { Table, type Column, type Sort } from '../../../../web/parts/Table.tsx'
import { useProject } from '../../../../web/project.ts'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import type { Peek } from '../../../datasets/analytics/peek.schema.ts'
import { artifactRoutes } from '../../artifacts/artifacts.schema.ts'
import css from './artifacts.module.css'
import type { FileRef } from './useFile.ts'

const pageRows = 50

/** Rows a page at a time; the server reads, sorts and counts, so a large file costs no more than a small one. */
export function TablePreview({ file }: { file: FileRef }) {
  const text = useText(artifacts)
  const format = useFormat()
  const { slug } = useProject()
  const [offset, setOffset] = useState(0)
  const [sort, setSort] = useState<Sort>()
  const wish = {
    offset,
    limit: pageRows,
    ...(sort && { orderBy: sort.by, descending: sort.direction === 'desc' ? 'true' : 'false' }),
  }
  const query = useQuery({
    queryKey: ['artifact', file.owner, file.path, 'table', wish],
    queryFn: ({ signal }) =>
      api(artifactRoutes).table({ project: slug, owner: file.owner, path: file.path, ...wish }, { signal }),
    placeholderData: keepPreviousData,
    retry: false,
    staleTime: 60_000,
  })
  const { data } = query
  if (query.error && !data) return <ErrorPanel error={query.error} />
  if (!data) return <SkeletonRows rows={12} />
  const last = offset + data.rows.length
  return (
    <>
      <div className={css['table']}>
        <Table
          label={file.path}
          columns={columnsOf(data, { clipped: text.clipped, row: text.row, write: value => format.num(value) })}
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
      </div>
      {query.error && <ErrorPanel error={query.error} />}
      <p className={css['more']}>
        <span role="status">
          {data.rows.length > 0 &&
            text.rows({
              from: format.num(offset + 1),
              to: format.num(last),
              of: data.total === null ? undefined : format.num(data.total),
            })}
        </span>
        <Button disabled={offset === 0} onClick={() => setOffset(Math.max(0, offset - pageRows))}>
          {text.previous}
        </Button>
        <Button disabled={!data.hasMore} onClick={() => setOffset(offset + pageRows)}>
          {text.next}
        </Button>
      </p>
    </>
  )
}

type Row = Peek['rows'][number]
type Said = { clipped: string; row: string; write: (value: number) => string }

function columnsOf({ columns, sortable }: Peek, said: Said): Column<Row>[] {
  const cells = columns.map(({ name, type }, at): Column<Row> => ({
    id: name,
    head: name,
    ...(sortable && { sortable }),
    ...(['integer', 'float', 'decimal'].includes(type) && { align: 'right' }),
    cell: row => <Value row={row} at={at} clipped={said.clipped} />,
  }))
  const number: Column<Row> = {
    id: '#row',
    head: said.row,
    align: 'right',
    cell: row => <span className={css['thin']}>{said.write(row.row + 1)}</span>,
  }
  return [number, ...cells]
}

function Value({ row, at, clipped }: { row: Row; at: number; clipped: string }) {
  const cell = row.cells[at]
  if (cell === null || cell === undefined) return <span className={css['thin']}>–</span>
  const shown = String(cell)
  return (
    <span className={css['cell']} title={row.clipped?.includes(at) ? clipped : shown.length > 60 ? shown : undefined}>
      {shown}
    </span>
  )
}
