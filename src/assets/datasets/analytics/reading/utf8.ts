import { isUtf8 } from 'node:buffer'
import { createReadStream } from 'node:fs'
import { AppError } from '../../../../kernel/errors.ts'

/** Reads a text file piece by piece; a piece that is not UTF-8 ends it with the line that holds the bad byte. */
export async function* readUtf8(file: string, signal: AbortSignal): AsyncGenerator<Buffer> {
  let open = Buffer.alloc(0)
  let line = 1
  for await (const piece of createReadStream(file, { highWaterMark: 1 << 20, signal })) {
    if (!Buffer.isBuffer(piece)) throw new TypeError('a file gives bytes')
    const bytes = open.length ? Buffer.concat([open, piece]) : piece
    const whole = bytes.subarray(0, bytes.length - unfinished(bytes))
    if (!isUtf8(whole)) throw notUtf8(line + linesBeforeBadByte(whole))
    line += countLines(whole)
    open = Buffer.from(bytes.subarray(whole.length))
    yield whole
  }
  if (open.length) throw notUtf8(line)
}

/** How many bytes at the end begin a character that goes on in the next piece. */
function unfinished(bytes: Buffer): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if (byte < 0x80) return 0
    if (byte >= 0xc0) return back < (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) ? back : 0
  }
  return 0
}

function linesBeforeBadByte(bytes: Buffer): number {
  for (let start = 0, lines = 0; ; lines++) {
    const end = bytes.indexOf(0x0a, start)
    if (end < 0 || !isUtf8(bytes.subarray(start, end))) return lines
    start = end + 1
  }
}

function countLines(bytes: Buffer): number {
  let lines = 0
  for (let at = bytes.indexOf(0x0a); at >= 0; at = bytes.indexOf(0x0a, at + 1)) lines++
  return lines
}

const notUtf8 = (line: number) =>
  new AppError('bad_request', `Line ${line} is not UTF-8 text`, {
    hint: 'Save the file as UTF-8; older tables are often Latin-1 or Windows-1252',
    details: { line },
  })
