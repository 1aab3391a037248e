import type { Db } from '../../database/schema.ts'
import { append } from '../../events/events.ts'
import { AppError } from '../../kernel/errors.ts'
import type { ProjectContext } from '../../people/context.ts'
import {
  deleteExperimentTag,
  findExperiment,
  insertExperiment,
  listScopes,
  searchExperiments,
  renameExperiment as rename,
  turnExperiment,
  updateRunsOf,
  upsertExperimentTag,
  type Experiment,
  type ExperimentKey,
  type Lifecycle,
} from './experiments.store.ts'
import { badValue, checkArtifactLocation, checkExperimentName, checkExperimentTag, type KeyValue } from './rules.ts'
import { parseFilter, parseOrder } from './search/filter.ts'
import { decodePlace, encodePlace, questionOf } from './search/keyset.ts'
import { experiments as subject } from './search/subjects.ts'

export type { Experiment, Lifecycle } from './experiments.store.ts'

export const defaultExperiment = '0'

export const view = { active: ['active'], deleted: ['deleted'], all: ['active', 'deleted'] } as const satisfies Record<
  string,
  readonly Lifecycle[]
>

export type ExperimentWish = { name: string; artifactLocation?: string | undefined; tags: readonly KeyValue[] }

export async function createExperiment(ctx: ProjectContext, wish: ExperimentWish): Promise<string> {
  checkExperimentName(wish.name)
  if (wish.artifactLocation) checkArtifactLocation(wish.artifactLocation)
  for (const tag of wish.tags) checkExperimentTag(tag)
  return ctx.db.transaction().execute(async tx => {
    await ensureDefault(tx, ctx)
    const { name, artifactLocation } = wish
    const now = ctx.clock.now()
    const id = await insertExperiment(tx, { projectId: ctx.project.id, name, artifactLocation, by: ctx.actor.id, now })
    if (id === undefined) throw new AppError('conflict', `Experiment(name=${name}) already exists.`)
    const experiment = await experimentIn(tx, { projectId: ctx.project.id, id })
    for (const tag of wish.tags) await upsertExperimentTag(tx, experiment.scope, tag)
    await append(tx, ctx, { verb: 'create', object: { kind: 'experiment', id } })
    return id
  })
}

/** An experiment of this project, also a deleted one. */
export async function experimentOf(ctx: ProjectContext, id: string): Promise<Experiment> {
  const wished = wholeNumber(id || defaultExperiment)
  if (wished === defaultExperiment) await ensureDefault(ctx.db, ctx)
  return experimentIn(ctx.db, { projectId: ctx.project.id, id: wished })
}

export async function experimentNamed(ctx: ProjectContext, name: string): Promise<Experiment> {
  if (name === 'Default') await ensureDefault(ctx.db, ctx)
  const found = await findExperiment(ctx.db, { projectId: ctx.project.id, name })
  if (!found) throw new AppError('not_found', `Could not find experiment with name '${name}'`)
  return found
}

/** An experiment that runs and models may be added to. */
export async function activeExperiment(ctx: ProjectContext, id: string): Promise<Experiment> {
  const experiment = await experimentOf(ctx, id)
  demandActive(experiment)
  return experiment
}

/** Numbers of those of the experiments that this project has. */
export const scopesOf = (ctx: Pick<ProjectContext, 'db' | 'project'>, ids: readonly string[] | undefined) =>
  listScopes(ctx.db, ctx.project.id, ids?.map(wholeNumber))

export type ExperimentQuery = {
  filter?: string | undefined
  orderBy?: readonly string[] | undefined
  lifecycles: readonly Lifecycle[]
  limit: number
  token?: string | undefined
}

export async function findExperiments(
  ctx: ProjectContext,
  query: ExperimentQuery,
): Promise<{ experiments: Experiment[]; next: string | undefined }> {
  const conditions = parseFilter(subject, query.filter)
  for (const { key, test } of conditions) if (key === 'experiment_id' && test.kind === 'text') wholeNumber(test.value)
  const given = parseOrder(subject, query.orderBy)
  const order = given.length > 0 ? given : parseOrder(subject, ['creation_time DESC', 'experiment_id ASC'])
  const isTied = order.some(({ key }) => key === 'experiment_id')
  const by = questionOf([query.filter ?? '', query.orderBy ?? [], query.lifecycles])
  await ensureDefault(ctx.db, ctx)
  const { experiments, last } = await searchExperiments(ctx.db, {
    projectId: ctx.project.id,
    lifecycles: query.lifecycles,
    conditions,
    order: isTied ? order : [...order, { key: 'experiment_id', isAscending: false }],
    after: decodePlace(query.token, by)?.values,
    limit: query.limit,
  })
  return { experiments, next: last && encodePlace({ part: 0, values: last, by }) }
}

