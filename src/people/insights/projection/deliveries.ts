import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'
import { parseCursor, type Event } from '../../../events/events.ts'
import { dayMs } from '../../users/calendar/calendar.ts'
import {
  changeDelivery,
  insertDelivery,
  lastDelivery,
  unrestored,
  wasDelivered,
  type DeliveryRow,
} from './deliveries.store.ts'
import {
  closeWait,
  findHypothesis,
  findPublication,
  findRunStart,
  findWait,
  listActiveDays,
  listWaitsIn,
} from './projection.store.ts'
import { waitKinds } from './kinds.ts'
import { endReleases } from './releases.ts'
import { slicesOf } from './slices.ts'
import { flush, releaseOf, type Reading } from './tally.ts'

/** A deployment counts as failed when it had to be repaired within this time. */
const repairMs = 7 * dayMs

const Deployed = z.object({
  endpoint: z.string(),
  model: z.string(),
  version: z.number().int(),
  stage: z.literal('production'),
})

/** A version went to production: the flow clock of this version stops, and what served before is judged. */
export async function readDelivery(reading: Reading, event: Event, projectId: string): Promise<void> {
  const { tx, tally } = reading
  const deployed = Deployed.safeParse(event.payload)
  if (!deployed.success) return
  const { endpoint, model, version } = deployed.data
  if (event.cause !== null) {
    const ended = await closeWait(tx, { id: releaseOf(event.cause), at: event.occurredAt, by: event.id })
    if (ended) tally.waited(ended)
  }
  const subject = event.cause === null ? undefined : (await findWait(tx, event.cause))?.subject_id
  await endReleases(reading, event, {
    projectId,
    subjects: [model, ...(subject === undefined ? [] : [subject])],
    isOver: of => of <= version,
  })
  await flush(reading)
  const before = await lastDelivery(tx, endpoint)
  const isReturn = before !== undefined && before.model_id === model && version < before.version
  const isAnswer = before !== undefined && before.alert_at !== null && before.failed_at === null
  if (before && (isReturn || isAnswer)) await judge(tx, event, before)
  await restore(tx, event, endpoint)
  const origin = await originOf(tx, { model, version }, parseCursor(event.cursor))
  const was = await wasDelivered(tx, { model, version, hypothesis: origin.hypothesis })
  await insertDelivery(tx, {
    event_id: event.id,
    project_id: projectId,
    endpoint_id: endpoint,
    model_id: model,
    version,
    at: event.occurredAt,
    is_new: was ? 0 : 1,
    is_repair: isReturn || isAnswer ? 1 : 0,
    hypothesis_id: origin.hypothesis,
    first_run_event: origin.first?.event ?? null,
    first_run_at: origin.first?.at ?? null,
    published_event: origin.published?.event ?? null,
    published_at: origin.published?.at ?? null,
    slices: JSON.stringify(
      origin.first ? await clockOf(reading, event, { projectId, model, from: origin.first.at }) : [],
    ),
    ...{ alert_event: null, alert_at: null, failed_event: null, failed_at: null },
    ...{ restored_event: null, restored_at: null },
  })
}

const MadeBy = z.object({ run: z.string() })

/** The first run of the hypothesis, or of a version without one the run that made it. */
async function originOf(
  tx: Db,
  { model, version }: { model: string; version: number },
  place: ReturnType<typeof parseCursor>,
) {
  const published = await findPublication(tx, { id: model, version }, place)
  const made = published && MadeBy.safeParse(JSON.parse(published.payload)).data
  const run = made && (await findRunStart(tx, made.run, place))
  const hypothesis = run?.hypothesis ?? null
  const tried = hypothesis === null ? undefined : await findHypothesis(tx, hypothesis)
  const event = tried?.first_run_event ?? run?.event
  const at = Math.min(tried?.first_run_at ?? Infinity, run?.at ?? Infinity)
  return { published, hypothesis, first: event !== undefined && Number.isFinite(at) ? { event, at } : undefined }
}

const WaitKind = z.enum(waitKinds)

async function clockOf(
  { tx, time }: Reading,
  event: Event,
  { projectId, model, from }: { projectId: string; model: string; from: number },
) {
  const until = event.occurredAt
  const cause = event.cause === null ? undefined : await findWait(tx, event.cause)
  // what was asked about another model held up that one
  const about = cause ? [model, cause.subject_id] : null
  const waits = await listWaitsIn(tx, { projectId, from, until, about })
  const span = { projectId, from: time.dayOf(from), until: time.dayOf(until) }
  return slicesOf(
    { from, until },
    {
      time,
      activeDays: await listActiveDays(tx, span),
      waits: waits.map(wait => ({
        id: wait.id,
        kind: WaitKind.parse(wait.kind),
        seat: wait.seat,
        startedAt: wait.started_at,
        endedAt: wait.ended_at,
      })),
    },
  )
}

const endpointOf = ({ object, payload }: Event) =>
  object.kind === 'endpoint' ? object.id : z.string().safeParse(payload['endpoint']).data

/** Something was noticed at a model service; it counts against the latest deployment when somebody acts on it. */
export async function readAlert({ tx }: Reading, event: Event): Promise<void> {
  const endpoint = endpointOf(event)
  const last = endpoint === undefined ? undefined : await lastDelivery(tx, endpoint)
  if (!last || last.alert_at !== null || event.occurredAt - last.at > repairMs) return
  await changeDelivery(tx, last.event_id, { alert_event: event.id, alert_at: event.occurredAt })
}

/** Taken back, taken down or made well again without another version. */
export async function readRepair({ tx }: Reading, event: Event): Promise<void> {
  const endpoint = endpointOf(event)
  if (endpoint === undefined) return
  const last = await lastDelivery(tx, endpoint)
  if (last && (event.verb === 'rollback' || (last.alert_at !== null && last.failed_at === null)))
    await judge(tx, event, last)
  await restore(tx, event, endpoint)
}

async function judge(tx: Db, event: Event, delivery: DeliveryRow): Promise<void> {
  if (event.occurredAt - delivery.at > repairMs && delivery.alert_at === null) return
  if (delivery.failed_at !== null) return
  await changeDelivery(tx, delivery.event_id, {
    failed_event: event.id,
    failed_at: delivery.alert_at ?? event.occurredAt,
  })
}

async function restore(tx: Db, event: Event, endpoint: string): Promise<void> {
  const broken = await unrestored(tx, endpoint)
  if (broken) await changeDelivery(tx, broken.event_id, { restored_event: event.id, restored_at: event.occurredAt })
}
