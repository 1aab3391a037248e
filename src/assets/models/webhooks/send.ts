import { createHmac } from 'node:crypto'
import type { Outbound, OutboundResult } from '../../../backbone/network/outbound.ts'
import type { Sealer } from '../../../backbone/storage/sealing.ts'
import type { Webhook } from './webhooks.store.ts'

/** One message to one webhook, with the headers that MLflow's receivers check. */
export async function sendTo(
  { outbound, sealer }: { outbound: Outbound; sealer: Sealer },
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
