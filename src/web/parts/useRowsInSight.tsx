import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useState, type RefObject } from 'react'

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
type Rows = { count: number; endless: Endless | undefined }

/** Which rows of a table exist: all, or of an endless one those in sight, with the room that the others take. */
export function useRowsInSight(box: RefObject<HTMLElement | null>, { count, endless }: Rows) {
  const [height] = useState(() => (isPhone() ? heights.phone : heights.wide))
  const virtual = useVirtualizer({
    count: endless ? count : 0,
    getScrollElement: () => box.current,
    estimateSize: () => height,
    overscan: 15,
  })
  const of = endless?.of
  useEffect(() => {
    // braces: newer browsers return a promise here, which would be taken for what ends the effect
    box.current?.scrollTo({ top: 0 })
  }, [box, of])
  const all = useMemo(() => Array.from({ length: endless ? 0 : count }, (_, at) => at), [count, endless])
  const items = virtual.getVirtualItems()
  const [first, last] = [items[0], items.at(-1)]
  return {
    shown: endless ? items.map(({ index }) => index) : all,
    before: first?.start ?? 0,
    after: last ? virtual.getTotalSize() - last.end : 0,
    reveal: (index: number) => virtual.scrollToIndex(index, { align: 'auto' }),
    onScroll: () => {
      if (first) endless?.onSight?.(first.index)
      if (endless && last && last.index > count - early) endless.onEnd()
    },
  }
}
