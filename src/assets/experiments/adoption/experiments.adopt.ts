import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { experimentOf } from '../experiments.service.ts'
import { findExperiment, insertExperiment, upsertExperimentTag, type Experiment } from '../experiments.store.ts'
import { limits, storable } from '../rules.ts'
import { historian, type Adopted, type AdoptedExperiment, type Finding } from './adopted.ts'

/**
 * The experiment of this project that a foreign one is: of the same name, else a new one with its id if that is free. `known`
 * is what an earlier import found, since both may have been renamed.
 */
export async function adoptExperiment(
  tx: Db,
  ctx: ProjectContext,
  { wish, known }: { wish: AdoptedExperiment; known: string | undefined },
): Promise<Adopted & { as: string }> {
  const within = { ...ctx, db: tx }
  await experimentOf(within, '0') // each project has it, so that another does not take its place
  const name = storable(wish.name).slice(0, limits.experimentName)
  const projectId = ctx.project.id
  const found =
    (known === undefined ? undefined : await findExperiment(tx, { projectId, id: known })) ??
    (await findExperiment(tx, { projectId, name }))
  const here = found ?? (await make(tx, ctx, { wish, name }))
  const added = await addTags(tx, here, wish)
  const isMade = found === undefined
  return {
    as: here.id,
    outcome: isMade ? 'made' : added > 0 ? 'added' : 'same',
    findings: known === undefined ? placing(wish, { here, isMade }) : [],
  }
}

async function make(
  tx: Db,
  ctx: ProjectContext,
  { wish, name }: { wish: AdoptedExperiment; name: string },
): Promise<Experiment> {
  const { lifecycle, updatedAt } = wish
  // its days in the trash of this place begin now
  const when = { now: wish.createdAt, updatedAt, deletedAt: ctx.clock.now() }
  const row = { projectId: ctx.project.id, name, by: ctx.actor.id, lifecycle, ...when }
  const isFree = /^\d{1,18}$/.test(wish.id) && !(await findExperiment(tx, { projectId: ctx.project.id, id: wish.id }))
  const id = await insertExperiment(tx, isFree ? { ...row, id: wish.id } : row)
  const made = await findExperiment(tx, { projectId: ctx.project.id, name })
  if (id === undefined || !made) throw new Error(`experiment ${wish.id} was neither there nor made`)
  const author = historian(ctx)
  await append(tx, author, { verb: 'create', object: { kind: 'experiment', id }, occurredAt: wish.createdAt })
  if (lifecycle === 'deleted')
    await append(tx, author, { verb: 'remove', object: { kind: 'experiment', id }, occurredAt: updatedAt })
  return made
}

async function addTags(tx: Db, here: Experiment, wish: AdoptedExperiment): Promise<number> {
  const missing = wish.tags.filter(tag => !here.tags.some(({ key }) => key === tag.key))
  for (const { key, value } of missing)
    await upsertExperimentTag(tx, here.scope, { key: storable(key), value: storable(value) })
  return missing.length
}

function placing(wish: AdoptedExperiment, { here, isMade }: { here: Experiment; isMade: boolean }): Finding[] {
  if (here.id === wish.id) return []
  const code = isMade ? 'renumbered' : 'merged'
  return [{ kind: 'experiment', subject: wish.id, code, detail: here.id }]
}
