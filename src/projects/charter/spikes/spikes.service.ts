import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { ProjectContext } from '../../../people/context.ts'
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
  const before = await spikeOf(ctx, id)
  return ctx.db.transaction().execute(async tx => {
    const now = ctx.clock.now()
    if (!(await closeSpike(tx, { ...wish, id, by: ctx.actor.id, now })))
      throw new AppError('conflict', 'This spike is closed already; begin a new one to ask again')
    await append(tx, ctx, {
      verb: 'close',
      object: { kind: 'spike', id },
      payload: { state: wish.state, verdict: wish.verdict, isLate: now > before.untilAt },
    })
    return spikeOf({ ...ctx, db: tx }, id)
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
