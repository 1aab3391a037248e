import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'
import type { JobHandler } from '../../../database/jobs.ts'
import { AppError, messageOf } from '../../../kernel/errors.ts'
import { isStillMember, onBehalf } from '../../../people/behalf.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { Ground } from '../../../people/serve.ts'
import { issueRunToken } from '../../../people/sessions/tokens/tokens.service.ts'
import { folderOf } from '../../storage/folder.ts'
import { materialize, readSnapshot } from '../../storage/snapshots/snapshots.service.ts'
import type { AttemptContext } from '../context.ts'
import { isFinal, StepSpec, type Engine, type Launch, type StepLimits, type StepStatus } from '../engine.ts'
import { notBegun, reasonOf, settle, unused } from './attempts.end.ts'
import type { AttemptEnd, StepParts } from './attempts.kind.ts'
import { stepLimits } from './attempts.limits.ts'
import {
  findAttempt,
  forgetHandle,
  isCancelRequested,
  isOver,
  markRunning,
  markStarting,
  type AttemptRecord,
} from './attempts.store.ts'

const Payload = z.object({ attempt: z.string() })

type WorkerOptions = {
  ground: Pick<Ground, 'db' | 'clock' | 'hub' | 'origin' | 'log'>
  extend: (ctx: ProjectContext) => AttemptContext
}

/**
 * Brings one attempt to its end: prepares, launches once, follows, records. Each step is found again after a crash, and a
 * launch that may have happened is repeated under the same name, which starts nothing twice.
 */
export const attemptJob =
  ({ ground, extend }: WorkerOptions): JobHandler =>
  async (job, { signal }) => {
    const { log } = ground
    const { attempt: id } = Payload.parse(job.payload)
    const once = async () => {
      const attempt = await findAttempt(ground.db, id)
      if (!attempt) return
      const who = { userId: attempt.by.id, projectId: attempt.projectId, seat: attempt.seat, signal }
      const ctx = extend(await onBehalf(ground, who))
      await carryOut(ctx, attempt)
      await clearUp(ctx, id)
    }
    // a step goes on while the database or the disk does not answer, so its end is not given up
    for (let pause = 1_000; ; pause = Math.min(pause * 2, 30_000)) {
      try {
        return await once()
      } catch (error) {
        if (signal.aborted) throw error
        log.error('carrying out an attempt failed; trying again', { attempt: id, error: messageOf(error) })
        await sleep(pause, undefined, { signal })
      }
    }
  }

const open = ['queued', 'starting', 'running'] as const

async function carryOut(ctx: AttemptContext, attempt: AttemptRecord): Promise<void> {
  if (isOver(attempt)) return
  const engine = ctx.engines[attempt.engine]
  if (!engine) return endUnused(ctx, attempt, unused('failed', `There is no engine "${attempt.engine}" any more`))
  const begun =
    attempt.state === 'running' && attempt.handle !== null ? attempt.handle : await begin(ctx, attempt, engine)
  if (begun === undefined) return
  if (typeof begun !== 'string') return endUnused(ctx, attempt, begun)
  const status = await untilEnd(ctx, attempt, { engine, handle: begun })
  const log = await ctx.blobs.put(wholeLog(engine, begun))
  const known = (await findAttempt(ctx.db, attempt.id)) ?? attempt
  await settle(ctx, known, { end: await endOf(status, { engine, handle: begun }), from: open, log })
}

async function endUnused(ctx: AttemptContext, attempt: AttemptRecord, end: AttemptEnd): Promise<void> {
  await settle(ctx, attempt, { end, from: open, log: null })
}

/** The handle of the running step; an end when it never began; undefined when somebody ended it meanwhile. */
async function begin(
  ctx: AttemptContext,
  attempt: AttemptRecord,
  engine: Engine,
): Promise<string | AttemptEnd | undefined> {
  const known = attempt.state === 'queued' ? undefined : await engine.find(attempt.id)
  if (known !== undefined) return noteLaunch(ctx, attempt, { engine, handle: known })
  if (!(await markStarting(ctx.db, attempt.id))) return undefined
  ctx.hub.ring()
  try {
    const spec = await prepared(ctx, attempt)
    if ('end' in spec) return spec.end
    const launch = await launched(ctx, engine, spec)
    if (launch.kind === 'cancelled') return notBegun
    if (launch.kind === 'refused') return unused('failed', launch.reason)
    return await noteLaunch(ctx, attempt, { engine, handle: launch.handle })
  } finally {
    await rm(codeFolder(ctx, attempt), { recursive: true, force: true })
  }
}

