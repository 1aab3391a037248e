import { useEffect, useId, useRef, useState, type KeyboardEvent, type RefObject } from 'react'
import { flushSync } from 'react-dom'
import css from './FilterBar.module.css'
import type { FilterProblem } from './FilterBar.tsx'
import { completionAt, wordsOf, type Grammar } from './grammar.ts'

type GrammarFieldProps = {
  field: RefObject<HTMLInputElement | null>
  value: string
  onChange: (value: string) => void
  placeholder: string
  grammar: Grammar
  problem: FilterProblem | undefined
}

/** so long nothing is asked of the server after a key: half a filter is no mistake yet */
const pauseMs = 350

/** A line of the search grammar: coloured as it is written, completed with Tab or Enter, asked for after a pause. */
export function GrammarField({ field, value, onChange, placeholder, grammar, problem }: GrammarFieldProps) {
  const { typed, type, ask } = useTyped(value, onChange)
  const list = useId()
  const [isOpen, setOpen] = useState(false)
  const [caret, setCaret] = useState(0)
  const [at, setAt] = useState(-1)
  const { from, words } = completionAt(typed, caret, grammar)
  const offered = isOpen ? words : []
  const edit = (text: string, place: number) => {
    type(text)
    setCaret(place)
    setAt(-1)
    setOpen(true)
  }
  const take = (word: string) => {
    const begun = `${typed.slice(0, from)}${word} `
    // the browser sets the cursor to the end when React writes the value; it must stand right before the next key comes
    flushSync(() => edit(begun + typed.slice(caret).trimStart(), begun.length))
    field.current?.setSelectionRange(begun.length, begun.length)
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const chosen = offered[at] ?? (event.key === 'Tab' && from < caret ? offered[0] : undefined)
    if (step && offered.length) setAt((at + step + offered.length) % offered.length)
    else if (chosen !== undefined && (event.key === 'Enter' || event.key === 'Tab')) take(chosen)
    else if (event.key === 'Enter') {
      setOpen(false)
      return ask(typed)
    } else if (event.key === 'Escape') return isOpen ? setOpen(false) : typed ? ask('') : field.current?.blur()
    else return
    event.preventDefault()
  }
  return (
    <span className={css['grammar']}>
      <Coloured text={typed} wrongFrom={typed === value ? problem?.at : undefined} field={field} />
      <input
        ref={field}
        type="text"
        inputMode="search"
        role="combobox"
        aria-label={placeholder}
        aria-invalid={problem !== undefined || undefined}
        aria-expanded={offered.length > 0}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={at >= 0 ? `${list}-${at}` : undefined}
        placeholder={placeholder}
        value={typed}
        spellCheck={false}
        autoComplete="off"
        onChange={event => edit(event.target.value, event.target.selectionStart ?? event.target.value.length)}
        onSelect={event => setCaret(event.currentTarget.selectionStart ?? 0)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={onKeyDown}
      />
      <ul id={list} role="listbox" aria-label={placeholder} className={css['offered']} hidden={offered.length === 0}>
        {offered.map((word, index) => (
          <li
            key={word}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === at}
            // before the field loses its focus
            onMouseDown={event => {
              event.preventDefault()
              take(word)
            }}
          >
            {word}
          </li>
        ))}
      </ul>
    </span>
  )
}

/** What is written, asked for after a pause; an address that changes from elsewhere is taken over. */
function useTyped(value: string, onChange: (value: string) => void) {
  const [typed, setTyped] = useState(value)
  // asked for and not yet in the address: what arrives late must not undo what was written since
  const asked = useRef<string[]>([])
  const due = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    const at = asked.current.indexOf(value)
    asked.current = at < 0 ? [] : asked.current.slice(at + 1)
    if (at < 0) setTyped(value)
  }, [value])
  useEffect(() => () => clearTimeout(due.current), [])
  const ask = (text: string) => {
    clearTimeout(due.current)
    const wish = text.trim()
    if (wish !== (asked.current.at(-1) ?? value)) asked.current.push(wish)
    setTyped(text)
    onChange(wish)
  }
  const type = (text: string) => {
    setTyped(text)
    clearTimeout(due.current)
    due.current = setTimeout(() => ask(text), pauseMs)
  }
  return { typed, type, ask }
}

type ColouredProps = { text: string; wrongFrom: number | undefined; field: RefObject<HTMLInputElement | null> }

/** Lies under the field, whose own letters are see-through, and scrolls with it. */
function Coloured({ text, wrongFrom, field }: ColouredProps) {
  const place = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const input = field.current
    if (!input) return
    const follow = () => place.current?.scrollTo({ left: input.scrollLeft })
    follow()
    input.addEventListener('scroll', follow)
    return () => input.removeEventListener('scroll', follow)
  }, [field])
  return (
    <span ref={place} className={css['coloured']} aria-hidden>
      {wordsOf(text).map(word => (
        <span key={word.at} data-tone={word.tone} data-wrong={word.at === wrongFrom || undefined}>
          {word.text}
        </span>
      ))}
    </span>
  )
}
