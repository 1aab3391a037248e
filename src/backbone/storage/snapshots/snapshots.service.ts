import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { append } from '../../../events/events.ts'
import type { FileReply } from '../../../kernel/contract.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { BackboneContext } from '../../context.ts'
import type { Blobs } from '../blobs.ts'
import { demandDistinct, snapshotPath } from './paths.ts'
import { snapshotLimits, type Snapshot, type SnapshotFile, type SnapshotWish } from './snapshots.schema.ts'
import { findSnapshot, insertSnapshot, noteCommit } from './snapshots.store.ts'

type SnapshotContext = BackboneContext & ProjectContext

/** Keeps a set of files; the same files are kept once, whoever sends them and in whichever order. */
export async function createSnapshot(ctx: SnapshotContext, wish: SnapshotWish): Promise<Snapshot> {
  const files = await keepFiles(ctx.blobs, wish.files)
  const digest = digestOf(files)
  const projectId = ctx.project.id
  await ctx.db.transaction().execute(async tx => {
    const { git } = wish
    const isNew = await insertSnapshot(tx, { projectId, digest, files, git, by: ctx.actor.id, now: ctx.clock.now() })
    if (isNew)
      await append(tx, ctx, {
        verb: 'create',
        object: { kind: 'snapshot', id: digest },
        payload: { files: files.length, ...(git ? { commit: git.commit, isDirty: git.isDirty } : {}) },
      })
    else if (git) await noteCommit(tx, { projectId, digest, git })
  })
  return readSnapshot(ctx, digest)
}

export async function readSnapshot(ctx: Pick<ProjectContext, 'db' | 'project'>, digest: string): Promise<Snapshot> {
  const snapshot = await findSnapshot(ctx.db, ctx.project.id, digest)
  if (!snapshot) throw notFound('Snapshot', digest)
  return snapshot
}

export async function openSnapshotFile(
  ctx: SnapshotContext,
  wish: { digest: string; path: string },
): Promise<FileReply> {
  const { files } = await readSnapshot(ctx, wish.digest)
  const path = snapshotPath(wish.path)
  const file = files.find(one => one.path === path)
  if (!file) throw notFound('File', path)
  return {
    body: ctx.blobs.open(file.digest),
    size: file.size,
    name: path.split('/').at(-1) ?? path,
    type: (await isText(ctx.blobs, file)) ? 'text/plain; charset=utf-8' : 'application/octet-stream',
    etag: `"${file.digest}"`,
  }
}

/** Writes the files into a folder of their own, for a step. */
export async function materialize(blobs: Blobs, snapshot: Pick<Snapshot, 'files'>, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true })
  for (const file of snapshot.files) {
    // checked when it was kept; a path that leads out must not work even if the table was edited
    const target = join(folder, snapshotPath(file.path))
    await mkdir(dirname(target), { recursive: true })
    await pipeline(blobs.open(file.digest), createWriteStream(target, { flags: 'wx' }))
  }
}

/** Sorted by path as text of code units, so that no locale changes a digest. */
function digestOf(files: SnapshotFile[]): string {
  const list = JSON.stringify(files.map(file => [file.path, file.digest]))
  return `sha256:${createHash('sha256').update(list).digest('hex')}`
}

async function keepFiles(blobs: Blobs, given: SnapshotWish['files']): Promise<SnapshotFile[]> {
  const contents = new Map(given.map(file => [snapshotPath(file.path), file.content]))
  demandDistinct(given.map(file => snapshotPath(file.path)))
  const paths = [...contents.keys()].toSorted((a, b) => (a < b ? -1 : 1))
  const decoded = paths.map(path => ({ path, bytes: decode(path, contents.get(path) ?? '') }))
  const size = decoded.reduce((sum, file) => sum + file.bytes.length, 0)
  if (size > snapshotLimits.bytes)
    throw new AppError('too_large', `These files are ${size} bytes; a snapshot holds at most ${snapshotLimits.bytes}`, {
      hint: 'Leave out data and results: data belongs in a dataset',
    })
  const kept: SnapshotFile[] = []
  for (let at = 0; at < decoded.length; at += 8)
    kept.push(...(await Promise.all(decoded.slice(at, at + 8).map(file => keepFile(blobs, file)))))
  return kept
}

async function keepFile(blobs: Blobs, { path, bytes }: { path: string; bytes: Buffer }): Promise<SnapshotFile> {
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`
  if (!(await blobs.keep(digest))) await blobs.put(new Blob([new Uint8Array(bytes)]).stream())
  return { path, digest, size: bytes.length }
}

function decode(path: string, content: string): Buffer {
  // two looks without repetition: a pattern of the whole would go back over megabytes at the first fault
  const isBase64 = content.length % 4 === 0 && !/[^A-Za-z0-9+/=]/.test(content) && !/=[^=]|={3}/.test(content)
  if (!isBase64) throw new AppError('bad_request', `The content of ${JSON.stringify(path)} is not base64`)
  return Buffer.from(content, 'base64')
}

const lookedAt = 8_192

/** Looks at the beginning, where a file of another kind gives itself away. */
async function isText(blobs: Blobs, file: SnapshotFile): Promise<boolean> {
  if (file.size === 0) return true
  const decoder = new TextDecoder('utf-8', { fatal: true })
  try {
    for await (const bytes of blobs.open(file.digest, { from: 0, to: Math.min(file.size, lookedAt) - 1 }))
      if (decoder.decode(bytes, { stream: true }).includes('\0')) return false
    return true
  } catch (error) {
    if (error instanceof TypeError) return false
    throw error
  }
}
