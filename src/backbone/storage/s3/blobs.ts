import { randomBytes } from 'node:crypto'
import { mkdir, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { S3Place } from '../../../kernel/blobs.config.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { webStream } from '../../../kernel/streams.ts'
import type { Blobs } from '../blobs.ts'
import { linkOrCopy, openFile } from '../files.ts'
import { hashFile, writeHashed, type Kept } from '../hashed.ts'
import { openBucket } from './bucket.ts'
import { openCache } from './cache.ts'

/**
 * Blobs in a bucket, with files on this machine in front of it. What comes in is hashed into a file first: its name is known
 * before S3 sees a byte, no half blob can be there, and the file is what DuckDB and models read next.
 */
export function s3Blobs(place: S3Place, folder: string): Blobs {
  const bucket = openBucket(place)
  const cache = openCache(folder, place.cacheBytes)
  const fetching = new Map<string, Promise<string>>()

  /** whoever writes a blob and whoever removes it take turns */
  const alone = openTurns()
  const keep = async (file: string, kept: Kept): Promise<Kept> => {
    await alone(kept.digest, () => bucket.write(file, kept))
    await cache.keep(file, kept.digest)
    return kept
  }
  const inFile = async <T>(work: (file: string) => Promise<T>): Promise<T> => {
    const file = await cache.incoming(randomBytes(12).toString('hex'))
    try {
      return await work(file)
    } finally {
      await rm(file, { force: true })
    }
  }
  const download = (digest: string) =>
    inFile(async file => {
      demandSame(digest, await writeHashed(file, bucket.read(digest)))
      return cache.keep(file, digest)
    })
  const path = async (digest: string) => {
    const here = await cache.find(digest)
    if (here !== undefined) return here
    const running = fetching.get(digest) ?? download(digest).finally(() => fetching.delete(digest))
    fetching.set(digest, running)
    return running
  }
  return {
    path,
    put: (body, limit) => inFile(async file => keep(file, await writeHashed(file, body, limit))),
    adopt: async file => keep(file, await hashFile(file)),
    has: async digest => (await bucket.find(digest)) !== undefined,
    async keep(digest) {
      const found = await bucket.find(digest)
      if (!found) return false
      const file = await path(digest)
      await alone(digest, () => bucket.write(file, { digest, size: found.size }))
      return true
    },
    remove: (digest, unwrittenSince) =>
      alone(digest, async () => {
        const found = await bucket.find(digest)
        if (found && found.writtenAt >= unwrittenSince) return false
        await bucket.remove(digest)
        return true
      }),
    async size(digest) {
      const found = await bucket.find(digest)
      if (!found) throw notFound('Blob', digest)
      return found.size
    },
    open: (digest, range) => webStream(read(digest, range)),
    list: () => bucket.list(),
    async saveTo(digest, file) {
      const here = await cache.find(digest)
      if (here !== undefined) return linkOrCopy(here, file)
      await mkdir(dirname(file), { recursive: true })
      demandSame(digest, await writeHashed(file, bucket.read(digest)))
    },
    async bring(digest, file) {
      const kept = await hashFile(file)
      demandSame(digest, kept)
      await bucket.write(file, kept)
    },
    async clear() {
      await cache.clear()
      await bucket.clear()
    },
  }

  async function* read(digest: string, range?: { from: number; to: number }): AsyncGenerator<Uint8Array> {
    const here = await cache.find(digest)
    yield* here === undefined ? bucket.read(digest, range) : openFile(here, range)
  }
}

/** Work on one thing is done one after another. */
function openTurns() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(key: string, work: () => Promise<T>): Promise<T> => {
    const turn = (last.get(key) ?? Promise.resolve()).then(work, work)
    last.set(key, turn)
    try {
      return await turn
    } finally {
      if (last.get(key) === turn) last.delete(key)
    }
  }
}

function demandSame(digest: string, kept: Kept): void {
  if (kept.digest !== digest) throw new AppError('conflict', `The bytes of ${digest} are not what they were`)
}
