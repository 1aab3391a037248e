import { IconFilter, IconX } from '@tabler/icons-react'
import { useRef, type ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { useKeys } from '../keys.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './FilterBar.module.css'
import type { Grammar } from './grammar.ts'
import { GrammarField } from './GrammarField.tsx'

/** What the server could not read, and where in the filter that stands. */
export type FilterProblem = { message: string; at?: number }

type FilterBarProps = {
  value: string
  onChange: (value: string) => void
  placeholder: string
  /** how many are left of how many */
  count?: { shown: number; total: number }
  /** a filter that is a grammar is coloured, completed, and told here when it is wrong */
  grammar?: Grammar & { problem?: FilterProblem }
  /** saved views, grouping, columns */
  children?: ReactNode
}

/** Narrows a list; `/` goes there, Esc empties it. */
export function FilterBar({ value, onChange, placeholder, count, grammar, children }: FilterBarProps) {
  const text = useText(parts)
  const format = useFormat()
  const field = useRef<HTMLInputElement>(null)
  const problem = grammar?.problem
  useKeys({ '/': () => field.current?.focus() })
  return (
    <div className={css['bar']}>
      <div
        className={css['field']}
        data-grammar={grammar !== undefined || undefined}
        data-wrong={problem !== undefined || undefined}
      >
        <IconFilter size={16} stroke={1.6} aria-hidden />
        {grammar ? (
          <GrammarField {...{ field, value, onChange, placeholder, grammar, problem }} />
        ) : (
          <input
            ref={field}
            type="text"
            inputMode="search"
            aria-label={placeholder}
            placeholder={placeholder}
            value={value}
            spellCheck={false}
            onChange={event => onChange(event.target.value)}
            onKeyDown={event => event.key === 'Escape' && (value ? onChange('') : field.current?.blur())}
          />
        )}
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
      {problem && (
        <p role="alert">
          {problem.at !== undefined && <b>{text.atCharacter(format.num(problem.at + 1))} </b>}
          {problem.message}
        </p>
      )}
    </div>
  )
}
