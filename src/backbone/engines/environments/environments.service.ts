import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { seatMay, seatsWith } from '../../../people/policies.ts'
import { seatHolders } from '../../../people/projects/projects.service.ts'
import type { Seat } from '../../../people/seats.ts'
import type { EngineContext } from '../context.ts'
import type { Environment, EnvironmentChange, ListedEnvironment } from './environments.schema.ts'
import { insertEnvironments, listEnvironments, updateEnvironment, type NewEnvironment } from './environments.store.ts'

/** What every project starts with: nobody needs a ticket before the first production deployment. */
const defaults = [
  { name: 'development', ownerSeat: 'data_scientist', policy: { needsPromotion: false } },
  { name: 'experimentation', ownerSeat: 'ml_engineer', policy: { needsPromotion: false } },
  { name: 'production', ownerSeat: 'mlops_engineer', policy: { needsPromotion: true } },
] as const

/** The project's environments; those of every project are made at the first look. */
export async function ensureEnvironments(
  tx: Db,
  ctx: { project: { id: string }; clock: Clock },
): Promise<Environment[]> {
  const known = await listEnvironments(tx, ctx.project.id)
  if (defaults.every(one => known.some(environment => environment.name === one.name))) return known
  const environments = defaults.map((one): NewEnvironment => ({ ...one, stage: one.name, engine: 'process' }))
  await insertEnvironments(tx, { projectId: ctx.project.id, environments, now: ctx.clock.now() })
  return listEnvironments(tx, ctx.project.id)
}

/** One environment of the project, by name or id. */
export async function readEnvironment(
  ctx: Pick<ProjectContext, 'db' | 'clock' | 'project'>,
  nameOrId: string,
): Promise<Environment> {
  const all = await ensureEnvironments(ctx.db, ctx)
  const found = all.find(one => one.name === nameOrId || one.id === nameOrId)
  if (!found) throw notFound('Environment', nameOrId)
  return found
}

export async function describeEnvironments(ctx: ProjectContext): Promise<{ environments: ListedEnvironment[] }> {
  const environments = await ensureEnvironments(ctx.db, ctx)
  const seats = await seatsOfMine(ctx)
  return { environments: environments.map(one => ({ ...one, cannotChange: whyNot(one, seats) })) }
}

/**
 * Whoever answers for an environment changes it. Where a promotion is needed nobody else does: else the author of a model
 * could first drop the rule and then deploy alone.
 */
export async function changeEnvironment(
  ctx: EngineContext & ProjectContext,
  change: EnvironmentChange & { environment: string },
): Promise<ListedEnvironment> {
  const { environment, ...wish } = change
  const known = await readEnvironment(ctx, environment)
  const seats = await seatsOfMine(ctx)
  const why = whyNot(known, seats)
  if (why !== null) throw new AppError('forbidden', why)
  demandSensible(ctx, wish)
  const seat = seats.includes(known.ownerSeat) ? known.ownerSeat : ctx.actor.seat
  await ctx.db.transaction().execute(async tx => {
    await updateEnvironment(tx, known.id, wish)
    const actor = { ...ctx.actor, ...(seat === undefined ? {} : { seat }) }
    await append(
      tx,
      { ...ctx, actor },
      { verb: 'change', object: { kind: 'environment', id: known.id }, payload: { ...wish, stage: known.stage } },
    )
  })
  const changed = await readEnvironment(ctx, known.id)
  return { ...changed, cannotChange: whyNot(changed, seats) }
}

function whyNot(environment: Environment, seats: Seat[]): string | null {
  const owner = environment.ownerSeat.replaceAll('_', ' ')
  if (environment.policy.needsPromotion && !seats.includes(environment.ownerSeat))
    return `You cannot change ${environment.name}, because only the ${owner} decides about it; ask who sits there`
  if (seats.includes(environment.ownerSeat) || seats.some(seat => seatMay(seat, 'environment:write'))) return null
  return `You cannot change ${environment.name}, because your seat does not hold "environment:write"; ask the ${owner}`
}

function demandSensible(ctx: EngineContext, { engine, ownerSeat }: EnvironmentChange): void {
  if (engine !== undefined && !(engine in ctx.engines))
    throw new AppError(
      'bad_request',
      `There is no engine "${engine}"; there are: ${Object.keys(ctx.engines).join(', ')}`,
    )
  const owners = seatsWith('environment:write')
  if (ownerSeat !== undefined && !owners.includes(ownerSeat))
    throw new AppError('bad_request', `The ${ownerSeat} could not change it; choose one of: ${owners.join(', ')}`)
}

async function seatsOfMine(ctx: ProjectContext): Promise<Seat[]> {
  const holders = await seatHolders(ctx)
  return holders.filter(holder => holder.person.id === ctx.actor.id).map(holder => holder.seat)
}