/** Only a fault of this part ends the attempt: from the launch on, its step may be running. */
async function prepared(ctx: AttemptContext, attempt: AttemptRecord): Promise<StepSpec | { end: AttemptEnd }> {
  try {
    return StepSpec.parse(await prepare(ctx, attempt))
  } catch (error) {
    if (ctx.signal.aborted) throw error
    if (!(error instanceof AppError)) logFailure(ctx, attempt, error)
    return { end: unused('failed', reasonOf(error, 'it prepared this step')) }
  }
}

function logFailure(ctx: AttemptContext, attempt: AttemptRecord, error: unknown): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : messageOf(error)
  ctx.log.error('preparing a step failed', { attempt: attempt.id, error: detail })
}

/** Everything the engine needs; the token is in the step's environment only. */
async function prepare(ctx: AttemptContext, attempt: AttemptRecord): Promise<StepSpec> {
  const kind = ctx.attemptKinds[attempt.kind]
  if (!kind) throw new AppError('unavailable', `This server does not know attempts of kind "${attempt.kind}"`)
  if (!(await isStillMember(ctx.db, { userId: attempt.by.id, projectId: attempt.projectId })))
    throw new AppError('forbidden', 'Whoever started this has left the project; start it again in your own seat')
  const issueToken = (rights: readonly string[]) =>
    issueRunToken(ctx.db, {
      userId: attempt.by.id,
      projectId: attempt.projectId,
      runId: attempt.subjectId,
      rights,
      now: ctx.clock.now(),
      lastsMs: stepLimits(ctx.config).wallMs + 3_600_000,
    })
  const parts = await kind.prepare({ ...ctx, issueToken }, attempt)
  return specOf(ctx, attempt, { ...parts, code: await codeOf(ctx, attempt, parts) })
}

function specOf(
  ctx: AttemptContext,
  attempt: AttemptRecord,
  parts: Omit<StepParts, 'code'> & { code: string | undefined },
): StepSpec {
  const { command, image, code, inputs = [], network = 'none', env } = parts
  const address: Record<string, string> = network === 'server' ? { TRIREME_URL: ctx.serverUrl() } : {}
  return {
    id: attempt.id,
    command,
    inputs,
    network,
    env: { ...address, TRIREME_PROJECT: ctx.project.slug, ...env },
    limits: within(stepLimits(ctx.config), parts.limits ?? {}),
    ...(image === undefined ? {} : { image }),
    ...(code === undefined ? {} : { code }),
    ...(network === 'server' ? { serverUrl: ctx.serverUrl() } : {}),
  }
}

/** A kind may ask for less than the platform allows, not for more. */
function within(most: StepLimits, wish: Partial<StepLimits>): StepLimits {
  return {
    ...wish,
    memoryBytes: Math.min(most.memoryBytes, wish.memoryBytes ?? Infinity),
    wallMs: Math.min(most.wallMs, wish.wallMs ?? Infinity),
    processes: Math.min(most.processes, wish.processes ?? Infinity),
    fileBytes: Math.min(most.fileBytes ?? Infinity, wish.fileBytes ?? Infinity),
    logBytes: Math.min(most.logBytes, wish.logBytes ?? Infinity),
  }
}

const codeFolder = (ctx: AttemptContext, attempt: AttemptRecord) => join(folderOf(ctx.config.dataDir).temp, attempt.id)

/** The folder that the engine copies; a snapshot is written out for the moment of the launch. */
async function codeOf(ctx: AttemptContext, attempt: AttemptRecord, parts: StepParts): Promise<string | undefined> {
  if (!parts.code) return undefined
  if ('folder' in parts.code) return parts.code.folder
  const folder = codeFolder(ctx, attempt)
  await rm(folder, { recursive: true, force: true })
  await mkdir(folder, { recursive: true })
  await materialize(ctx.blobs, await readSnapshot(ctx, parts.code.snapshot), folder)
  return folder
}

