import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createInterface } from 'node:readline'

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
