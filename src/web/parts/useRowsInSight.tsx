import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState, type RefObject } from 'react'

/** as in the style sheet: a phone's row has two lines */
const heights = { wide: 33, phone: 68 }
const isPhone = () => window.matchMedia('(max-width: 760px)').matches
/** rows before the end at which the next ones are asked for */
const early = 60

export type Endless = {
  /** what the rows are of: another order or filter begins at the top */
  of: string
  onEnd: () => void
  onSight?: (from: number) => void
}

/** The rows of a table that exist, with the room in pixels that the others take. */
export type RowsInSight = {
  box: RefObject<HTMLDivElement | null>
  shown: number[]
  before: number
  after: number
  reveal: (index: number) => void
  onScroll: () => void
}

export function useRowsInSight(count: number, { of, onEnd, onSight }: Endless): RowsInSight {
  const box = useRef<HTMLDivElement>(null)
  const [height] = useState(() => (isPhone() ? heights.phone : heights.wide))
  const virtual = useVirtualizer({
    count,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 10,
  })
  useEffect(() => {
    // braces: newer browsers return a promise here, which would be taken for what ends the effect
    box.current?.scrollTo({ top: 0 })
  }, [of])
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0], items.at(-1)]
  return {
    box,
    shown: items.map(({ index }) => index),
    before: first?.start ?? 0,
    after: last ? virtual.getTotalSize() - last.end : 0,
    reveal: index => virtual.scrollToIndex(index, { align: 'auto' }),
    onScroll: () => {
      if (first) onSight?.(first.index)
      if (last && last.index > count - early) onEnd()
    },
  }
}
