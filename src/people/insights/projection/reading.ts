import { z } from 'zod'
import { SubjectAsked } from '../../requests/subject.ts'
import type { Db } from '../../../database/schema.ts'
import type { Event } from '../../../events/events.ts'
import type { WorkingTime } from '../../users/calendar/calendar.ts'
import {
  closeWait,
  findHypothesis,
  homesOf,
  listReleases,
  noteAsset,
  noteHypothesis,
  openWait,
} from './projection.store.ts'
import { endReleases, versionOf } from './releases.ts'
import { emptyTally, flush, releaseOf, type Home, type Reading } from './tally.ts'
import type { WaitKind } from './kinds.ts'
import { emptyLinks } from './links.ts'
import { readAlert, readDelivery, readRepair } from './deliveries.ts'

/** Some events of the log, in their order, added to what is known. */
export async function readEvents(tx: Db, events: readonly Event[], time: WorkingTime): Promise<void> {
  const homes = new Map<string, Home | null>()
  const reading = { tx, time, tally: emptyTally(time), links: emptyLinks(), homes, tried: new Map<string, number>() }
  for (const event of events) {
    if (event.projectId === null) continue
    reading.tally.act(event, event.projectId)
    reading.links.read(event, event.projectId)
    const read = readers[`${event.verb} ${event.object.kind}`]
    if (read) await read(reading, event, event.projectId)
  }
  await flush(reading)
}

type Reader = (reading: Reading, event: Event, projectId: string) => Promise<void>

const close: Reader = async ({ tx, tally }, event) => {
  const ended = await closeWait(tx, { id: event.object.id, at: event.occurredAt, by: event.id })
  if (ended) tally.waited(ended)
}

/**
 * A promotion that was granted waits for the one who releases it, until the version is in production, a newer one is
 * granted in its place, it is archived, removed or deprecated, or its project is closed.
 */
const accept: Reader = async (reading, event, projectId) => {
  const { tx, tally } = reading
  const ended = await closeWait(tx, { id: event.object.id, at: event.occurredAt, by: event.id })
  if (!ended) return
  tally.waited(ended)
  if (ended.kind !== 'approval' || ended.subject_kind !== 'model') return
  const { subject_id: id, subject_version: version } = ended
  const open = await listReleases(tx, { projectId, subjects: [id] })
  await endReleases(reading, event, { projectId, subjects: [id], isOver: of => of < versionOf(version) })
  // a second word on the same version begins no second wait
  if (!open.some(wait => wait.subject_version === version))
    await openWait(tx, {
      ...ended,
      id: releaseOf(ended.id),
      project_id: projectId,
      kind: 'release',
      seat: 'devops_engineer',
      started_at: event.occurredAt,
      opened_by: event.id,
    })
}

const Moved = z.object({ stage: z.string().optional() })

/** What is archived, removed or deprecated is not released any more. */
const withdrawModel: Reader = async (reading, event, projectId) => {
  if (event.verb === 'change' && Moved.safeParse(event.payload).data?.stage !== 'Archived') return
  const { id, version } = event.object
  await endReleases(reading, event, {
    projectId,
    subjects: [id],
    isOver: of => version === null || of === versionOf(version),
  })
}

const Closing = z.object({ state: z.string().optional() })

const closeProject: Reader = async (reading, event, projectId) => {
  if (Closing.safeParse(event.payload).data?.state !== 'closed') return
  await endReleases(reading, event, { projectId, isOver: () => true })
}

const Asked = z.object({
  kind: z.string(),
  toSeat: z.string(),
  subject: SubjectAsked,
})

const request: Reader = async ({ tx }, event, projectId) => {
  const asked = Asked.safeParse(event.payload)
  if (!asked.success) return
  const { kind, toSeat, subject } = asked.data
  await openWait(tx, {
    id: event.object.id,
    project_id: projectId,
    kind: waitKindOf(kind, subject.kind),
    seat: toSeat,
    subject_kind: subject.kind,
    subject_id: subject.object ?? subject.id,
    subject_version: subject.version ?? null,
    started_at: event.occurredAt,
    opened_by: event.id,
  })
}

const kindOfRequest: Readonly<Record<string, WaitKind>> = {
  access: 'access',
  subscription: 'access',
  handoff: 'handoff',
  review: 'review',
  'component-review': 'review',
  'human-input': 'review',
}

