import { enqueue, cancelJob, findJob } from '../../../database/jobs.ts'
import type { Db } from '../../../database/schema.ts'
import { append, type Author } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Actor, ProjectContext } from '../../../people/context.ts'
import { myProjects } from '../../../people/projects/projects.service.ts'
import type { AttemptContext, EngineContext } from '../context.ts'
import { isFinal, type Engine, type Isolation } from '../engine.ts'
import { notBegun, settle } from './attempts.end.ts'
import { stepLimits } from './attempts.limits.ts'
import type { Attempt, EngineInfo } from './attempts.schema.ts'
import {
  countOpen,
  findAttempt,
  insertAttempt,
  isOver,
  listAttempts,
  listOpen,
  positionOf,
  requestCancel,
  type AttemptFilter,
  type AttemptRecord,
} from './attempts.store.ts'

export const attemptJobKind = 'attempt'

export type AttemptWish = {
  /** a kind registered in `attemptKinds` */
  kind: string
  /** what is executed: a run, an evaluation; tokens of the step are bound to it */
  subjectId: string
  /** whatever the kind needs to prepare it; no secrets */
  spec: unknown
  /** the environment's engine; `process` when not said */
  engine?: string | undefined
}

type Starter = Pick<AttemptContext, 'engines' | 'attemptKinds' | 'wakeJobs' | 'project' | 'actor'> & Author

/** Queues an execution in the caller's transaction; the worker begins when it is committed and there is room. */
export async function startAttempt(tx: Db, ctx: Starter, wish: AttemptWish): Promise<AttemptRecord> {
  const name = wish.engine ?? 'process'
  const engine = ctx.engines[name]
  if (!engine)
    throw new AppError('bad_request', `There is no engine "${name}"; there are: ${Object.keys(ctx.engines).join(', ')}`)
  if (!(wish.kind in ctx.attemptKinds)) throw new AppError('internal', `There are no attempts of kind ${wish.kind}`)
  demandMayRunCode(ctx.actor, engine)
  const id = newId('att')
  const { kind, subjectId, spec } = wish
  const projectId = ctx.project.id
  const seat = ctx.actor.seat ?? null
  const now = ctx.clock.now()
  await insertAttempt(tx, { id, projectId, kind, subjectId, engine: name, spec, by: ctx.actor.id, seat, now })
  await append(tx, ctx, {
    verb: 'start',
    object: { kind: 'attempt', id },
    payload: { kind, subject: subjectId, engine: name },
  })
  await enqueue(tx, { kind: attemptJobKind, key: id, payload: { attempt: id }, projectId })
  ctx.wakeJobs()
  return attemptOf(tx, projectId, id)
}

/** Throws why this person cannot run code on an engine, and whom to ask. */
export function demandMayRunCode(actor: Actor, engine: Pick<Engine, 'isolation'>): void {
  const why = whyNotRun(actor, engine.isolation())
  if (why !== null) throw new AppError('forbidden', why)
}

export async function readAttempt(ctx: AttemptContext, id: string): Promise<Attempt> {
  return toAttempt(ctx, await attemptOf(ctx.db, ctx.project.id, id))
}

export async function searchAttempts(ctx: AttemptContext, filter: Omit<AttemptFilter, 'projectId'>) {
  const found = await listAttempts(ctx.db, { ...filter, projectId: ctx.project.id })
  return {
    attempts: await Promise.all(found.map(attempt => toAttempt(ctx, attempt))),
    next: found.length === filter.limit ? (found.at(-1)?.id ?? null) : null,
  }
}

/** A queued attempt ends at once, a running one as soon as its step has; one that is over stays as it is. */
export async function cancelAttempt(ctx: AttemptContext & ProjectContext, id: string): Promise<Attempt> {
  const attempt = await attemptOf(ctx.db, ctx.project.id, id)
  await ctx.db.transaction().execute(async tx => {
    if (await requestCancel(tx, id))
      await append(tx, ctx, { verb: 'cancel', object: { kind: 'attempt', id }, payload: { kind: attempt.kind } })
  })
  const job = await findJob(ctx.db, attemptJobKind, id)
  if (job && attempt.state === 'queued' && (await settle(ctx, attempt, { end: notBegun, from: ['queued'], log: null })))
    await cancelJob(ctx.db, job.id)
  if (attempt.handle !== null && !isOver(attempt)) await ctx.engines[attempt.engine]?.cancel(attempt.handle)
  return readAttempt(ctx, id)
}

