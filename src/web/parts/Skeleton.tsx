import type { CSSProperties } from 'react'
import css from './Skeleton.module.css'

/** The final layout, empty; appears only when loading takes longer than 150 ms. */
export function Skeleton({ height = 13, width = '100%' }: { height?: number; width?: string }) {
  return <span className={css['bone']} style={{ height, width }} aria-hidden />
}

/** Rows of a list or table that is on its way. */
export function SkeletonRows({ rows = 6, height = 33 }: { rows?: number; height?: number }) {
  const style: CSSProperties & { '--row': string } = { '--row': `${height}px` }
  return (
    <div className={css['rows']} style={style} aria-busy="true">
      {Array.from({ length: rows }, (_, at) => (
        <span key={at}>
          <Skeleton width={`${[34, 46, 28, 40][at % 4]}%`} />
          <Skeleton width="12%" />
          <Skeleton width="9%" />
        </span>
      ))}
    </div>
  )
}

/** A panel that is on its way. */
export function SkeletonPanel({ height = 180 }: { height?: number }) {
  return (
    <div className={css['panel']} style={{ minHeight: height }} aria-busy="true">
      <Skeleton width="30%" />
      <Skeleton height={height - 64} />
    </div>
  )
}
