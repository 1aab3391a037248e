import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { AppError } from '../../kernel/errors.ts'

export type Kept = { digest: string; size: number }

/** bytes that go to the disk or come from it at a time: what a call costs is then little beside them */
export const piece = 1 << 20
/** bytes after which the disk begins to make them last, while more arrive: less is left to wait for at the end */
const stretch = 32 << 20

/** Streams into a new file while hashing; on disk when it returns. */
export async function writeHashed(file: string, body: AsyncIterable<Uint8Array>, limit = Infinity): Promise<Kept> {
  const hash = createHash('sha256')
  const handle = await open(file, 'wx')
  let size = 0
  let synced = 0
  let written = Promise.resolve()
  let lasting = Promise.resolve()
  try {
    for await (const chunks of piecesOf(body)) {
      for (const chunk of chunks) size += chunk.byteLength
      if (size > limit) throw new AppError('too_large', `This file is larger than ${limit} bytes`)
      await written
      if (size - synced > stretch) {
        await lasting
        lasting = handle.datasync()
        lasting.catch(() => undefined) // thrown where it is awaited
        synced = size
      }
      written = writeAll(handle, chunks) // the disk works while the hash is computed and the next piece arrives
      written.catch(() => undefined) // thrown where it is awaited
      for (const chunk of chunks) hash.update(chunk)
    }
    await written
    await lasting
    await handle.datasync()
  } finally {
    await Promise.allSettled([written, lasting])
    await handle.close()
  }
  return { digest: `sha256:${hash.digest('hex')}`, size }
}

/** Chunks as they came, so many that they make a piece: nothing is copied to put them together. */
async function* piecesOf(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array[]> {
  let waiting: Uint8Array[] = []
  let size = 0
  for await (const chunk of body) {
    waiting.push(chunk)
    size += chunk.byteLength
    if (size < piece && waiting.length < mostChunks) continue
    yield waiting
    waiting = []
    size = 0
  }
  if (size > 0) yield waiting
}

/** what one call may hold */
const mostChunks = 1_000

async function writeAll(handle: FileHandle, chunks: Uint8Array[]): Promise<void> {
  const size = chunks.reduce((sum, chunk) => sum + chunk.byteLength, 0)
  const { bytesWritten } = await handle.writev(chunks)
  // a full disk takes a part; writing the rest says so
  if (bytesWritten < size) await handle.writeFile(Buffer.concat(chunks).subarray(bytesWritten))
}

/** The digest of a file that is there; on disk when it returns. */
export async function hashFile(file: string): Promise<Kept> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of createReadStream(file, { highWaterMark: piece })) {
    hash.update(chunk)
    size += chunk.length
  }
  const handle = await open(file, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
  return { digest: `sha256:${hash.digest('hex')}`, size }
}

export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Digests come from our own tables, but a path is never built from anything that is not one. */
export function hexOf(digest: string): string {
  const found = /^sha256:([0-9a-f]{64})$/.exec(digest)
  if (!found?.[1]) throw new AppError('bad_request', `"${digest.slice(0, 80)}" is not a digest`)
  return found[1]
}
