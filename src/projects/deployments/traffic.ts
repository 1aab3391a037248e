import type { Blobs } from '../../backbone/storage/blobs.ts'
import type { Db } from '../../database/schema.ts'
import { messageOf } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Log } from '../../kernel/log.ts'
import type { Traffic } from './deployments.schema.ts'
import { insertBatch } from './predictions/predictions.store.ts'

export type Served = {
  projectId: string
  endpointId: string
  deploymentId: string
  at: number
  ms: number
  rows: number
  /** what came in and went out, or why nothing did; written at once: thousands of texts wait more lightly than what they were written from */
  line: string
  isError: boolean
}

/** Counts what endpoints do and keeps predictions in batches; a failure to keep them never fails a request. */
export type TrafficLog = {
  add(served: Served): void
  of(endpointId: string): Traffic
  flush(): Promise<void>
  close(): Promise<void>
}

const mostRecent = 1_000
const mostWaiting = 5_000

export function openTrafficLog(parts: {
  db: Db
  blobs: Blobs
  log: Log
  now: () => number
  everyMs?: number
}): TrafficLog {
  const since = parts.now()
  const recent = new Map<string, Pick<Served, 'at' | 'ms' | 'isError'>[]>()
  const totals = new Map<string, { requests: number; rows: number; errors: number }>()
  let waiting: Served[] = []
  const flush = async () => {
    const batch = waiting
    waiting = []
    for (const [deploymentId, served] of Map.groupBy(batch, one => one.deploymentId))
      await keep(parts, deploymentId, served)
  }
  const safely = () =>
    flush().catch((error: unknown) => parts.log.error('keeping predictions failed', { error: messageOf(error) }))
  const timer = setInterval(() => void safely(), parts.everyMs ?? 2_000)
  return {
    add(served) {
      const last = recent.get(served.endpointId) ?? []
      last.push({ at: served.at, ms: served.ms, isError: served.isError })
      recent.set(served.endpointId, last.length > mostRecent * 2 ? last.slice(-mostRecent) : last)
      const total = totals.get(served.endpointId) ?? { requests: 0, rows: 0, errors: 0 }
      totals.set(served.endpointId, {
        requests: total.requests + 1,
        rows: total.rows + served.rows,
        errors: total.errors + (served.isError ? 1 : 0),
      })
      waiting.push(served)
      if (waiting.length >= mostWaiting) void safely()
    },
    of(endpointId) {
      const last = (recent.get(endpointId) ?? []).slice(-mostRecent)
      const times = last.map(one => one.ms).toSorted((a, b) => a - b)
      const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? null
      return {
        since,
        ...(totals.get(endpointId) ?? { requests: 0, rows: 0, errors: 0 }),
        latencyMs: { p50: at(0.5), p95: at(0.95), p99: at(0.99) },
        recent: last.slice(-300).map(({ at: time, ms, isError }) => ({ at: time, ms, isError })),
      }
    },
    flush,
    async close() {
      clearInterval(timer)
      await safely()
    },
  }
}

async function keep(parts: { db: Db; blobs: Blobs }, deploymentId: string, served: Served[]): Promise<void> {
  const [first] = served
  if (!first) return
  const lines = served.map(one => one.line)
  const { digest } = await parts.blobs.put(new Blob([`${lines.join('\n')}\n`]).stream())
  const times = served.map(one => one.ms).toSorted((a, b) => a - b)
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? 0
  await insertBatch(parts.db, {
    id: newId('prd'),
    projectId: first.projectId,
    endpointId: first.endpointId,
    deploymentId,
    fromAt: first.at,
    toAt: served.at(-1)?.at ?? first.at,
    rows: served.reduce((sum, one) => sum + one.rows, 0),
    requests: served.length,
    errors: served.filter(one => one.isError).length,
    latency: [at(0.5), at(0.95), at(0.99)],
    digest,
  })
}
