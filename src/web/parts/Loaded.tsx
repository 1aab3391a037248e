import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { ErrorPanel } from './ErrorPanel.tsx'
import { SkeletonPanel } from './Skeleton.tsx'

type LoadedProps<T> = {
  query: UseQueryResult<T>
  /** stands where the content will be; the shape of the final layout */
  skeleton?: ReactNode
  /** names what could not be loaded */
  title?: string
  /** 1 where this is the whole page */
  level?: 1 | 2
  children: (data: T) => ReactNode
}

/** Data on its way, come, or not to be had, each in its place. Data once seen stays while it is asked for again. */
export function Loaded<T>({ query, skeleton = <SkeletonPanel />, title, level = 2, children }: LoadedProps<T>) {
  if (query.data !== undefined) return children(query.data)
  if (query.error)
    return (
      <ErrorPanel
        error={query.error}
        level={level}
        {...(title !== undefined && { title })}
        onRetry={() => void query.refetch()}
      />
    )
  return skeleton
}

type TogetherProps = {
  /** what the page shows at first */
  queries: readonly { isLoading: boolean }[]
  children: ReactNode
}

/** All that a page shows at first comes at once, so that nothing moves under the reader's eyes. */
export function Together({ queries, children }: TogetherProps) {
  return queries.some(query => query.isLoading) ? <SkeletonPanel height={320} /> : children
}
