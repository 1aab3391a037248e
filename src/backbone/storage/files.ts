import { randomBytes } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { copyFile, link, mkdir, readdir, rename, rm, stat, unlink, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError, notFound } from '../../kernel/errors.ts'
import { webStream } from '../../kernel/streams.ts'
import type { Blobs } from './blobs.ts'
import { hashFile, hexOf, piece, syncFolder, writeHashed } from './hashed.ts'

/** Blobs as files by digest in a folder. */
export function fileBlobs(folder: string): Blobs {
  const incoming = join(folder, 'incoming')
  const leaving = join(folder, 'leaving')
  const path = (digest: string) => blobPath(folder, digest)
  const keep = async (file: string, digest: string) => {
    const target = path(digest)
    if (await makeYoung(target)) return unlink(file)
    await mkdir(dirname(target), { recursive: true })
    await rename(file, target)
    await makeYoung(target)
    await syncFolder(dirname(target))
  }
  const demand = (digest: string) => {
    const file = path(digest)
    if (!existsSync(file)) throw notFound('Blob', digest)
    return file
  }
  return {
    path: async digest => path(digest),
    has: async digest => existsSync(path(digest)),
    keep: digest => makeYoung(path(digest)),
    size: async digest => (await stat(demand(digest))).size,
    open: (digest, range) => openFile(demand(digest), range),
    async put(body, limit) {
      await mkdir(incoming, { recursive: true })
      const file = join(incoming, randomBytes(12).toString('hex'))
      try {
        const kept = await writeHashed(file, body, limit)
        await keep(file, kept.digest)
        return kept
      } catch (error) {
        await rm(file, { force: true })
        throw error
      }
    },
    async adopt(file) {
      const kept = await hashFile(file)
      await keep(file, kept.digest)
      return kept
    },
    list: () => listFiles(folder),
    saveTo: async (digest, file) => linkOrCopy(demand(digest), file),
    async bring(digest, file) {
      if (!existsSync(path(digest))) await linkOrCopy(file, path(digest))
    },
    async remove(digest, unwrittenSince) {
      const aside = join(leaving, hexOf(digest))
      await mkdir(leaving, { recursive: true })
      try {
        // out of the way first: whoever writes the same bytes from now on does not find it and puts its own there
        await rename(path(digest), aside)
      } catch (error) {
        if (isMissing(error)) return true
        throw error
      }
      if ((await stat(aside)).mtimeMs < unwrittenSince) {
        await unlink(aside)
        return true
      }
      await putBack(aside, path(digest))
      return false
    },
    async clear() {
      await rm(incoming, { recursive: true, force: true })
      // a removal that was killed in between takes nothing away
      for (const hex of await readdir(leaving).catch(nothingYet))
        await putBack(join(leaving, hex), path(`sha256:${hex}`))
    },
  }
}

/** False when there is no such file. */
async function makeYoung(file: string): Promise<boolean> {
  const now = new Date()
  try {
    await utimes(file, now, now)
    return true
  } catch (error) {
    if (isMissing(error)) return false
    throw error
  }
}

const isMissing = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT'

async function putBack(aside: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true })
  // over the same bytes, if somebody has written them meanwhile
  await rename(aside, target)
}

/** Where a blob lies below a folder of blobs. */
export const blobPath = (folder: string, digest: string) =>
  join(folder, 'sha256', hexOf(digest).slice(0, 2), hexOf(digest).slice(2))

/** A file, or a part of it, with pieces so large that a call costs little beside them. */
export const openFile = (file: string, range?: { from: number; to: number }) =>
  webStream(createReadStream(file, { ...(range ? { start: range.from, end: range.to } : {}), highWaterMark: piece }))

/** The blobs of a folder. */
export async function* listFiles(folder: string): AsyncGenerator<{ digest: string; size: number }> {
  const root = join(folder, 'sha256')
  for (const start of await readdir(root).catch(nothingYet))
    for (const rest of await readdir(join(root, start))) {
      const size = await sizeOf(join(root, start, rest))
      if (size !== undefined) yield { digest: `sha256:${start}${rest}`, size }
    }
}

/** undefined when it was removed meanwhile */
async function sizeOf(file: string): Promise<number | undefined> {
  try {
    return (await stat(file)).size
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

function nothingYet(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** A second name for the same bytes where the disk can do that, else a copy: blobs never change. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await link(from, to)
  } catch {
    // another disk, or one without links
    await copyFile(from, to)
  }
  const [before, after] = await Promise.all([stat(from), stat(to)])
  if (before.size !== after.size) throw new AppError('internal', `${to} was not copied whole; is the disk full?`)
}
