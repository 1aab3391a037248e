import { closeSync, openSync, writeSync } from 'node:fs'
import { open } from 'node:fs/promises'

const tailBytes = 64 * 1024

/** A log file with an end: the beginning is kept whole, of what is too much only the last part, with a line between. */
export class BoundedLog {
  readonly #fd: number
  readonly #limit: number
  #written = 0
  #left = 0
  #tail: Buffer = Buffer.alloc(0)

  constructor(path: string, limit: number) {
    this.#fd = openSync(path, 'a', 0o600)
    this.#limit = limit
  }

  write(bytes: Buffer): void {
    const room = Math.max(0, this.#limit - this.#written)
    if (room > 0) this.#append(bytes.subarray(0, room))
    if (bytes.length > room) this.#keep(bytes.subarray(room))
  }

  /** Writes what was kept of the end and closes the file. */
  close(): void {
    const left = this.#left - this.#tail.length
    if (left > 0) this.#append(Buffer.from(`[${left} bytes of the log were left out here]\n`))
    this.#append(this.#tail)
    closeSync(this.#fd)
  }

  #append(bytes: Buffer): void {
    for (let at = 0; at < bytes.length;) at += writeSync(this.#fd, bytes, at)
    this.#written += bytes.length
  }

  #keep(bytes: Buffer): void {
    if (this.#left === 0)
      this.#append(Buffer.from(`\n[the log is longer than ${this.#limit} bytes; its end follows when the step ends]\n`))
    this.#left += bytes.length
    this.#tail = Buffer.concat([this.#tail, bytes]).subarray(-tailBytes)
  }
}

/** Bytes of a log from an offset on; none where there is no more yet, or no file yet. */
export async function readLog(path: string, from: number, limit: number): Promise<Uint8Array> {
  const file = await open(path, 'r').catch(ifMissing)
  if (!file) return new Uint8Array()
  try {
    const { bytesRead, buffer } = await file.read({ buffer: Buffer.alloc(limit), position: from })
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

function ifMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error
}
