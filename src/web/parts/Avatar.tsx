import type { CSSProperties } from 'react'
import css from './Avatar.module.css'

export type PersonRef = { id: string; name: string }

// far enough apart to tell neighbours in a list from each other
const hues = [200, 28, 350, 150, 262, 320, 62, 228, 95, 8]

/** A person's initials on their own colour; the same person has the same colour everywhere. */
export function Avatar({ person, size = 22 }: { person: PersonRef; size?: number }) {
  const style: CSSProperties & { '--hue': number; '--size': string } = {
    '--hue': hueOf(person.id),
    '--size': `${size}px`,
  }
  return (
    <span className={css['avatar']} style={style} title={person.name} aria-hidden>
      {initialsOf(person.name)}
    </span>
  )
}

const hueOf = (id: string) =>
  hues[Array.from(id).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7) % hues.length] ?? 200

/** Two letters of a name in letters, one sign of a name in signs. */
function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/)
  const first = Array.from(words[0] ?? '')[0] ?? '?'
  if (/\p{Script=Han}|\p{Script=Hangul}|\p{Script=Hiragana}/u.test(first)) return first
  const last = words.length > 1 ? Array.from(words.at(-1) ?? '')[0] : undefined
  return (first + (last ?? '')).toUpperCase()
}
