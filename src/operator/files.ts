import { createReadStream } from 'node:fs'
import { copyFile, link, mkdir, open, readdir, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { AppError } from '../kernel/errors.ts'

/** Writes lines and returns how many there were; on disk when it returns. */
export async function writeLines(file: string, batches: AsyncIterable<string[]>): Promise<number> {
  const handle = await open(file, 'wx', 0o600)
  let count = 0
  try {
    for await (const lines of batches) {
      await handle.writeFile(`${lines.join('\n')}\n`)
      count += lines.length
    }
    await handle.sync()
    return count
  } finally {
    await handle.close()
  }
}

export async function* readLines(file: string): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) if (line) yield line
}

/** The blobs of a store, by digest, with the path of each below its folder. */
export async function* listBlobs(folder: string): AsyncGenerator<{ digest: string; path: string }> {
  const root = join(folder, 'sha256')
  for (const start of await readdir(root).catch(nothingYet))
    for (const rest of await readdir(join(root, start)))
      yield { digest: `sha256:${start}${rest}`, path: join('sha256', start, rest) }
}

function nothingYet(error: NodeJS.ErrnoException): string[] {
  if (error.code === 'ENOENT') return []
  throw error
}

/** A second name for the same bytes where the disk can do that, else a copy: blobs never change. Returns the size. */
export async function copyBlob(from: string, to: string): Promise<number> {
  await mkdir(dirname(to), { recursive: true })
  try {
    await link(from, to)
  } catch {
    // another disk, or one without links
    await copyFile(from, to)
  }
  const [before, after] = await Promise.all([stat(from), stat(to)])
  if (before.size !== after.size) throw new AppError('internal', `${to} was not copied whole; is the disk full?`)
  return after.size
}
