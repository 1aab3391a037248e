import { useId, type CSSProperties, type ReactNode } from 'react'
import css from './Panel.module.css'

/** The page's twelve columns; below a tablet's width everything stands in one. */
export function Grid({ children }: { children: ReactNode }) {
  return <div className={css['grid']}>{children}</div>
}

/** Panels below each other in some of a Grid's columns, where each is only as tall as what it holds. */
export function Column({ span, children }: { span: number; children: ReactNode }) {
  const style: CSSProperties & { '--span': number } = { '--span': span }
  return (
    <div className={css['column']} style={style}>
      {children}
    </div>
  )
}

type PanelProps = {
  title?: ReactNode
  /** one thin line beside the title: what is counted, from what */
  note?: ReactNode
  /** right end of the title line: a link, a switch, a state */
  aside?: ReactNode
  /** columns of twelve inside a Grid */
  span?: number
  /** the content brings its own padding, as tables do */
  flush?: boolean
  /** `ask` for the one thing to do now, `seat` for a seat that needs a person */
  tone?: 'ask' | 'seat'
  children?: ReactNode
}

/** A surface with a title that says what is answered here. */
export function Panel({ title, note, aside, span = 12, flush, tone, children }: PanelProps) {
  const id = useId()
  const style: CSSProperties & { '--span': number } = { '--span': span }
  return (
    <section
      className={css['panel']}
      style={style}
      data-flush={flush}
      data-tone={tone}
      aria-labelledby={title ? id : undefined}
    >
      {(title || aside) && (
        <header className={css['head']}>
          <h2 id={id}>{title}</h2>
          {note && <span className={css['note']}>{note}</span>}
          {aside && <div className={css['aside']}>{aside}</div>}
        </header>
      )}
      {children}
    </section>
  )
}

/** Things below each other in a panel. */
export function Stack({ children }: { children: ReactNode }) {
  return <div className={css['stack']}>{children}</div>
}

/** A tinted box inside a panel: an ask, a warning, a reading of a chart. */
export function Callout({
  tone = 'plain',
  icon,
  children,
}: {
  tone?: 'plain' | 'accent' | 'bronze' | 'failed'
  icon?: ReactNode
  children: ReactNode
}) {
  return (
    <div className={css['callout']} data-tone={tone}>
      {icon}
      <div>{children}</div>
    </div>
  )
}
