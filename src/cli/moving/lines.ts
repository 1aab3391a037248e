import { createWriteStream } from 'node:fs'
import { rename } from 'node:fs/promises'
import { finished } from 'node:stream/promises'

type Write = (rows: readonly object[]) => Promise<void>

/** A file with one JSON a line: there whole or not at all. */
export async function keepLines<T>(file: string, work: (write: Write) => Promise<T>): Promise<T> {
  const out = createWriteStream(`${file}.part`)
  const done = finished(out)
  const answer = await work(async rows => {
    if (rows.length === 0) return
    const isFull = !out.write(rows.map(row => `${JSON.stringify(row)}\n`).join(''))
    if (isFull) await new Promise(resolve => out.once('drain', resolve))
  })
  out.end()
  await done
  await rename(`${file}.part`, file)
  return answer
}
