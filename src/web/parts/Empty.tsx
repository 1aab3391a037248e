import type { ReactNode } from 'react'
import { CodeBlock } from './CodeBlock.tsx'
import css from './Empty.module.css'

type EmptyProps = {
  title: string
  /** what will stand here and what it is good for, in a sentence */
  children?: ReactNode
  icon?: ReactNode
  /** the two or three ways in; the first is the primary */
  actions?: ReactNode
  /** one line to copy, for those who live in a terminal */
  code?: string
}

/** Nothing is here yet: what it is for, and how to begin. */
export function Empty({ title, children, icon, actions, code }: EmptyProps) {
  return (
    <div className={css['empty']}>
      {icon && <span className={css['icon']}>{icon}</span>}
      <div className={css['words']}>
        <strong>{title}</strong>
        {children && <p>{children}</p>}
        {actions && <div className={css['actions']}>{actions}</div>}
        {code && <CodeBlock code={code} label={title} />}
      </div>
    </div>
  )
}

/** One way in, as a card: what it does, and its button. */
export function WayIn({
  icon,
  title,
  children,
  action,
}: {
  icon: ReactNode
  title: string
  children: ReactNode
  action: ReactNode
}) {
  return (
    <article className={css['way']}>
      <span className={css['icon']}>{icon}</span>
      <div className={css['words']}>
        <strong>{title}</strong>
        <p>{children}</p>
      </div>
      {action}
    </article>
  )
}
