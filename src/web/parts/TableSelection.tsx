import { IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './Table.module.css'

type RowBoxProps = { name: string; checked: boolean; onChange: (isRange: boolean) => void }

export function RowBox({ name, checked, onChange }: RowBoxProps) {
  const text = useText(parts)
  return (
    // a range is chosen with Shift, which would mark the text between
    <td
      role="cell"
      className={css['box']}
      data-phone="box"
      data-stick
      onMouseDown={event => event.shiftKey && event.preventDefault()}
    >
      <input
        type="checkbox"
        aria-label={text.selectRow(name)}
        checked={checked}
        onChange={({ nativeEvent }) => onChange(nativeEvent instanceof MouseEvent && nativeEvent.shiftKey)}
        tabIndex={-1}
      />
    </td>
  )
}

type SelectAllProps = {
  keys: readonly string[]
  selected: ReadonlySet<string> | undefined
  onSelect: (selected: ReadonlySet<string>) => void
}

export function SelectAll({ keys, selected, onSelect }: SelectAllProps) {
  const text = useText(parts)
  const chosen = keys.filter(key => selected?.has(key)).length
  return (
    <th role="columnheader" scope="col" className={css['box']} data-stick>
      <input
        type="checkbox"
        ref={box => {
          if (box) box.indeterminate = chosen > 0 && chosen < keys.length
        }}
        aria-label={text.selectAll}
        checked={chosen === keys.length}
        onChange={() => onSelect(new Set(chosen === keys.length ? [] : keys))}
      />
    </th>
  )
}

/** Floats over the page while rows are chosen: what can be done with them. */
export function SelectionBar({
  count,
  onClear,
  children,
}: {
  count: number
  onClear: () => void
  children: ReactNode
}) {
  const text = useText(parts)
  if (count === 0) return null
  return (
    <div className={css['bar']} role="toolbar" aria-label={text.selected(count)}>
      <strong aria-live="polite">{text.selected(count)}</strong>
      {children}
      <button type="button" className={css['clear']} aria-label={text.clearSelection} onClick={onClear}>
        <IconX size={16} aria-hidden />
      </button>
    </div>
  )
}
