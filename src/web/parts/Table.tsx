import { useCallback, useEffect, useRef, type MouseEvent, type ReactNode } from 'react'
import { useListKeys } from '../keys.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './Table.module.css'
import { rowOf, stuck, TableRow } from './TableRow.tsx'
import { SelectAll } from './TableSelection.tsx'
import type { RowsInSight } from './useRowsInSight.tsx'

export type Column<Row> = {
  id: string
  head: ReactNode
  cell: (row: Row) => ReactNode
  /** numbers stand right, with equal decimals */
  align?: 'right'
  /** any CSS width; columns without one share what is left */
  width?: string
  /** a phone's row has two lines: the title with one thing aside, then the rest; `hide` where a detail shows it */
  phone?: 'title' | 'aside' | 'line' | 'hide'
  /** stands before the value on a phone, where no head says what it is */
  said?: string
  /** a head above the head: metrics, params, tags */
  group?: string
  sortable?: true
  /** stays at the left while a wide table scrolls sideways */
  stick?: { left: number; width: number }
}

export type Sort = { by: string; direction: 'asc' | 'desc' }

export type TableProps<Row> = {
  /** what the rows are, for those who hear the table */
  label: string
  columns: readonly Column<Row>[]
  rows: readonly Row[]
  keyOf: (row: Row) => string
  /** Enter or a click */
  onOpen?: (row: Row) => void
  /** E and R on the active row */
  onDone?: (row: Row) => void
  onReply?: (row: Row) => void
  sort?: Sort
  onSort?: (sort: Sort) => void
  /** what a row is called, for those who hear its box; its key when not said */
  nameOf?: (row: Row) => string
  /** keys of chosen rows; X chooses the active one, Shift all since the last */
  selected?: ReadonlySet<string>
  onSelect?: (selected: ReadonlySet<string>) => void
  /** the row that a panel beside the table shows */
  current?: string
  /** stands in the place of the rows when there are none */
  empty?: ReactNode
  /** more columns than fit: the table scrolls in its own box; on phones only where no column is a row's title */
  wide?: boolean
  /** only these rows exist, and columns have fixed widths: see EndlessTable */
  sight?: RowsInSight
}

/** A dense table: sticky head, numbers right, J K Enter, two-line rows on phones. Beyond a few hundred rows: EndlessTable. */
export function Table<Row>(props: TableProps<Row>) {
  const { label, columns, rows, keyOf, nameOf = keyOf, onOpen, onDone, onReply } = props
  const { selected, onSelect, current, empty, wide, sight } = props
  const text = useText(parts)
  const body = useRef<HTMLTableSectionElement>(null)
  const at = (act: ((row: Row) => void) | undefined) => (index: number) => {
    const row = rows[index]
    if (row !== undefined) act?.(row)
  }
  const lastChosen = useRef<number>(undefined)
  const choose = (index: number, isRange: boolean) => {
    const from = isRange ? (lastChosen.current ?? index) : undefined
    lastChosen.current = index
    if (from === undefined) return at(row => onSelect?.(toggled(selected, keyOf(row))))(index)
    const between = rows.slice(Math.min(from, index), Math.max(from, index) + 1)
    onSelect?.(new Set([...(selected ?? []), ...between.map(keyOf)]))
  }
  const latest = useRef(choose)
  useEffect(() => {
    latest.current = choose
  })
  const chooseLatest = useCallback((index: number, isRange: boolean) => latest.current(index, isRange), [])
  const { active, activate } = useListKeys(body, {
    count: rows.length,
    ...(sight && { reveal: sight.reveal }),
    ...(onOpen && { onOpen: at(onOpen) }),
    ...(onDone && { onDone: at(onDone) }),
    ...(onReply && { onReply: at(onReply) }),
    ...(onSelect && { onSelect: choose }),
  })
  if (rows.length === 0) return <div className={css['empty']}>{empty ?? text.nothingHere}</div>
  return (
    <div
      className={css['scroll']}
      ref={sight?.box}
      data-endless={sight !== undefined || undefined}
      onScroll={sight?.onScroll}
      data-wide={wide && (columns.some(({ phone }) => phone === 'title') ? 'rows' : 'scroll')}
      {...(wide && { tabIndex: 0, role: 'region', 'aria-label': label })}
    >
      <table
        className={css['table']}
        role="table"
        aria-label={label}
        {...(sight && { 'aria-rowcount': rows.length + 1, style: { minWidth: widthOf(columns) } })}
      >
        {sight && <Widths columns={columns} isChosen={onSelect !== undefined} />}
        <Head {...props} />
        <tbody
          role="rowgroup"
          ref={body}
          data-list-keys
          onFocus={({ target }) => {
            const index = rowOf(target)
            if (index !== undefined) activate(index)
          }}
          onClick={event => {
            const index = rowOf(event.target)
            if (index !== undefined && !isControl(event)) at(onOpen)(index)
          }}
        >
          {sight && <Gap height={sight.before} />}
          {(sight?.shown ?? [...rows.keys()]).map(index => {
            const row = rows[index]
            if (row === undefined) return null
            const key = keyOf(row)
            return (
              <TableRow
                key={key}
                {...{ row, index, columns }}
                name={nameOf(row)}
                canOpen={onOpen !== undefined}
                isActive={index === Math.max(0, active)}
                isCurrent={current === key}
                isEndless={sight !== undefined}
                isChosen={selected?.has(key) ?? false}
                choose={onSelect && chooseLatest}
              />
            )
          })}
          {sight && <Gap height={sight.after} />}
        </tbody>
      </table>
    </div>
  )
}

