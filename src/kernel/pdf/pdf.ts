import { spawn } from 'node:child_process'
import { extname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { AppError } from '../errors.ts'

const mostMs = 20_000

/**
 * Draws Markdown (headings, paragraphs, lists, tables, quotes) as an A4 PDF in our own type, in a process of its own, so
 * that a long text keeps nobody waiting. Names of users in it must come escaped: they are text and never marks.
 */
export async function drawPdf(markdown: string, signal: AbortSignal): Promise<Uint8Array> {
  const child = spawn(
    process.execPath,
    ['--max-old-space-size=256', join(import.meta.dirname, `child${extname(import.meta.filename)}`)],
    { env: {}, stdio: ['pipe', 'pipe', 'inherit'], signal: AbortSignal.any([signal, AbortSignal.timeout(mostMs)]) },
  )
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', resolve)
  })
  child.stdin.end(markdown)
  try {
    const [bytes, code] = await Promise.all([buffer(child.stdout), ended])
    if (code === 0) return bytes
  } catch (error) {
    if (signal.aborted) throw error
  }
  throw new AppError('unavailable', 'This could not be drawn as a PDF', { hint: 'Take it as Markdown instead' })
}
