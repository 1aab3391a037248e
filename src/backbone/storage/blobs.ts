import { createHash, randomBytes } from 'node:crypto'
import { createReadStream, existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, stat, unlink, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError, notFound } from '../../kernel/errors.ts'
import { webStream } from '../../kernel/streams.ts'

/** Bytes named by their SHA-256: written once, never changed, shared by whoever has the same bytes. */
export type Blobs = {
  /** streams to disk while hashing; durable when it returns */
  put(body: AsyncIterable<Uint8Array>, limit?: number): Promise<{ digest: string; size: number }>
  open(digest: string, range?: { from: number; to: number }): ReadableStream<Uint8Array>
  has(digest: string): boolean
  size(digest: string): Promise<number>
  /** the file itself, for child processes that read it */
  path(digest: string): string
  /** moves a finished file of ours into the store */
  adopt(file: string): Promise<{ digest: string; size: number }>
  remove(digest: string): Promise<void>
}

export async function openBlobs(folder: string): Promise<Blobs> {
  const incoming = join(folder, 'incoming')
  await mkdir(incoming, { recursive: true })
  // what a killed server was writing was never acknowledged
  for (const name of await readdir(incoming)) await rm(join(incoming, name), { force: true })
  const path = (digest: string) => join(folder, 'sha256', hexOf(digest).slice(0, 2), hexOf(digest).slice(2))
  const keep = async (file: string, digest: string) => {
    const target = path(digest)
    if (existsSync(target)) return unlink(file)
    await mkdir(dirname(target), { recursive: true })
    await rename(file, target)
    await syncFolder(dirname(target))
  }
  return {
    path,
    has: digest => existsSync(path(digest)),
    size: async digest => (await statOf(path(digest), digest)).size,
    open(digest, range) {
      const file = path(digest)
      if (!existsSync(file)) throw notFound('Blob', digest)
      const part = range ? { start: range.from, end: range.to } : {}
      return webStream(createReadStream(file, { ...part, highWaterMark: piece }))
    },
    async put(body, limit = Infinity) {
      const file = join(incoming, randomBytes(12).toString('hex'))
      try {
        const { digest, size } = await writeHashed(file, body, limit)
        await keep(file, digest)
        return { digest, size }
      } catch (error) {
        await rm(file, { force: true })
        throw error
      }
    },
    async adopt(file) {
      const { digest, size } = await hashFile(file)
      await keep(file, digest)
      return { digest, size }
    },
    remove: digest => rm(path(digest), { force: true }),
  }
}

/** bytes that go to the disk or come from it at a time: what a call costs is then little beside them */
const piece = 1 << 20
/** bytes after which the disk begins to make them last, while more arrive: less is left to wait for at the end */
const stretch = 32 << 20

async function writeHashed(
  file: string,
  body: AsyncIterable<Uint8Array>,
  limit: number,
): Promise<{ digest: string; size: number }> {
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

async function hashFile(file: string): Promise<{ digest: string; size: number }> {
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

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

async function statOf(file: string, digest: string) {
  if (!existsSync(file)) throw notFound('Blob', digest)
  return stat(file)
}

/** Digests come from our own tables, but a path is never built from anything that is not one. */
function hexOf(digest: string): string {
  const found = /^sha256:([0-9a-f]{64})$/.exec(digest)
  if (!found?.[1]) throw new AppError('bad_request', `"${digest.slice(0, 80)}" is not a digest`)
  return found[1]
}
