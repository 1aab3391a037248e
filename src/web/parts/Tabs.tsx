import { useRouterState } from '@tanstack/react-router'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { Go } from './Go.tsx'
import css from './Tabs.module.css'

export type TabLink = { href: string; label: string; count?: number; exact?: boolean }

/** Tabs that are places: each has its own address. The count says how much is behind it. */
export function TabLinks({ label, items }: { label: string; items: readonly TabLink[] }) {
  const path = useRouterState({ select: state => state.location.pathname })
  const isHere = (item: TabLink) => path === item.href || (!item.exact && path.startsWith(`${item.href}/`))
  return (
    <nav className={css['tabs']} aria-label={label}>
      {items.map(item => (
        <Go key={item.href} href={item.href} aria-current={isHere(item) ? 'page' : undefined}>
          {item.label}
          <Count n={item.count} />
        </Go>
      ))}
    </nav>
  )
}

export type Tab<T extends string> = { value: T; label: string; count?: number }

type TabsProps<T extends string> = {
  label: string
  tabs: readonly Tab<T>[]
  value: T
  onChange: (value: T) => void
  /** the shown tab's content */
  children: ReactNode
}

/** Tabs inside one page or panel: arrow keys move, only the shown one is in the tab order. */
export function Tabs<T extends string>({ label, tabs, value, onChange, children }: TabsProps<T>) {
  const list = useRef<HTMLDivElement>(null)
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    const at = tabs.findIndex(tab => tab.value === value)
    const next = tabs[(at + step + tabs.length) % tabs.length]
    if (!step || !next) return
    onChange(next.value)
    list.current?.querySelector<HTMLElement>(`[data-tab="${next.value}"]`)?.focus()
  }
  return (
    <>
      <div className={css['tabs']} role="tablist" aria-label={label} ref={list} onKeyDown={onKeyDown}>
        {tabs.map(tab => (
          <button
            key={tab.value}
            type="button"
            role="tab"
            data-tab={tab.value}
            aria-selected={tab.value === value}
            tabIndex={tab.value === value ? 0 : -1}
            onClick={() => onChange(tab.value)}
          >
            {tab.label}
            <Count n={tab.count} />
          </button>
        ))}
      </div>
      <div role="tabpanel" aria-label={tabs.find(tab => tab.value === value)?.label} className={css['panel']}>
        {children}
      </div>
    </>
  )
}

function Count({ n }: { n: number | undefined }) {
  const format = useFormat()
  return n === undefined ? null : <span className={css['count']}>{format.num(n)}</span>
}
