import type { ReactNode } from 'react'
import css from './KeyValue.module.css'

export type Pair = { label: string; value: ReactNode; icon?: ReactNode }

/** Facts as label and value: from what a run was made, what a version weighs. */
export function KeyValue({ items, layout = 'aligned' }: { items: readonly Pair[]; layout?: 'aligned' | 'spread' }) {
  return (
    <dl className={css['pairs']} data-layout={layout}>
      {items.map(({ label, value, icon }) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>
            {icon}
            <span>{value}</span>
          </dd>
        </div>
      ))}
    </dl>
  )
}