export async function renameExperiment(ctx: ProjectContext, id: string, name: string): Promise<void> {
  checkExperimentName(name)
  await change(ctx, id, async (tx, experiment) => {
    if (experiment.lifecycle !== 'active')
      throw new AppError('bad_request', 'Cannot rename a non-active experiment.', {
        details: { errorCode: 'INVALID_STATE' },
      })
    if (!(await rename(tx, experiment, { name, now: ctx.clock.now() })))
      throw new AppError('conflict', `Experiment(name=${name}) already exists.`)
    await append(tx, ctx, { verb: 'change', object: { kind: 'experiment', id }, payload: { fields: ['name'] } })
  })
}

export async function deleteExperiment(ctx: ProjectContext, id: string): Promise<void> {
  await turn(ctx, id, { from: 'active', to: 'deleted' })
}

export async function restoreExperiment(ctx: ProjectContext, id: string): Promise<void> {
  await turn(ctx, id, { from: 'deleted', to: 'active' })
}

export async function setExperimentTag(ctx: ProjectContext, id: string, tag: KeyValue): Promise<void> {
  checkExperimentTag(tag)
  await change(ctx, id, async (tx, experiment) => {
    demandActive(experiment)
    await upsertExperimentTag(tx, experiment.scope, tag)
  })
}

export async function dropExperimentTag(ctx: ProjectContext, id: string, key: string): Promise<void> {
  await change(ctx, id, async (tx, experiment) => {
    demandActive(experiment)
    if (!(await deleteExperimentTag(tx, experiment.scope, key)))
      throw new AppError('not_found', `No tag with name: ${key} in experiment with id ${id}`)
  })
}

async function change(
  ctx: ProjectContext,
  id: string,
  work: (tx: Db, experiment: Experiment) => Promise<void>,
): Promise<void> {
  const experiment = await experimentOf(ctx, id)
  await ctx.db.transaction().execute(tx => work(tx, experiment))
}

async function turn(ctx: ProjectContext, id: string, way: { from: Lifecycle; to: Lifecycle }): Promise<void> {
  await change(ctx, id, async (tx, experiment) => {
    if (experiment.lifecycle !== way.from) throw unknownExperiment(id)
    const turned = { lifecycle: way.to, now: ctx.clock.now(), by: ctx.actor.id }
    await turnExperiment(tx, experiment.scope, turned)
    await updateRunsOf(tx, experiment.scope, turned)
    await append(tx, ctx, {
      verb: way.to === 'deleted' ? 'remove' : 'restore',
      object: { kind: 'experiment', id: experiment.id },
    })
  })
}

/** Each project has experiment 0; it is made when somebody first looks. */
async function ensureDefault(db: Db, ctx: ProjectContext): Promise<void> {
  const projectId = ctx.project.id
  if (await findExperiment(db, { projectId, id: defaultExperiment })) return
  const now = ctx.clock.now()
  await insertExperiment(db, { projectId, id: defaultExperiment, name: 'Default', by: ctx.actor.id, now })
}

async function experimentIn(db: Db, key: ExperimentKey & { id: string }): Promise<Experiment> {
  const found = await findExperiment(db, key)
  if (!found) throw unknownExperiment(key.id)
  return found
}

function demandActive({ id, lifecycle }: Experiment): void {
  if (lifecycle !== 'active')
    throw badValue(`The experiment ${id} must be in the 'active' state. Current state is ${lifecycle}.`)
}

const unknownExperiment = (id: string) => new AppError('not_found', `No Experiment with id=${id} exists`)

/** Ids are whole numbers as text; other text is refused, as in the original. */
function wholeNumber(id: string): string {
  if (!/^-?\d{1,18}$/.test(id)) throw badValue(`Invalid experiment ID '${id}'. Experiment ID must be a valid integer.`)
  return id.replace(/^0+(?=\d)/, '')
}
