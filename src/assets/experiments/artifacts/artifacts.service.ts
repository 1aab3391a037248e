import type { FileReply } from '../../../kernel/contract.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { BackboneContext } from '../../../backbone/context.ts'
import type { Blobs } from '../../../backbone/storage/blobs.ts'
import type { Kept } from '../../../backbone/storage/hashed.ts'
import { loggedModelOf, writableModel } from '../loggedModels/loggedModels.service.ts'
import { runOf, writableRun } from '../runs/runs.service.ts'
import {
  deleteArtifacts,
  findArtifact,
  hasFile,
  isFolder,
  listBelow,
  upsertArtifact,
  type StoredFile,
} from './artifacts.store.ts'
import { mediaType, safePath, type Owner } from './paths.ts'

export type { StoredFile } from './artifacts.store.ts'

type FileContext = ProjectContext & Pick<BackboneContext, 'blobs'>

/** A file, or a folder that files below it imply; `path` is from the owner's root. */
export type Entry = { path: string; isFolder: boolean; size: number }

/** Streams a file into the blobs and gives it its name; the name is never a place on a disk. */
export async function putArtifact(
  ctx: FileContext,
  at: { owner: Owner; path: string },
  body: AsyncIterable<Uint8Array>,
): Promise<StoredFile> {
  const path = await demandPlace(ctx, at)
  return keepArtifact(ctx, { owner: at.owner, path }, await ctx.blobs.put(body))
}

/** Gives bytes that are kept already their name. */
export async function keepArtifact(
  ctx: ProjectContext,
  { owner, path }: { owner: Owner; path: string },
  { digest, size }: Kept,
): Promise<StoredFile> {
  const now = ctx.clock.now()
  await upsertArtifact(ctx.db, owner.id, { path, digest, size, now })
  return { path, digest, size, createdAt: now }
}

/** The path in its plain form, if this caller may put a file there. */
export async function demandPlace(ctx: ProjectContext, at: { owner: Owner; path: string }): Promise<string> {
  const path = safePath(at.path)
  if (path === '') throw new AppError('bad_request', 'Invalid path')
  await demandWritable(ctx, at.owner)
  await demandFree(ctx, at.owner.id, path)
  return path
}

/** What lies right below a folder; empty for a file and for what does not exist. */
export async function listArtifacts(ctx: ProjectContext, at: { owner: Owner; path: string }): Promise<Entry[]> {
  const folder = safePath(at.path)
  await demandReadable(ctx, at.owner)
  const entries = new Map<string, Entry>()
  const skipped = folder === '' ? 0 : folder.length + 1
  for (const file of await listBelow(ctx.db, at.owner.id, { folder })) {
    const end = file.path.indexOf('/', skipped)
    const path = end < 0 ? file.path : file.path.slice(0, end)
    entries.set(path, { path, isFolder: end >= 0, size: end < 0 ? file.size : 0 })
  }
  return [...entries.values()]
}

/** The files of an owner, all of them for an export. */
export async function allArtifacts(ctx: ProjectContext, owner: Owner, atMost?: number): Promise<StoredFile[]> {
  await demandReadable(ctx, owner)
  return listBelow(ctx.db, owner.id, { folder: '', atMost })
}

type FilePlace = {
  owner: Owner
  path: string
  /** how the caller named it, for messages */ called?: string | undefined
}

export async function artifactOf(ctx: ProjectContext, at: FilePlace): Promise<StoredFile> {
  const path = safePath(at.path)
  const name = at.called ?? path
  await demandReadable(ctx, at.owner)
  const file = await findArtifact(ctx.db, at.owner.id, path)
  if (file) return file
  if (await isFolder(ctx.db, at.owner.id, path))
    throw new AppError('bad_request', `Artifact path refers to a directory, not a file: '${name}'`)
  throw new AppError('not_found', `No such artifact: '${name}'`)
}

/** A file as a download, or the part of it that a Range header asks for. */
export async function readArtifact(
  ctx: FileContext,
  at: FilePlace & { range?: string | undefined },
): Promise<FileReply> {
  return replyOf(ctx.blobs, await artifactOf(ctx, at), at.range)
}

/** The bytes that a path named at an earlier moment, whatever it names now; blobs are never changed. */
export async function readEarlier(
  ctx: FileContext,
  at: { owner: Owner; file: Pick<StoredFile, 'path' | 'digest' | 'size'>; range?: string | undefined },
): Promise<FileReply> {
  await demandReadable(ctx, at.owner)
  return replyOf(ctx.blobs, at.file, at.range)
}

function replyOf(
  blobs: Blobs,
  file: Pick<StoredFile, 'path' | 'digest' | 'size'>,
  wish: string | undefined,
): FileReply {
  const range = rangeOf(wish, file.size)
  return {
    body: blobs.open(file.digest, range),
    name: file.path.slice(file.path.lastIndexOf('/') + 1),
    type: mediaType(file.path),
    size: range ? range.to - range.from + 1 : file.size,
    etag: `"${file.digest}"`,
    ...(range ? { range: { ...range, total: file.size } } : {}),
  }
}

export async function removeArtifact(ctx: ProjectContext, at: { owner: Owner; path: string }): Promise<void> {
  const path = safePath(at.path)
  await demandWritable(ctx, at.owner)
  if ((await deleteArtifacts(ctx.db, at.owner.id, path)) === 0)
    throw new AppError('not_found', `No such artifact: '${path}'`)
}

/** A single `bytes=a-b` within the file; anything else is answered with the whole file, as HTTP allows. */
export function rangeOf(header: string | undefined, size: number): { from: number; to: number } | undefined {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!found || size === 0) return undefined
  const [, first = '', last = ''] = found
  if (first === '' && last === '') return undefined
  const from = first === '' ? Math.max(0, size - Number(last)) : Number(first)
  const to = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return from <= to ? { from, to } : undefined
}

/** Fails as if it did not exist where the owner is not to be seen. */
export async function demandReadable(ctx: ProjectContext, { kind, id }: Owner): Promise<void> {
  if (kind === 'run') await runOf(ctx, id)
  else await loggedModelOf(ctx, id, 'with deleted')
}

async function demandWritable(ctx: ProjectContext, { kind, id }: Owner): Promise<void> {
  if (kind === 'run') await writableRun(ctx, id)
  else await writableModel(ctx, id)
}

/** A name is a file or a folder, never both: other stores could not hold it. */
async function demandFree(ctx: ProjectContext, ownerId: string, path: string): Promise<void> {
  const parts = path.split('/')
  const folders = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'))
  if (await hasFile(ctx.db, ownerId, folders))
    throw new AppError('bad_request', `Invalid path: a folder of '${path}' is a file already`)
  if (await isFolder(ctx.db, ownerId, path))
    throw new AppError('bad_request', `Artifact path refers to a directory, not a file: '${path}'`)
}
