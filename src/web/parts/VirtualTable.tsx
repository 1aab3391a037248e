import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type CSSProperties } from 'react'
import { useListKeys } from '../keys.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { isControl, toggled, type Column, type TableProps } from './Table.tsx'
import css from './VirtualTable.module.css'

type VirtualTableProps<Row> = Pick<
  TableProps<Row>,
  'label' | 'columns' | 'rows' | 'keyOf' | 'onOpen' | 'selected' | 'onSelect' | 'empty' | 'current'
> & {
  /** any CSS height of the scrolling box */
  height?: string
  rowHeight?: number
  /** asked when the reader comes near the end: load the next page */
  onEnd?: () => void
}

/** A table of any length: only the rows in sight exist. Columns need widths where content differs a lot. */
export function VirtualTable<Row>(props: VirtualTableProps<Row>) {
  const {
    label,
    columns,
    rows,
    keyOf,
    onOpen,
    selected,
    onSelect,
    empty,
    current,
    height = 'min(70vh, 640px)',
    rowHeight = 33,
    onEnd,
  } = props
  const text = useText(parts)
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => box.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  })
  const rowAt = (act: (row: Row) => void) => (index: number) => {
    const row = rows[index]
    if (row !== undefined) act(row)
  }
  const { active, activate } = useListKeys(box, {
    count: rows.length,
    reveal: index => virtual.scrollToIndex(index, { align: 'auto' }),
    ...(onOpen && { onOpen: rowAt(onOpen) }),
    ...(onSelect && { onSelect: rowAt(row => onSelect(toggled(selected, keyOf(row)))) }),
  })
  const shown = virtual.getVirtualItems()
  if (rows.length === 0) return <div className={css['empty']}>{empty ?? text.nothingHere}</div>
  const tracks: CSSProperties = {
    gridTemplateColumns: columns.map(column => column.width ?? 'minmax(0, 1fr)').join(' '),
  }
  return (
    <div
      className={css['box']}
      ref={box}
      style={{ height: `min(${height}, ${rows.length * rowHeight + 34}px)` }}
      tabIndex={0}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      data-list-keys
      onScroll={() => (shown.at(-1)?.index ?? 0) > rows.length - 30 && onEnd?.()}
    >
      <div role="rowgroup" className={css['head']}>
        <div role="row" aria-rowindex={1} style={tracks} className={css['row']}>
          {columns.map(column => (
            <div key={column.id} role="columnheader" data-align={column.align}>
              {column.head}
            </div>
          ))}
        </div>
      </div>
      <div role="rowgroup" className={css['body']} style={{ height: virtual.getTotalSize() }}>
        {shown.map(item => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <div
              key={keyOf(row)}
              role="row"
              aria-rowindex={item.index + 2}
              data-row={item.index}
              data-open={onOpen !== undefined}
              data-current={current === keyOf(row) || selected?.has(keyOf(row)) || undefined}
              tabIndex={item.index === active ? 0 : -1}
              className={css['row']}
              style={{ ...tracks, height: rowHeight, transform: `translateY(${item.start}px)` }}
              onFocus={() => activate(item.index)}
              onClick={event => onOpen && !isControl(event) && onOpen(row)}
            >
              <Cells columns={columns} row={row} />
            </div>
          )
        })}
      </div>
    </div>
  )
}

function Cells<Row>({ columns, row }: { columns: readonly Column<Row>[]; row: Row }) {
  return columns.map(column => (
    <div key={column.id} role="cell" data-align={column.align}>
      {column.cell(row)}
    </div>
  ))
}