/** Stands for rows that are not in sight. */
const Gap = ({ height }: { height: number }) =>
  height > 0 && (
    <tr aria-hidden className={css['gap']}>
      <td style={{ height }} />
    </tr>
  )

const usualWidth = 110
const boxWidth = 40
const pixelsOf = ({ width, stick }: Pick<Column<unknown>, 'width' | 'stick'>) =>
  stick?.width ?? (width?.endsWith('px') ? Number.parseInt(width, 10) : usualWidth)

const widthOf = (columns: readonly Pick<Column<unknown>, 'width' | 'stick'>[]) =>
  boxWidth + columns.reduce((sum, column) => sum + pixelsOf(column), 0)

type WidthsProps = { columns: readonly Pick<Column<unknown>, 'id' | 'width' | 'stick'>[]; isChosen: boolean }

/** Rows come and go, so their contents may not decide how wide columns are. */
const Widths = ({ columns, isChosen }: WidthsProps) => (
  <colgroup>
    {isChosen && <col style={{ width: boxWidth }} />}
    {columns.map(column => (
      <col key={column.id} style={{ width: pixelsOf(column) }} />
    ))}
  </colgroup>
)

function Head<Row>({ columns, rows, keyOf, sort, onSort, selected, onSelect }: TableProps<Row>) {
  const groups = groupsOf(columns)
  return (
    <thead role="rowgroup">
      {groups.some(group => group.name) && (
        <tr role="row" className={css['groups']}>
          {onSelect && <td role="cell" data-stick />}
          {groups.map(group =>
            group.name ? (
              <th
                key={group.first}
                role="columnheader"
                scope="colgroup"
                colSpan={group.span}
                {...(group.stick && { 'data-stick': true, style: { left: group.stick.left } })}
              >
                {group.name}
              </th>
            ) : (
              <td
                key={group.first}
                role="cell"
                colSpan={group.span}
                {...(group.stick && { 'data-stick': true, style: { left: group.stick.left } })}
              />
            ),
          )}
        </tr>
      )}
      <tr role="row">
        {onSelect && <SelectAll keys={rows.map(keyOf)} selected={selected} onSelect={onSelect} />}
        {columns.map(column => (
          <HeadCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
      </tr>
    </thead>
  )
}

function HeadCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>
  sort: Sort | undefined
  onSort: TableProps<Row>['onSort']
}) {
  const direction = sort?.by === column.id ? sort.direction : undefined
  return (
    <th
      role="columnheader"
      scope="col"
      data-align={column.align}
      {...(column.stick ? stuck(column.stick) : { style: column.width ? { width: column.width } : undefined })}
      aria-sort={direction ? (direction === 'asc' ? 'ascending' : 'descending') : undefined}
    >
      {column.sortable && onSort ? (
        <button
          type="button"
          onClick={() => onSort({ by: column.id, direction: direction === 'asc' ? 'desc' : 'asc' })}
        >
          {column.head}
          <span aria-hidden>{direction === 'asc' ? '↑' : direction === 'desc' ? '↓' : ''}</span>
        </button>
      ) : (
        column.head
      )}
    </th>
  )
}

function groupsOf<Row>(columns: readonly Column<Row>[]) {
  const groups: { name: string | undefined; first: string; span: number; stick: Column<Row>['stick'] }[] = []
  for (const column of columns) {
    const last = groups.at(-1)
    if (last && last.name === column.group && !last.stick === !column.stick) last.span += 1
    else groups.push({ name: column.group, first: column.id, span: 1, stick: column.stick })
  }
  return groups
}

function toggled(selected: ReadonlySet<string> | undefined, key: string): ReadonlySet<string> {
  const next = new Set(selected)
  if (!next.delete(key)) next.add(key)
  return next
}

/** A click meant for something inside the row, or the end of marking text, does not open the row. */
const isControl = (event: MouseEvent) =>
  (event.target instanceof HTMLElement && event.target.closest('a, button, input, label, select') !== null) ||
  (window.getSelection()?.toString() ?? '') !== ''
