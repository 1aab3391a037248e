import type { ReactNode } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { Go } from './Go.tsx'
import { KindIcon, type ObjectKind } from './kinds.tsx'
import css from './LineageStrip.module.css'

export type LineageItem = {
  kind: ObjectKind
  /** name and version: `flights v4` */
  name: string
  href?: string
  /** at most two thin lines: size, checks, who */
  lines?: readonly ReactNode[]
  /** what needs a person, in its own colour */
  open?: ReactNode
  /** the thing that the page is about */
  current?: boolean
}

/** From data to endpoint as a chain of versions, each opens its page. */
export function LineageStrip({ items, label }: { items: readonly LineageItem[]; label: string }) {
  const text = useText(parts)
  return (
    <ol className={css['strip']} aria-label={label}>
      {items.map(item => (
        <li key={`${item.kind} ${item.name}`} aria-current={item.current ? 'true' : undefined}>
          <span className={css['kind']}>
            <KindIcon kind={item.kind} size={15} />
            {text.kind[item.kind]}
          </span>
          {item.href ? (
            <Go href={item.href} className={css['name']}>
              {item.name}
            </Go>
          ) : (
            <strong className={css['name']}>{item.name}</strong>
          )}
          {item.lines?.map((line, at) => (
            <small key={at}>{line}</small>
          ))}
          {item.open && <small className={css['open']}>{item.open}</small>}
        </li>
      ))}
    </ol>
  )
}

/** The same as a list in a narrow panel: one line each, joined by a stroke. */
export function LineageList({
  items,
  label,
}: {
  items: readonly (LineageItem & { note?: ReactNode })[]
  label: string
}) {
  return (
    <ol className={css['list']} aria-label={label}>
      {items.map(item => (
        <li key={`${item.kind} ${item.name}`} aria-current={item.current ? 'true' : undefined}>
          <KindIcon kind={item.kind} />
          {item.href && !item.current ? <Go href={item.href}>{item.name}</Go> : <span>{item.name}</span>}
          <small>{item.note}</small>
        </li>
      ))}
    </ol>
  )
}
