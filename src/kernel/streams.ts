import { IncomingMessage } from 'node:http'
import { z } from 'zod'
import { AppError } from './errors.ts'

/** Turns Node's readable streams into the web's, with back-pressure; the typings of the two differ in name only. */
export function webStream(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const reader = source[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const next = await reader.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
      },
      async cancel() {
        await reader.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}

const Incoming = z.object({ incoming: z.instanceof(IncomingMessage) })

/**
 * The bytes of a request as Node has them, where its server is known: the web's stream over them costs more than hashing
 * and writing together. Ending early leaves the connection, so that the answer can still be sent.
 */
export async function* bodyOf(request: Request, env: unknown): AsyncGenerator<Uint8Array> {
  const { incoming } = Incoming.safeParse(env).data ?? {}
  try {
    yield* incoming ? incoming.iterator({ destroyOnReturn: false }) : (request.body ?? [])
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ECONNRESET')) throw error
    throw new AppError('bad_request', 'The connection broke off before all bytes had arrived')
  }
}