/** What a request makes people wait for; asking to use a dataset is waiting for data, and any decision is an approval. */
function waitKindOf(request: string, subject: string): WaitKind {
  const kind = kindOfRequest[request] ?? 'approval'
  return kind === 'access' && subject === 'dataset' ? 'data' : kind
}

const Queued = z.object({ queueMs: z.number().positive(), wallMs: z.number().nullish() })

/** An attempt says at its end how long it stood in the queue. */
const attemptEnd: Reader = async ({ tally }, event, projectId) => {
  const queued = Queued.safeParse(event.payload)
  if (!queued.success) return
  const begun = event.occurredAt - (queued.data.wallMs ?? 0)
  tally.past({
    id: event.object.id,
    project_id: projectId,
    kind: 'compute',
    seat: 'mlops_engineer',
    subject_kind: 'attempt',
    subject_id: event.object.id,
    subject_version: null,
    started_at: Math.round(begun - queued.data.queueMs),
    ended_at: Math.round(begun),
    opened_by: event.id,
    closed_by: event.id,
  })
}

const Inputs = z.object({ inputs: z.array(z.object({ id: z.string() })).optional() })

const runStart: Reader = async (reading, event, projectId) => {
  const { tx, tally, links, homes } = reading
  if (event.hypothesis !== null) await firstRun(reading, event, { hypothesis: event.hypothesis, projectId })
  const ids = (Inputs.safeParse(event.payload).data?.inputs ?? []).map(({ id }) => id)
  const unknown = ids.filter(id => !homes.has(id))
  if (unknown.length > 0) {
    const found = await homesOf(tx, unknown)
    for (const id of unknown) homes.set(id, found.get(id) ?? null)
  }
  for (const id of ids) {
    const home = homes.get(id)
    if (!home) continue
    tally.used(event.occurredAt, { projectId, home })
    links.used(event, projectId, { kind: home.kind, id })
  }
}

async function firstRun(
  { tx, tried }: Reading,
  event: Event,
  { hypothesis, projectId }: { hypothesis: string; projectId: string },
) {
  const first = tried.get(hypothesis) ?? (await findHypothesis(tx, hypothesis))?.first_run_at ?? Infinity
  tried.set(hypothesis, Math.min(first, event.occurredAt))
  if (first <= event.occurredAt) return
  await noteHypothesis(tx, {
    id: hypothesis,
    projectId,
    set: { first_run_at: event.occurredAt, first_run_event: event.id },
  })
}

const madeAsset: Reader = async ({ tx, homes }, event, projectId) => {
  const { id, kind } = event.object
  await noteAsset(tx, { id, projectId, kind })
  if (homes.get(id) === null) homes.delete(id)
}

const opened: Reader = ({ tx }, event, projectId) =>
  noteHypothesis(tx, { id: event.object.id, projectId, set: { opened_at: event.occurredAt } })

const Closed = z.object({ state: z.string().catch('') })

const closed: Reader = ({ tx }, event, projectId) =>
  noteHypothesis(tx, {
    id: event.object.id,
    projectId,
    set: { closed_at: event.occurredAt, outcome: Closed.parse(event.payload).state, closed_event: event.id },
  })

/** Which events tell more than that somebody acted: verb and kind of the object. */
const readers: Readonly<Record<string, Reader>> = {
  'request request': request,
  'accept request': accept,
  'return request': close,
  'withdraw request': close,
  'grant request': close,
  'deny request': close,
  'expire request': close,
  'change model': withdrawModel,
  'remove model': withdrawModel,
  'deprecate model': withdrawModel,
  'change project': closeProject,
  'finish attempt': attemptEnd,
  'fail attempt': attemptEnd,
  'start run': runStart,
  're-run run': runStart,
  'create dataset': madeAsset,
  'create image': madeAsset,
  'create model': madeAsset,
  'open hypothesis': opened,
  'close hypothesis': closed,
  'deploy deployment': readDelivery,
  'rollback deployment': readRepair,
  'rollback endpoint': readRepair,
  'retire endpoint': readRepair,
  'restore endpoint': readRepair,
  'alert endpoint': readAlert,
  'alert deployment': readAlert,
}
