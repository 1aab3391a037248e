import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'

export const LoadPlan = z.object({
  url: z.string(),
  method: z.string().default('POST'),
  path: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  /** `{{n}}` stands for a number that grows with each request */
  body: z.string().default(''),
  /** open connections, each sending its next request when it has its answer */
  clients: z.int().default(1),
  /** a connection of its own for each request */
  fresh: z.boolean().default(false),
  /** at least one request of each client does not count */
  warmUpMs: z.number().default(500),
  ms: z.number().default(2_000),
  /** requests of each client that count, however long they take */
  least: z.int().default(1),
})

export const LoadResult = z.object({ perSecond: z.number(), p50: z.number(), p99: z.number() })
export type LoadResult = z.infer<typeof LoadResult>

const generator = join(import.meta.dirname, '../load.child.ts')

/** Sends requests from a process of its own, so that making them does not slow the server or who measures. */
export async function load(given: z.input<typeof LoadPlan>): Promise<LoadResult> {
  const child = fork(generator, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const ended = once(child, 'exit')
  const answered = once(child, 'message')
  child.send(LoadPlan.parse(given))
  const [found] = await Promise.race([answered, ended.then(() => Promise.reject(new Error('the load has failed')))])
  await ended
  return LoadResult.parse(found)
}
