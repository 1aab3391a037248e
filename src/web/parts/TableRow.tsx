import { memo, type ReactNode } from 'react'
import { RowBox } from './TableSelection.tsx'
import type { Column } from './Table.tsx'

/** A method, so that columns of any rows fit: the table hands each row to columns of its own kind. */
type Drawn = Pick<Column<never>, 'id' | 'align' | 'phone' | 'said' | 'stick'> & { cell(row: unknown): ReactNode }

type TableRowProps = {
  row: unknown
  index: number
  columns: readonly Drawn[]
  name: string
  canOpen: boolean
  isActive: boolean
  isCurrent: boolean
  isEndless: boolean
  /** not there where rows are not chosen */
  choose?: ((index: number, isRange: boolean) => void) | undefined
  isChosen: boolean
}

/** Drawn anew only when something of it changed: scrolling moves a table of which most rows stay what they are. */
export const TableRow = memo(function TableRow(props: TableRowProps) {
  const { row, index, columns, name, canOpen, isActive, isCurrent, isEndless, choose, isChosen } = props
  return (
    <tr
      role="row"
      {...(isEndless && { 'aria-rowindex': index + 2 })}
      data-row={index}
      data-open={canOpen}
      data-current={isCurrent || isChosen || undefined}
      tabIndex={isActive ? 0 : -1}
    >
      {choose && <RowBox name={name} checked={isChosen} onChange={isRange => choose(index, isRange)} />}
      {columns.map(column => (
        <td
          key={column.id}
          role="cell"
          data-align={column.align}
          data-phone={column.phone ?? 'line'}
          data-said={column.said}
          {...stuck(column.stick)}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  )
})

export const stuck = (stick: { left: number; width: number } | undefined) =>
  stick && { 'data-stick': true, style: { left: stick.left, minWidth: stick.width, maxWidth: stick.width } }

/** Which row an event inside the body of a table is about. */
export const rowOf = (target: EventTarget): number | undefined => {
  const row = target instanceof Element ? target.closest<HTMLElement>('tr[data-row]') : null
  return row ? Number(row.dataset['row']) : undefined
}
