import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { Context, ProjectContext } from '../../../people/context.ts'
import { seatHolders } from '../../../people/projects/projects.service.ts'
import { phases, type Phase } from '../playbook/phases.schema.ts'
import type { Spike } from './spikes.schema.ts'
import { closeSpike, findSpike, insertSpike, listSpikes, openPhases, type Closing } from './spikes.store.ts'

const day = 86_400_000

export async function readSpikes(
  ctx: ProjectContext,
  page: { state: 'open' | 'closed'; before?: string | undefined; limit: number },
) {
  const spikes = await listSpikes(ctx.db, ctx.project.id, page)
  return { spikes, next: spikes.length === page.limit ? (spikes.at(-1)?.id ?? null) : null }
}

export type SpikeWish = {
  phase: Phase
  question: string
  success: string
  failure: string
  owner?: string | undefined
  days: number
}

export async function startSpike(ctx: ProjectContext, { days, ...wish }: SpikeWish): Promise<Spike> {
  const owner = wish.owner ?? ctx.actor.id
  if (wish.owner !== undefined && !(await seatHolders(ctx)).some(({ person }) => person.id === owner))
    throw new AppError('bad_request', 'Who does a spike sits in the project; give them a seat first')
  const id = newId('spk')
  return ctx.db.transaction().execute(async tx => {
    const now = ctx.clock.now()
    const until = now + days * day
    await insertSpike(tx, { ...wish, id, projectId: ctx.project.id, owner, by: ctx.actor.id, now, until })
    await append(tx, ctx, {
      verb: 'open',
      object: { kind: 'spike', id },
      payload: { phase: wish.phase, owner, untilAt: until },
    })
    return spikeOf({ ...ctx, db: tx }, id)
  })
}

export async function endSpike(
  ctx: ProjectContext,
  id: string,
  wish: Omit<Closing, 'id' | 'by' | 'now'>,
): Promise<Spike> {
  await spikeOf(ctx, id)
  return ctx.db.transaction().execute(async tx => {
    const inside = { ...ctx, db: tx }
    await close(inside, { ...wish, id, projectId: ctx.project.id })
    return spikeOf(inside, id)
  })
}

/** Whoever asked leaves and nobody goes on: the question stays unanswered, in the caller's transaction. */
export const closeForLeaver = (ctx: Context, { outcome, ...of }: { id: string; projectId: string; outcome: string }) =>
  close(ctx, { ...of, state: 'unanswered', verdict: 'no_go', outcome })

async function close(ctx: Context, { projectId, ...wish }: Omit<Closing, 'by' | 'now'> & { projectId: string }) {
  const now = ctx.clock.now()
  const untilAt = await closeSpike(ctx.db, { ...wish, by: ctx.actor.id, now })
  if (untilAt === undefined)
    throw new AppError('conflict', 'This spike is closed already; begin a new one to ask again')
  await append(ctx.db, ctx, {
    verb: 'close',
    object: { kind: 'spike', id: wish.id },
    payload: { state: wish.state, verdict: wish.verdict, isLate: now > untilAt },
    projectId,
  })
}

/** How many spikes are open before each gate. */
export async function spikesOpenBefore(ctx: ProjectContext): Promise<Map<string, number>> {
  const open = await openPhases(ctx.db, ctx.project.id)
  return new Map(phases.map(({ phase, gate }) => [gate, open.get(phase) ?? 0]))
}

async function spikeOf(ctx: ProjectContext, id: string): Promise<Spike> {
  const found = await findSpike(ctx.db, ctx.project.id, id)
  if (!found) throw notFound('Spike', id)
  return found
}
