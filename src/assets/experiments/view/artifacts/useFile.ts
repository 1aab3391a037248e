import { queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { AppError } from '../../../../kernel/errors.ts'
import { send } from '../../../../web/api.ts'
import { useProject } from '../../../../web/project.ts'
import { artifactHref } from '../runs.look.ts'
import { pieceBytes, toPiece } from './artifacts.look.ts'

/** A file among the artifacts of a run or a logged model. */
export type FileRef = { owner: string; path: string; size: number }

type Part = { from: number; to: number }

async function readBytes(href: string, { part, signal }: { part?: Part; signal: AbortSignal }): Promise<Uint8Array> {
  const request = new Request(new URL(href, location.origin), { signal })
  if (part) request.headers.set('Range', `bytes=${part.from}-${part.to - 1}`)
  const answer = await send(request)
  if (!answer.ok) throw new AppError('unavailable', `The file could not be read (${answer.status})`)
  return new Uint8Array(await answer.arrayBuffer())
}

const keyOf = (href: string) => ['artifact', href] as const

const useHref = ({ owner, path }: FileRef) => artifactHref({ slug: useProject().slug, owner, path })

const headQuery = (href: string, size: number) =>
  queryOptions({
    queryKey: [...keyOf(href), 'head', size],
    queryFn: async ({ signal }) =>
      toPiece(size === 0 ? new Uint8Array() : await readBytes(href, { part: { from: 0, to: headBytes }, signal }), {
        from: 0,
        size,
      }),
    staleTime: 60_000,
  })
const headBytes = 64 * 1024

/** The beginning of a file, to see what it is. */
export const useHead = (file: FileRef) => useQuery(headQuery(useHref(file), file.size))

/** The text of a file, a piece at a time. */
export function usePieces(file: FileRef) {
  const href = useHref(file)
  return useInfiniteQuery({
    queryKey: [...keyOf(href), 'pieces', file.size],
    initialPageParam: 0,
    queryFn: async ({ pageParam: from, signal }) => {
      if (file.size === 0) return toPiece(new Uint8Array(), { from, size: 0 })
      const part = { from, to: Math.min(file.size, from + pieceBytes) }
      return toPiece(await readBytes(href, { part, signal }), { from, size: file.size })
    },
    getNextPageParam: last => last.next,
    staleTime: 60_000,
    gcTime: 60_000,
  })
}

/** A whole file, for those who looked at its size first. */
export function useWhole<T>(file: FileRef, read: (bytes: Uint8Array) => T) {
  const href = useHref(file)
  return useQuery({
    queryKey: [...keyOf(href), 'whole', file.size],
    queryFn: async ({ signal }) => read(file.size === 0 ? new Uint8Array() : await readBytes(href, { signal })),
    staleTime: 60_000,
    gcTime: 60_000,
  })
}
