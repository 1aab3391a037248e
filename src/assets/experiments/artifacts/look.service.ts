import type { z } from 'zod'
import type { BackboneContext } from '../../../backbone/context.ts'
import type { FileReply } from '../../../kernel/contract.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { Analytics } from '../../datasets/analytics/analytics.ts'
import type { Peek, PeekQuery } from '../../datasets/analytics/peek.schema.ts'
import type { FileFormat } from '../../datasets/analytics/tables.schema.ts'
import { mostShown, type ArtifactEntry } from './artifacts.schema.ts'
import { artifactOf, demandReadable, readArtifact } from './artifacts.service.ts'
import { pathsBelow } from './artifacts.store.ts'
import { mediaType, safePath, type Owner } from './paths.ts'

export type LookContext = BackboneContext & { analytics: Analytics }
type InProject = LookContext & ProjectContext

type FolderWish = { owner: Owner; path: string; after?: string | undefined; limit: number }

/** What lies right in a folder, with how much is below it; folders first, a page at a time. */
export async function listFolder(ctx: ProjectContext, { owner, path, after, limit }: FolderWish) {
  const folder = safePath(path)
  await demandReadable(ctx, owner)
  const files = await pathsBelow(ctx.db, owner.id, folder)
  if (files.length === 0 && folder !== '')
    throw new AppError('not_found', `There is no folder "${folder}" among these artifacts`)
  const entries = entriesOf(files, folder)
  const from = after === undefined ? 0 : entries.findIndex(entry => keyOf(entry) === after) + 1
  const page = entries.slice(from, from + limit)
  const last = page.at(-1)
  return {
    entries: page,
    files: files.length,
    size: files.reduce((sum, { size }) => sum + size, 0),
    next: last && from + page.length < entries.length ? keyOf(last) : null,
  }
}

const keyOf = ({ path, isFolder }: ArtifactEntry) => (isFolder ? `${path}/` : path)

function entriesOf(files: readonly { path: string; size: number }[], folder: string): ArtifactEntry[] {
  const entries = new Map<string, ArtifactEntry>()
  const skipped = folder === '' ? 0 : folder.length + 1
  for (const file of files) {
    const end = file.path.indexOf('/', skipped)
    const path = end < 0 ? file.path : file.path.slice(0, end)
    const known = entries.get(path) ?? { path, isFolder: end >= 0, size: 0, files: 0 }
    entries.set(path, { ...known, size: known.size + file.size, files: known.files + 1 })
  }
  const byName = (a: ArtifactEntry, b: ArtifactEntry) => (a.path < b.path ? -1 : 1)
  return [...entries.values()].toSorted((a, b) => Number(b.isFolder) - Number(a.isFolder) || byName(a, b))
}

const shownTypes = new Set(['text/html', 'image/svg+xml', 'application/pdf'])

/** A file that a browser shows by itself, for a frame that keeps it apart. */
export async function showArtifact(ctx: InProject, at: { owner: Owner; path: string }): Promise<FileReply> {
  const file = await artifactOf(ctx, at)
  if (!shownTypes.has(mediaType(file.path)))
    throw new AppError('unsupported_media', `${file.path} is neither HTML nor SVG nor PDF; download it instead`)
  if (file.size > mostShown)
    throw new AppError('too_large', `${file.path} has ${file.size} bytes; up to ${mostShown} are shown`, {
      hint: 'Download it and open it on your own machine',
    })
  return readArtifact(ctx, at)
}

const formats: Record<string, FileFormat> = {
  csv: 'csv',
  tsv: 'csv',
  parquet: 'parquet',
  json: 'json',
  jsonl: 'json',
  ndjson: 'json',
}
/** A look that takes longer keeps others waiting for theirs. */
const mostMs = 15_000

/** Rows of a table, read by a process with limits of its own. */
export async function pageOfTable(
  ctx: InProject,
  at: { owner: Owner; path: string },
  page: z.output<typeof PeekQuery>,
): Promise<Peek> {
  const file = await artifactOf(ctx, at)
  const format = formats[file.path.slice(file.path.lastIndexOf('.') + 1).toLowerCase()]
  if (!format) throw new AppError('unsupported_media', `${file.path} is not CSV, TSV, Parquet or JSON by its name`)
  if (file.size === 0) throw new AppError('bad_request', `${file.path} is empty`)
  const patience = AbortSignal.timeout(mostMs)
  try {
    const signal = AbortSignal.any([ctx.signal, patience])
    return await ctx.analytics.peek(await ctx.blobs.path(file.digest), { ...page, format }, { signal })
  } catch (error) {
    if (!patience.aborted || error instanceof AppError) throw error
    throw new AppError('too_large', `This page of ${file.path} took more than ${mostMs / 1000} seconds to find`, {
      hint: 'Stay nearer to the beginning, or download the file',
    })
  }
}
