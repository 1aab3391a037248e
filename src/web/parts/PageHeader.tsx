import type { ReactNode } from 'react'
import { SimulatedChip } from './SimulatedChip.tsx'
import css from './PageHeader.module.css'

type PageHeaderProps = {
  title: ReactNode
  /** chips, a version switch, a Status: the answer in words, beside the title */
  state?: ReactNode
  /** right end: a menu of rare actions */
  menu?: ReactNode
  /** one or two sentences on what this is */
  lede?: ReactNode
  /** thin facts in a row: owner, freshness, hash */
  facts?: ReactNode
}

/** Answers the page's question before anything is read below it. */
export function PageHeader({ title, state, menu, lede, facts }: PageHeaderProps) {
  return (
    <header className={css['header']}>
      <div className={css['line']}>
        <h1>{title}</h1>
        {state}
        <SimulatedChip />
        {menu && <div className={css['menu']}>{menu}</div>}
      </div>
      {lede && <p className={css['lede']}>{lede}</p>}
      {facts && <div className={css['facts']}>{facts}</div>}
    </header>
  )
}

/** One thin fact, with an icon that says of what kind. */
export function Fact({ icon, children }: { icon?: ReactNode; children: ReactNode }) {
  return (
    <span className={css['fact']}>
      {icon}
      <span>{children}</span>
    </span>
  )
}
