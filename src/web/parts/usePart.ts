import { useQuery } from '@tanstack/react-query'
import type { ComponentType } from 'react'

/**
 * A part of a page whose code only those load who see it. The page waits for it as for its data, so that nothing moves when
 * it comes; where its code cannot be had the page goes on without it.
 */
export function usePart<P>(
  name: string,
  { load, isWanted }: { load: () => Promise<ComponentType<P>>; isWanted: boolean },
) {
  const { data, isLoading } = useQuery({
    queryKey: ['part', name],
    queryFn: load,
    enabled: isWanted,
    staleTime: Infinity,
  })
  return { isLoading, Part: isWanted ? data : undefined }
}
