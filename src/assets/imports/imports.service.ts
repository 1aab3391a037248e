import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { ProjectContext } from '../../people/context.ts'
import { nextAfter, type PageAfter } from '../../people/shapes.ts'
import { namesOf } from '../../people/users/users.service.ts'
import { badPlace, readPlace, writePlace } from '../../people/places.ts'
import { Import, type Counts, type ImportFinding } from './imports.schema.ts'
import {
  countFindings,
  findImport,
  findRunning,
  insertFindings,
  insertImport,
  listStored,
  listStoredFindings,
  lockImport,
  updateImport,
  type StoredImport,
} from './imports.store.ts'
import type { Db } from '../../database/schema.ts'

/** Begins an import, or goes on with the one that runs for the same source: a killed program is started again as it was. */
export async function beginImport(ctx: ProjectContext, source: StoredImport['source']) {
  if (ctx.actor.token?.runId)
    throw new AppError('forbidden', 'The token of a step writes into its own run only; import with a token of a person')
  const id = newId('imp')
  const isNew = await ctx.db.transaction().execute(async tx => {
    const seat = ctx.actor.seat ?? null
    const row = { id, projectId: ctx.project.id, source, createdBy: ctx.actor.id, seat, now: ctx.clock.now() }
    if (!(await insertImport(tx, row))) return false
    await append(tx, ctx, { verb: 'start', object: { kind: 'import', id }, payload: { source: source.kind } })
    return true
  })
  const running = await findRunning(ctx.db, ctx.project.id, source.key)
  if (!running) throw new AppError('conflict', 'The import of this source ended this moment; start it again')
  if (!isNew) await updateImport(ctx.db, running.id, { seenAt: ctx.clock.now() })
  return { ...(await told(ctx, running)), isResumed: !isNew }
}

export async function readImport(ctx: ProjectContext, id: string): Promise<Import> {
  return told(ctx, await importOf(ctx, id))
}

export async function listImports(ctx: ProjectContext, { after, limit }: PageAfter) {
  const found = await listStored(ctx.db, ctx.project.id, { after: placeOf(after), limit })
  const next = nextAfter(found, limit, ({ createdAt, id }) => writePlace({ at: createdAt, id }))
  return { imports: await tellAll(ctx, found), next }
}

export async function listFindings(ctx: ProjectContext, id: string, { after, limit }: PageAfter) {
  await importOf(ctx, id)
  if (after !== undefined && !/^\d{1,15}$/.test(after)) throw badPlace(after)
  const found = await listStoredFindings(ctx.db, id, { after: Number(after ?? 0), limit })
  const next = nextAfter(found, limit, ({ place }) => String(place))
  return { findings: found.map(({ finding }) => finding), next }
}

export async function noteProgress(
  ctx: ProjectContext,
  id: string,
  { totals, seen }: { totals: Import['totals']; seen: Counts['seen'] },
): Promise<Import> {
  await push(ctx, id, async (tx, { counts }) => {
    await updateImport(tx, id, { totals, counts: { ...counts, seen }, seenAt: ctx.clock.now() })
    return { answer: undefined }
  })
  return readImport(ctx, id)
}

export async function finishImport(ctx: ProjectContext, id: string, error: string | null): Promise<Import> {
  await end(ctx, id, { state: error === null ? 'done' : 'failed', error })
  return readImport(ctx, id)
}

export async function cancelImport(ctx: ProjectContext, id: string): Promise<Import> {
  await end(ctx, id, { state: 'cancelled', error: null })
  return readImport(ctx, id)
}

type Pushed<T> = { answer: T; made?: Counts['made']; findings?: readonly ImportFinding[] }

/** What every push does: only into an import that runs, counted in the same transaction, one push at a time. */
export async function push<T>(
  ctx: ProjectContext,
  id: string,
  work: (tx: Db, to: StoredImport) => Promise<Pushed<T>>,
): Promise<T> {
  return ctx.db.transaction().execute(async tx => {
    const to = await lockImport(tx, ctx.project.id, id)
    if (!to) throw notFound('Import', id)
    demandRunning(to)
    const { answer, made, findings = [] } = await work(tx, to)
    await insertFindings(tx, id, findings)
    if (made) {
      const { counts } = to
      await updateImport(tx, id, {
        counts: { ...counts, made: sum(counts.made, made) },
        seenAt: ctx.clock.now(),
      })
    }
    return answer
  })
}

/** An import of this project that still takes pushes. */
export async function runningImport(ctx: ProjectContext, id: string): Promise<void> {
  demandRunning(await importOf(ctx, id))
}

const verbOf = { done: 'finish', failed: 'fail', cancelled: 'cancel' } as const

async function end(
  ctx: ProjectContext,
  id: string,
  { state, error }: { state: 'done' | 'failed' | 'cancelled'; error: string | null },
): Promise<void> {
  const now = ctx.clock.now()
  await push(ctx, id, async (tx, { counts }) => {
    await updateImport(tx, id, { state, error, finishedAt: now, endedBy: ctx.actor.id, seenAt: now })
    await append(tx, ctx, { verb: verbOf[state], object: { kind: 'import', id }, payload: { made: counts.made } })
    return { answer: undefined }
  })
}

function demandRunning({ id, state }: StoredImport): void {
  if (state === 'running') return
  throw new AppError('conflict', `Import ${id} is ${state}`, {
    hint: 'What it brought is here; importing again from the same source goes on from there',
  })
}

async function importOf(ctx: ProjectContext, id: string): Promise<StoredImport> {
  const found = await findImport(ctx.db, ctx.project.id, id)
  if (!found) throw notFound('Import', id)
  return found
}

function sum(counts: Counts['made'], more: Counts['made']): Counts['made'] {
  const all = { ...counts }
  for (const kind of Import.shape.totals.keyType.options) {
    const added = more[kind] ?? 0
    if (added > 0) all[kind] = (all[kind] ?? 0) + added
  }
  return all
}

function placeOf(after: string | undefined): { createdAt: number; id: string } | undefined {
  if (after === undefined) return undefined
  const { at, id } = readPlace(after)
  return { createdAt: at, id }
}

async function told(ctx: ProjectContext, found: StoredImport): Promise<Import> {
  const [one] = await tellAll(ctx, [found])
  if (!one) throw notFound('Import', found.id)
  return one
}

async function tellAll(ctx: ProjectContext, found: readonly StoredImport[]): Promise<Import[]> {
  const ids = found.flatMap(({ createdBy, endedBy }) => (endedBy === null ? [createdBy] : [createdBy, endedBy]))
  const persons = await namesOf(ctx, [...new Set(ids)])
  const person = (id: string) => persons.get(id) ?? { id, name: '', kind: 'unknown' }
  const findings = await countFindings(
    ctx.db,
    found.map(({ id }) => id),
  )
  return found.map(one => ({
    id: one.id,
    source: { kind: one.source.kind, label: one.source.label },
    state: one.state,
    totals: one.totals,
    counts: one.counts,
    findings: findings.get(one.id) ?? {},
    error: one.error,
    by: person(one.createdBy),
    seat: one.seat,
    startedAt: one.createdAt,
    seenAt: one.seenAt,
    finishedAt: one.finishedAt,
    endedBy: one.endedBy === null ? null : person(one.endedBy),
  }))
}
