import { useEffect, useRef, useState, type RefObject } from 'react'

/** What a key does; return false to let the browser have it. */
export type KeyMap = Record<string, (event: KeyboardEvent) => void | false>

const sequenceMs = 1000

/**
 * Keys of a page while it is shown: `{ '/': focusFilter, 'g h': goHome, 'ctrl+k': openPalette }`.
 * Single keys rest while the reader types; a key with ctrl (or ⌘) works everywhere.
 */
export function useKeys(map: KeyMap) {
  const current = useRef(map)
  useEffect(() => {
    current.current = map
  })
  useEffect(() => {
    let first: { key: string; at: number } | undefined
    const onKey = (event: KeyboardEvent) => {
      const key = keyOf(event)
      if (event.defaultPrevented || key === undefined || (isTyping(event.target) && !key.startsWith('ctrl+'))) return
      const started = first && event.timeStamp - first.at < sequenceMs ? `${first.key} ${key}` : key
      first = { key, at: event.timeStamp }
      const act = current.current[started] ?? current.current[key]
      if (act && act(event) !== false) event.preventDefault()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

function keyOf(event: KeyboardEvent): string | undefined {
  if (event.altKey || event.isComposing) return undefined
  const key = event.key.length === 1 ? event.key.toLowerCase() : event.key
  return event.ctrlKey || event.metaKey ? `ctrl+${key}` : key
}

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement &&
  (target.isContentEditable || target.matches('input, textarea, select, [role="textbox"]'))

export type ListKeys = {
  /** how many rows there are */
  count: number
  onOpen?: (index: number) => void
  /** E: done */
  onDone?: (index: number) => void
  /** R: reply or run */
  onReply?: (index: number) => void
  /** X: select; with Shift all rows since the last one */
  onSelect?: (index: number, isRange: boolean) => void
  /** virtual lists bring a row into being before it can be focused */
  reveal?: (index: number) => void
}

/** a virtual row comes into being a few frames after it was scrolled to */
const mostFrames = 10

/**
 * J and K move through rows, Enter opens, E, R and X act on the row. Rows carry `data-row={index}` inside `ref`.
 * With several lists on a page the one with focus answers, else the first.
 */
export function useListKeys(
  ref: RefObject<HTMLElement | null>,
  keys: ListKeys,
): { active: number; activate: (index: number) => void } {
  const [active, setActive] = useState(-1)
  // keys come faster than renders: each goes on from where the last one led, drawn or not
  const latest = useRef(-1)
  const activate = (index: number) => {
    latest.current = index
    setActive(index)
  }
  const focusRow = (frames: number) => {
    const row = ref.current?.querySelector<HTMLElement>(`[data-row="${latest.current}"]`)
    if (row) row.focus()
    else if (frames > 0) requestAnimationFrame(() => focusRow(frames - 1))
  }
  const move = (step: number) => {
    if (keys.count === 0) return
    activate(Math.min(keys.count - 1, Math.max(0, latest.current + step)))
    keys.reveal?.(latest.current)
    focusRow(mostFrames)
  }
  const mine = () => ref.current !== null && isAnswering(ref.current)
  const onActive = (act: ((index: number) => void) | undefined) => {
    if (!mine() || latest.current < 0 || !act) return false
    act(latest.current)
  }
  useKeys({
    j: () => (mine() ? move(1) : false),
    k: () => (mine() ? move(-1) : false),
    Enter: event => (isOnControl(event.target) ? false : onActive(keys.onOpen)),
    e: () => onActive(keys.onDone),
    r: () => onActive(keys.onReply),
    x: ({ shiftKey }) => onActive(index => keys.onSelect?.(index, shiftKey)),
  })
  return { active, activate }
}

const isOnControl = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('a, button') !== null

function isAnswering(list: HTMLElement): boolean {
  if (document.querySelector('[role="dialog"]')) return false
  const focused = document.activeElement?.closest('[data-list-keys]')
  return (focused ?? document.querySelector('[data-list-keys]')) === list
}