/** The engines with what runs on them; of other projects only how much. */
export async function describeEngines(ctx: EngineContext): Promise<{ engines: EngineInfo[] }> {
  const mine = (await myProjects(ctx)).projects.map(project => project.id)
  const { token } = ctx.actor
  const projectIds = token && token.projectId !== null ? mine.filter(id => id === token.projectId) : mine
  return { engines: await Promise.all(Object.values(ctx.engines).map(one => describeEngine(ctx, one, projectIds))) }
}

async function describeEngine(ctx: EngineContext, engine: Engine, projectIds: string[]): Promise<EngineInfo> {
  const isolation = engine.isolation()
  const { memoryBytes, wallMs, processes } = stepLimits(ctx.config)
  const open = await listOpen(ctx.db, { engine: engine.name, projectIds })
  return {
    name: engine.name,
    isolation: { ...isolation, meaning: meanings[isolation.kind] },
    width: ctx.config.steps,
    limits: { memoryBytes, wallMs, processes },
    ...(await countOpen(ctx.db, engine.name)),
    attempts: await Promise.all(open.map(async one => ({ ...(await toAttempt(ctx, one)), project: one.project }))),
    cannotRun: whyNotRun(ctx.actor, isolation),
  }
}

const meanings = {
  bubblewrap: 'A step sees its own files and this server, nothing else of this machine; every maker may run code.',
  none: 'Nothing keeps a step from the files of this server; only people to whom an owner gave that right may run code.',
} as const satisfies Record<Isolation['kind'], string>

function whyNotRun(actor: Actor, isolation: Isolation): string | null {
  if (isolation.kind !== 'none' || actor.mayRunCode) return null
  return `You cannot run code here, because this server has no isolation (${isolation.reason}); ask an owner of this installation`
}

/** The newest attempt of one kind at something. */
export async function lastAttempt(
  ctx: Pick<ProjectContext, 'db' | 'project'>,
  of: { subject: string; kind: string },
): Promise<AttemptRecord | undefined> {
  const [last] = await listAttempts(ctx.db, { ...of, projectId: ctx.project.id, limit: 1 })
  return last
}

export async function attemptOf(db: Db, projectId: string, id: string): Promise<AttemptRecord> {
  const attempt = await findAttempt(db, id)
  if (attempt?.projectId !== projectId) throw notFound('Attempt', id)
  return attempt
}

async function toAttempt(ctx: EngineContext, attempt: AttemptRecord): Promise<Attempt> {
  return {
    id: attempt.id,
    kind: attempt.kind,
    subject: attempt.subjectId,
    engine: attempt.engine,
    state: attempt.state,
    position: attempt.state === 'queued' ? await positionOf(ctx.db, attempt.id) : null,
    exitCode: attempt.exitCode,
    reason: attempt.reason,
    isolation: attempt.isolation,
    ...(await usageOf(ctx, attempt)),
    queueMs: attempt.queueMs,
    cancelRequested: attempt.cancelRequested,
    by: attempt.by,
    createdAt: attempt.createdAt,
    startedAt: attempt.startedAt,
    finishedAt: attempt.finishedAt,
  }
}

/** Recorded at the end; asked of the engine while it runs. */
async function usageOf(ctx: EngineContext, attempt: AttemptRecord) {
  const { cpuSeconds, peakMemoryBytes, wallMs, handle } = attempt
  const status = handle === null || isOver(attempt) ? undefined : await ctx.engines[attempt.engine]?.status(handle)
  if (!status || isFinal(status)) return { cpuSeconds, peakMemoryBytes, wallMs }
  return { cpuSeconds: status.cpuSeconds, peakMemoryBytes: status.peakMemoryBytes, wallMs: status.wallMs }
}
