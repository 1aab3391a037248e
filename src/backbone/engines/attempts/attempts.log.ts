import type { FileReply } from '../../../kernel/contract.ts'
import { webStream } from '../../../kernel/streams.ts'
import type { AttemptContext } from '../context.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { LogText } from './attempts.schema.ts'
import { attemptOf } from './attempts.service.ts'
import { isOver, type AttemptRecord } from './attempts.store.ts'

type Wish = { attempt: string; from?: number | undefined; limit: number }

/** A piece of the log as text; a sign that is cut at its end waits for the next piece. */
export async function readLogText(ctx: AttemptContext, wish: Wish): Promise<LogText> {
  const attempt = await attemptOf(ctx.db, ctx.project.id, wish.attempt)
  const from = wish.from ?? 0
  // a sign has at most four bytes, so that a small piece still gets on
  const piece = await readBytes(ctx, attempt, { from, limit: Math.max(4, wish.limit) })
  const cut = piece.ended ? 0 : cutAtEnd(piece.bytes)
  const bytes = piece.bytes.subarray(0, piece.bytes.length - cut)
  return { text: new TextDecoder().decode(bytes), from, next: from + bytes.length, ended: piece.ended }
}

const pieceBytes = 65_536

/** The log as it grows; ends with the attempt, or at once when the right to see it is lost. */
export async function* followLog(
  ctx: AttemptContext & ProjectContext,
  wish: { attempt: string; from?: number | undefined },
) {
  let from = resumedAt(ctx) ?? wish.from ?? 0
  while (!ctx.signal.aborted) {
    await ctx.recheck()
    const piece = await readLogText(ctx, { attempt: wish.attempt, from, limit: pieceBytes })
    if (piece.text !== '' || piece.ended) yield { id: String(piece.next), data: piece }
    if (piece.ended) return
    from = piece.next
    if (piece.text === '') await ctx.hub.wait(ctx.signal, 300)
  }
}

export async function openLogFile(ctx: AttemptContext, id: string): Promise<FileReply> {
  const attempt = await attemptOf(ctx.db, ctx.project.id, id)
  const { logDigest, logBytes } = attempt
  return {
    body: logDigest === null ? webStream(piecesOf(ctx, attempt)) : ctx.blobs.open(logDigest),
    ...(logDigest !== null && logBytes !== null ? { size: logBytes } : {}),
    name: `${attempt.id}.log`,
    type: 'text/plain; charset=utf-8',
  }
}

type Piece = { bytes: Uint8Array; ended: boolean }

async function readBytes(
  ctx: AttemptContext,
  attempt: AttemptRecord,
  range: { from: number; limit: number },
): Promise<Piece> {
  if (isOver(attempt)) return readKept(ctx, attempt, range)
  if (attempt.handle === null) return { bytes: new Uint8Array(), ended: false }
  const piece = await ctx.engines[attempt.engine]?.logs(attempt.handle, range)
  if (piece && (!piece.ended || piece.bytes.length > 0)) return { bytes: piece.bytes, ended: piece.ended }
  // an end without a word: its files may have been removed between the two looks
  const now = await attemptOf(ctx.db, attempt.projectId, attempt.id)
  return isOver(now) ? readKept(ctx, now, range) : { bytes: new Uint8Array(), ended: false }
}

async function readKept(
  ctx: AttemptContext,
  { logDigest, logBytes }: AttemptRecord,
  { from, limit }: { from: number; limit: number },
): Promise<Piece> {
  const size = logBytes ?? 0
  if (logDigest === null || from >= size) return { bytes: new Uint8Array(), ended: true }
  const to = Math.min(size, from + limit)
  const body = ctx.blobs.open(logDigest, { from, to: to - 1 })
  return { bytes: new Uint8Array(await new Response(body).arrayBuffer()), ended: to === size }
}

async function* piecesOf(ctx: AttemptContext, attempt: AttemptRecord): AsyncGenerator<Uint8Array> {
  for (let from = 0; ;) {
    const { bytes } = await readBytes(ctx, attempt, { from, limit: pieceBytes })
    if (bytes.length === 0) return
    yield bytes
    from += bytes.length
  }
}

function resumedAt(ctx: ProjectContext): number | undefined {
  const given = ctx.header('last-event-id')
  return given !== undefined && /^\d{1,15}$/.test(given) ? Number(given) : undefined
}

/** How many bytes at the end begin a sign of UTF-8 that is not complete. */
export function cutAtEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back] ?? 0
    if ((byte & 0b1100_0000) === 0b1000_0000) continue
    const length = byte >= 0b1111_0000 ? 4 : byte >= 0b1110_0000 ? 3 : byte >= 0b1100_0000 ? 2 : 1
    return length > back ? back : 0
  }
  return 0
}
