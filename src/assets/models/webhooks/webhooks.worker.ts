import { createHmac } from 'node:crypto'
import type { Outbound, OutboundResult } from '../../../backbone/network/outbound.ts'
import type { Sealer } from '../../../backbone/storage/sealing.ts'
import { forgetJobs, type JobHandler } from '../../../database/jobs.ts'
import type { Db } from '../../../database/schema.ts'
import { webhookJobKind } from './outbox.ts'
import { dropOldDeliveries, findWaiting, updateDelivery, type Webhook } from './webhooks.store.ts'

/** What webhooks need besides the database: a way out, and a key for their secrets. */
export type WebhookParts = { outbound: Outbound; sealer: Sealer }

/** over about nine hours: 1, 4, 16, 64, 256, 1024 seconds, then every hour */
const mostTries = 15
const waitOf = (tries: number) => Math.min(1_000 * 4 ** (tries - 1), 3_600_000)
const keptDeliveries = 100

/**
 * Tells one webhook one thing. What was sent and not noted before the server died is sent again under the same id:
 * at least once, never not at all.
 */
export const webhookJob =
  ({ db, now, ...parts }: WebhookParts & { db: Db; now: () => number }): JobHandler =>
  async ({ key: id }, { signal }) => {
    const waiting = await findWaiting(db, id)
    if (!waiting) return undefined
    const { webhook, body } = waiting
    const tries = waiting.tries + 1
    const result: OutboundResult =
      webhook.status === 'ACTIVE'
        ? await sendTo(parts, webhook, { id, body, signal })
        : { kind: 'refused', reason: 'The webhook was switched off' }
    const { state, answered, error } = outcomeOf(result, tries)
    await updateDelivery(db, id, { state, tries, answered, error, finishedAt: state === 'waiting' ? null : now() })
    if (state === 'waiting') return { again: now() + waitOf(tries) }
    await forgetJobs(db, webhookJobKind, await dropOldDeliveries(db, webhook.id, keptDeliveries))
    return undefined
  }

type Outcome = { state: 'waiting' | 'delivered' | 'failed'; answered: number | null; error: string | null }

function outcomeOf(result: OutboundResult, tries: number): Outcome {
  const later = tries < mostTries ? 'waiting' : 'failed'
  if (result.kind === 'refused') return { state: 'failed', answered: null, error: result.reason }
  if (result.kind === 'failed') return { state: later, answered: null, error: result.reason }
  const { status } = result
  if (status >= 200 && status < 300) return { state: 'delivered', answered: status, error: null }
  if (status >= 300 && status < 400)
    return { state: 'failed', answered: status, error: 'It answered with another address, which is not followed' }
  const isPassing = status >= 500 || status === 408 || status === 429
  return { state: isPassing ? later : 'failed', answered: status, error: `It answered ${status}` }
}

/** One message to one webhook, with the headers that MLflow's receivers check. */
export async function sendTo(
  { outbound, sealer }: WebhookParts,
  { url, secret }: Webhook,
  { id, body, signal }: { id: string; body: string; signal: AbortSignal },
): Promise<OutboundResult> {
  const key = secret === null ? null : sealer.unseal(secret)
  if (key === undefined)
    return { kind: 'refused', reason: 'Its secret was sealed by another installation; set the secret again' }
  const timestamp = String(Math.floor(Date.now() / 1000))
  const headers = {
    'Content-Type': 'application/json',
    'User-Agent': 'Trireme',
    'X-MLflow-Delivery-Id': id,
    'X-MLflow-Timestamp': timestamp,
    ...(key !== null && { 'X-MLflow-Signature': `v1,${signatureOf(key, `${id}.${timestamp}.${body}`)}` }),
  }
  return outbound.post({ url, headers, body, signal })
}

const signatureOf = (key: string, signed: string) => createHmac('sha256', key).update(signed).digest('base64')
