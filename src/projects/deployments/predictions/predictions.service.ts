import type { Blobs } from '../../../backbone/storage/blobs.ts'
import { endpointOf, type DeploymentContext } from '../deployments.service.ts'
import { readLines, type LogLine } from './lines.ts'
import { outcomesOf } from './outcomes.ts'
import { spans, type LoggedPrediction, type Outcomes, type Span, type TrafficHistory } from './predictions.schema.ts'
import { newestBatches, sumBatches, type Bucket, type KeptBatch } from './predictions.store.ts'

export async function readHistory(ctx: DeploymentContext, name: string, span: Span): Promise<TrafficHistory> {
  const { id } = await endpointOf(ctx, name)
  const [length, stretch] = spans[span]
  const to = ctx.clock.now()
  const from = to - length
  const buckets = await sumBatches(ctx.db, { endpointId: id, since: from, stretch })
  const versions = [...Map.groupBy(buckets, one => one.deploymentId).values()].flatMap(points => {
    const [first] = points
    const total = totalOf(points)
    if (!first || !total) return []
    const { deploymentId, model, version } = first
    return {
      deploymentId,
      model,
      version,
      ...total,
      points: points.map(point => ({ at: point.at, ...measured(point) })),
    }
  })
  const lastOf = (one: (typeof versions)[number]) => one.points.at(-1)?.at ?? 0
  return { from, to, stretch, total: totalOf(buckets), versions: versions.toSorted((a, b) => lastOf(b) - lastOf(a)) }
}

const measured = ({ requests, rows, errors, p50, p95, p99 }: Bucket) => ({ requests, rows, errors, p50, p95, p99 })

function totalOf(buckets: readonly Bucket[]) {
  const sum = (of: (one: Bucket) => number) => buckets.reduce((all, one) => all + of(one), 0)
  const requests = sum(one => one.requests)
  if (requests === 0) return null
  const mean = (name: 'p50' | 'p95' | 'p99') => sum(one => one[name] * one.requests) / requests
  return {
    requests,
    rows: sum(one => one.rows),
    errors: sum(one => one.errors),
    p50: mean('p50'),
    p95: mean('p95'),
    p99: mean('p99'),
  }
}

/** Enough to see a shape in; reading more would keep the page waiting. */
const mostRead = { batches: 200, requests: 2_000 }

type Read = { batch: KeptBatch; line: LogLine }

export async function readPredictions(
  ctx: DeploymentContext,
  name: string,
  limit: number,
): Promise<{ predictions: LoggedPrediction[]; outcomes: Outcomes[]; requestsRead: number }> {
  const { id } = await endpointOf(ctx, name)
  const read = await readNewest(ctx.blobs, await newestBatches(ctx.db, id, mostRead.batches))
  const byVersion = Map.groupBy(read, ({ batch }) => `${batch.model} ${batch.version}`)
  const outcomes = [...byVersion.values()].flatMap(all => {
    const [first] = all
    return first
      ? outcomesOf(
          first.batch,
          all.map(one => one.line),
        )
      : []
  })
  return { predictions: read.slice(0, limit).map(toPrediction), outcomes, requestsRead: read.length }
}

async function readNewest(blobs: Blobs, batches: readonly KeptBatch[]): Promise<Read[]> {
  const read: Read[] = []
  for (const batch of batches) {
    const lines = await readLines(blobs, batch.digest)
    read.push(...lines.toReversed().map(line => ({ batch, line })))
    if (read.length >= mostRead.requests) break
  }
  return read.slice(0, mostRead.requests)
}

/** of a request with thousands, the first say what it was */
const rowsShown = 5

function toPrediction({ batch, line }: Read): LoggedPrediction {
  return {
    at: line.at,
    model: batch.model,
    version: batch.version,
    ms: line.ms ?? null,
    rows: line.rows,
    inputs: line.inputs.slice(0, rowsShown),
    outputs: line.outputs.slice(0, rowsShown),
    chances: line.chances.slice(0, rowsShown).map(chances => Math.max(...chances)),
    error: line.error ?? null,
  }
}
