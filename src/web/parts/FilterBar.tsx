import { IconFilter, IconX } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { useKeys } from '../keys.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './FilterBar.module.css'

type FilterBarProps = {
  value: string
  onChange: (value: string) => void
  placeholder: string
  /** how many are left of how many */
  count?: { shown: number; total: number }
  /** a filter that is a grammar is written in mono, and told here when it is wrong */
  grammar?: { problem?: string }
  /** saved views, grouping, columns */
  children?: ReactNode
}

/** Narrows a list; `/` goes there, Esc empties it. */
export function FilterBar({ value, onChange, placeholder, count, grammar, children }: FilterBarProps) {
  const text = useText(parts)
  const format = useFormat()
  const field = useRef<HTMLInputElement>(null)
  useKeys({ '/': () => field.current?.focus() })
  return (
    <div className={css['bar']}>
      <div
        className={css['field']}
        data-grammar={grammar !== undefined || undefined}
        data-wrong={grammar?.problem !== undefined || undefined}
      >
        <IconFilter size={16} stroke={1.6} aria-hidden />
        <input
          ref={field}
          type="text"
          inputMode="search"
          aria-label={placeholder}
          aria-invalid={grammar?.problem !== undefined || undefined}
          placeholder={placeholder}
          value={value}
          spellCheck={false}
          onChange={event => onChange(event.target.value)}
          onKeyDown={event => event.key === 'Escape' && (value ? onChange('') : field.current?.blur())}
        />
        {count && (
          <span className={css['count']} role="status">
            {text.shownOf(format.num(count.shown), format.num(count.total))}
          </span>
        )}
        {value ? (
          <button type="button" aria-label={text.clearFilter} onClick={() => onChange('')}>
            <IconX size={14} aria-hidden />
          </button>
        ) : (
          <kbd aria-hidden>/</kbd>
        )}
      </div>
      {children}
      {grammar?.problem && <p role="alert">{grammar.problem}</p>}
    </div>
  )
}