type Launched = Exclude<Launch, { kind: 'no_capacity' }> | { kind: 'cancelled' }

async function launched(ctx: AttemptContext, engine: Engine, spec: StepSpec): Promise<Launched> {
  for (;;) {
    // not launched yet, or it would have been found
    if (await isCancelRequested(ctx.db, spec.id)) return { kind: 'cancelled' }
    const launch = await engine.launch(spec)
    if (launch.kind !== 'no_capacity') return launch
    await sleep(Math.max(100, launch.retryAt - Date.now()), undefined, { signal: ctx.signal })
  }
}

type Step = { engine: Engine; handle: string }

async function noteLaunch(ctx: AttemptContext, attempt: AttemptRecord, { engine, handle }: Step): Promise<string> {
  const status = await engine.status(handle)
  const startedAt = status.startedAt ?? ctx.clock.now()
  const isolation = engine.isolation().kind
  const queueMs = Math.max(0, startedAt - attempt.createdAt)
  await markRunning(ctx.db, { id: attempt.id, handle, isolation, startedAt, queueMs })
  ctx.hub.ring()
  return handle
}

/** Looks often at first, since short steps are the ones that people watch. */
async function untilEnd(ctx: AttemptContext, attempt: AttemptRecord, { engine, handle }: Step): Promise<StepStatus> {
  const observe = observer(ctx, attempt, { engine, handle })
  for (let pause = 50; ; pause = Math.min(pause * 1.3, 500)) {
    const status = await engine.status(handle)
    await observe(isFinal(status))
    if (isFinal(status)) return status
    if (await isCancelRequested(ctx.db, attempt.id)) await engine.cancel(handle)
    await sleep(pause, undefined, { signal: ctx.signal })
  }
}

/** Tells the kind what the step uses, every few seconds and at the end. What goes wrong with that never ends a step. */
function observer(ctx: AttemptContext, attempt: AttemptRecord, { engine, handle }: Step) {
  const observe = ctx.attemptKinds[attempt.kind]?.observe
  let from = 0
  let told = 0
  let isRefused = false
  return async (isLast: boolean) => {
    if (!observe || isRefused || (!isLast && Date.now() - told < observeMs)) return
    told = Date.now()
    try {
      for (;;) {
        const { samples, next } = await engine.samples(handle, from)
        if (samples.length === 0) return
        await observe(ctx, attempt, samples)
        from = next
        if (!isLast) return
      }
    } catch (error) {
      if (ctx.signal.aborted) throw error
      // such as a run that was deleted meanwhile
      isRefused = error instanceof AppError
      ctx.log.warn('what a step uses was not kept', { attempt: attempt.id, error: messageOf(error) })
    }
  }
}
const observeMs = 2_000

async function endOf(status: StepStatus, { engine, handle }: Step): Promise<AttemptEnd> {
  const { state } = status
  if (state === 'starting' || state === 'running') throw new AppError('internal', 'This step has not ended')
  return {
    state,
    exitCode: status.exitCode ?? null,
    reason: status.reason ?? (status.signal === undefined ? null : `ended by ${status.signal}`),
    cpuSeconds: status.cpuSeconds,
    peakMemoryBytes: status.peakMemoryBytes,
    wallMs: status.wallMs,
    outputs: await engine.outputs(handle),
  }
}

async function* wholeLog(engine: Engine, handle: string): AsyncGenerator<Uint8Array> {
  for (let from = 0; ;) {
    const piece = await engine.logs(handle, { from })
    if (piece.bytes.length > 0) yield piece.bytes
    if (piece.ended) return
    from = piece.next
  }
}

/** The log is a blob now and the outputs are kept by the kind; the copies of code and inputs only cost room. */
async function clearUp(ctx: AttemptContext, id: string): Promise<void> {
  const attempt = await findAttempt(ctx.db, id)
  if (!attempt || attempt.handle === null || !isOver(attempt)) return
  await rm(codeFolder(ctx, attempt), { recursive: true, force: true })
  await ctx.engines[attempt.engine]?.remove(attempt.handle)
  await forgetHandle(ctx.db, id)
}
