import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'

export type PredictionBatch = {
  id: string
  projectId: string
  endpointId: string
  deploymentId: string
  fromAt: number
  toAt: number
  rows: number
  requests: number
  errors: number
  /** of one request in ms: p50, p95, p99 */
  latency: [number, number, number]
  digest: string
}

export async function insertBatch(db: Db, batch: PredictionBatch): Promise<void> {
  const [p50, p95, p99] = batch.latency
  await db
    .insertInto('prediction_batches')
    .values({
      id: batch.id,
      project_id: batch.projectId,
      endpoint_id: batch.endpointId,
      deployment_id: batch.deploymentId,
      from_at: batch.fromAt,
      to_at: batch.toAt,
      rows: batch.rows,
      requests: batch.requests,
      errors: batch.errors,
      digest: batch.digest,
      ...{ p50, p95, p99 },
    })
    .execute()
}

const Sum = z.coerce.number().catch(0)

export async function countLogged(db: Db, endpointId: string): Promise<{ rows: number; batches: number }> {
  const row = await db
    .selectFrom('prediction_batches')
    .where('endpoint_id', '=', endpointId)
    .select(eb => [eb.fn.sum('rows').as('rows'), eb.fn.countAll().as('batches')])
    .executeTakeFirst()
  return { rows: Sum.parse(row?.rows ?? 0), batches: Sum.parse(row?.batches ?? 0) }
}

const Bucket = z.object({
  at: z.coerce.number(),
  deploymentId: z.string(),
  model: z.string(),
  version: z.coerce.number(),
  requests: z.coerce.number(),
  rows: z.coerce.number(),
  errors: z.coerce.number(),
  p50: z.coerce.number(),
  p95: z.coerce.number(),
  p99: z.coerce.number(),
})
export type Bucket = z.infer<typeof Bucket>

/** A batch knows its own percentiles only: a bucket shows their mean, each weighted by its requests. */
const weighted = (name: 'p50' | 'p95' | 'p99') =>
  sql<number>`sum(b.${sql.ref(name)} * b.requests) / sum(b.requests)`.as(name)

/** What each deployment did in each stretch of time, oldest first. */
export async function sumBatches(
  db: Db,
  of: { endpointId: string; since: number; stretch: number },
): Promise<Bucket[]> {
  const at = sql<number>`b.from_at - b.from_at % ${sql.lit(of.stretch)}`
  const rows = await db
    .selectFrom('prediction_batches as b')
    .innerJoin('deployments as d', 'd.id', 'b.deployment_id')
    .where('b.endpoint_id', '=', of.endpointId)
    .where('b.from_at', '>=', of.since)
    .select(eb => [
      at.as('at'),
      'b.deployment_id as deploymentId',
      'd.model_name as model',
      'd.model_version as version',
      eb.fn.sum('b.requests').as('requests'),
      eb.fn.sum('b.rows').as('rows'),
      eb.fn.sum('b.errors').as('errors'),
      ...[weighted('p50'), weighted('p95'), weighted('p99')],
    ])
    .groupBy([at, 'b.deployment_id', 'd.model_name', 'd.model_version'])
    .orderBy('at')
    .execute()
  return rows.map(row => Bucket.parse(row))
}

export type KeptBatch = { at: number; model: string; version: number; digest: string }

/** Newest first. */
export async function newestBatches(db: Db, endpointId: string, limit: number): Promise<KeptBatch[]> {
  const rows = await db
    .selectFrom('prediction_batches as b')
    .innerJoin('deployments as d', 'd.id', 'b.deployment_id')
    .where('b.endpoint_id', '=', endpointId)
    .select(['b.from_at', 'b.digest', 'd.model_name', 'd.model_version'])
    .orderBy('b.from_at', 'desc')
    .limit(limit)
    .execute()
  return rows.map(row => ({
    at: Number(row.from_at),
    digest: row.digest,
    model: row.model_name,
    version: Number(row.model_version),
  }))
}

/** Which of these blobs are predictions. */
export async function predictionBlobs(db: Db, digests: readonly string[]): Promise<string[]> {
  const query = db.selectFrom('prediction_batches').select('digest').distinct().where('digest', 'in', digests)
  return (await query.execute()).map(({ digest }) => digest)
}
