import { existsSync } from 'node:fs'
import { mkdir, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { blobPath, listFiles } from '../files.ts'

/** Files of blobs on this machine, the least recently used of them removed when they are too many. */
export type Cache = {
  /** the file, and from now on an hour at least; undefined when it is not here */
  find(digest: string): Promise<string | undefined>
  /** moves a whole file in */
  keep(file: string, digest: string): Promise<string>
  /** a name for a file that is being written */
  incoming(name: string): Promise<string>
  clear(): Promise<void>
}

/** programs that were given a path have as long to open it, however full the cache is */
const least = 3_600_000

export function openCache(folder: string, mostBytes: number): Cache {
  let trimming: Promise<void> | undefined
  const find = async (digest: string) => {
    const file = blobPath(folder, digest)
    if (!existsSync(file)) return undefined
    const now = new Date()
    await utimes(file, now, now)
    return file
  }
  return {
    find,
    async keep(file, digest) {
      const target = blobPath(folder, digest)
      await mkdir(dirname(target), { recursive: true })
      await rename(file, target)
      await find(digest)
      trimming ??= trim(folder, mostBytes).finally(() => (trimming = undefined))
      await trimming
      return target
    },
    async incoming(name) {
      await mkdir(join(folder, 'incoming'), { recursive: true })
      return join(folder, 'incoming', name)
    },
    clear: () => rm(join(folder, 'incoming'), { recursive: true, force: true }),
  }
}

async function trim(folder: string, mostBytes: number): Promise<void> {
  const files: { file: string; size: number; usedAt: number }[] = []
  for await (const { digest, size } of listFiles(folder)) {
    const file = blobPath(folder, digest)
    files.push({ file, size, usedAt: (await stat(file)).mtimeMs })
  }
  let held = files.reduce((sum, { size }) => sum + size, 0)
  for (const { file, size, usedAt } of files.toSorted((one, other) => one.usedAt - other.usedAt)) {
    if (held <= mostBytes || Date.now() - usedAt < least) return
    await rm(file, { force: true })
    held -= size
  }
}
