import { useMediaQuery } from '@mantine/hooks'
import { createContext, use, useEffect, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import { Go } from './Go.tsx'
import css from './Page.module.css'

/** The places in the top bar that a page fills. */
export type Slots = { path: HTMLElement | null; actions: HTMLElement | null }
export const SlotsContext = createContext<Slots>({ path: null, actions: null })

export type Crumb = { label: string; href: string }
/** What stands before a page's own path, set by the frame around it (a project). */
export const PathContext = createContext<readonly Crumb[]>([])

type PageProps = {
  /** names the page in the top bar and in the browser's tab */
  title: string
  /** between the frame's path and the title */
  path?: readonly Crumb[]
  /** at most one of them primary; on phones they stand in a row under the top bar */
  actions?: ReactNode
  children: ReactNode
}

/** The outermost part of every page: fills the top bar's path and actions, and the browser's title. */
export function Page({ title, path = [], actions, children }: PageProps) {
  const slots = use(SlotsContext)
  const isPhone = useMediaQuery('(max-width: 760px)', undefined, { getInitialValueInEffect: false })
  const crumbs = [...use(PathContext), ...path]
  useEffect(() => {
    document.title = title === 'Trireme' ? title : `${title} · Trireme`
  }, [title])
  return (
    <>
      {slots.path && createPortal(<Crumbs crumbs={crumbs} title={title} />, slots.path)}
      {!isPhone && slots.actions && actions && createPortal(actions, slots.actions)}
      <div className={css['page']}>
        {/* in the page and not in the bar, so that nothing moves when they come */}
        {isPhone && actions && <div className={css['actions']}>{actions}</div>}
        {children}
      </div>
    </>
  )
}

function Crumbs({ crumbs, title }: { crumbs: readonly Crumb[]; title: string }) {
  return (
    <ol className={css['crumbs']}>
      {crumbs.map(crumb => (
        <li key={crumb.href + crumb.label}>
          <Go href={crumb.href}>{crumb.label}</Go>
        </li>
      ))}
      <li aria-current="page">{title}</li>
    </ol>
  )
}
