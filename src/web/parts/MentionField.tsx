import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { Avatar, type PersonRef } from './Avatar.tsx'
import css from './Comments.module.css'

type MentionFieldProps = {
  /** what is written; a comment when not said */
  label?: string
  value: string
  onChange: (value: string) => void
  people: readonly PersonRef[]
  /** Ctrl Enter */
  onSubmit: () => void
  /** the field takes the focus when this number changes */
  focus: number
}

/** What is stored: ids instead of names, longest names first, so that "Ann" does not cut "Ann Lee" short. */
export const withIds = (body: string, people: readonly PersonRef[]) =>
  people
    .toSorted((a, b) => b.name.length - a.name.length)
    .reduce((text, person) => text.replaceAll(`@${person.name}`, `@[${person.id}]`), body)

const mostShown = 6

/** People with these letters in their name; those with a word that begins with them first. */
function matching(people: readonly PersonRef[], letters: string): PersonRef[] {
  const rank = ({ name }: PersonRef) => (` ${name.toLowerCase()}`.includes(` ${letters}`) ? 0 : 1)
  return people.filter(({ name }) => name.toLowerCase().includes(letters)).toSorted((a, b) => rank(a) - rank(b))
}

/** A field in which `@` offers people; arrows choose, Enter or Tab takes. */
export function MentionField({ label, value, onChange, people, onSubmit, focus }: MentionFieldProps) {
  const text = useText(parts)
  const called = label ?? text.comments.write
  const list = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const [caret, setCaret] = useState(0)
  const [chosen, setChosen] = useState(0)
  useEffect(() => {
    if (focus > 0) field.current?.focus()
  }, [focus])
  const asked = /(?:^|\s)@([\p{L}\p{N}.'-]{0,30})$/u.exec(value.slice(0, caret))?.[1]?.toLowerCase()
  const offered = asked === undefined ? [] : matching(people, asked).slice(0, mostShown)
  const take = (person: PersonRef | undefined) => {
    if (!person || asked === undefined) return
    const before = value.slice(0, caret - asked.length)
    onChange(`${before}${person.name} ${value.slice(caret)}`)
    setCaret(-1)
    field.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) return onSubmit()
    if (offered.length === 0) return
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step) setChosen((chosen + step + offered.length) % offered.length)
    else if (event.key === 'Enter' || event.key === 'Tab') take(offered[chosen] ?? offered[0])
    else if (event.key === 'Escape') setCaret(-1)
    else return
    event.preventDefault()
  }
  return (
    <div className={css['field']}>
      <textarea
        ref={field}
        rows={Math.min(14, Math.max(label === undefined ? 1 : 4, value.split('\n').length))}
        value={value}
        placeholder={called}
        aria-label={called}
        aria-haspopup="listbox"
        aria-autocomplete="list"
        aria-controls={list}
        aria-activedescendant={offered.length ? `${list}-${chosen}` : undefined}
        onChange={event => {
          onChange(event.target.value)
          setCaret(event.target.selectionStart)
          setChosen(0)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setCaret(-1)}
      />
      {!value && label === undefined && <kbd aria-hidden>R</kbd>}
      <ul id={list} role="listbox" aria-label={text.comments.people} hidden={offered.length === 0}>
        {offered.map((person, at) => (
          <li
            key={person.id}
            id={`${list}-${at}`}
            role="option"
            aria-selected={at === chosen}
            onMouseDown={() => take(person)}
          >
            <Avatar person={person} size={18} />
            {person.name}
          </li>
        ))}
      </ul>
    </div>
  )
}
