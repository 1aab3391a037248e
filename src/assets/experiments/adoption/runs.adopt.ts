import type { Db } from '../../../database/schema.ts'
import { appendAll, type NewEvent } from '../../../events/events.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { experimentOf } from '../experiments.service.ts'
import { limits, storable, type KeyValue } from '../rules.ts'
import { contentsOf } from '../runs/contents/contents.service.ts'
import { insertDatasetInput, insertModelInput, insertModelOutput } from '../runs/contents/links.store.ts'
import { hasEnded, type Run, type RunContents } from '../runs/run.ts'
import { appendToUri, runNameTag } from '../runs/runs.service.ts'
import { findRun, insertRun, isTaken, updateRun } from '../runs/runs.store.ts'
import { insertParams, upsertTags } from '../runs/contents/values.store.ts'
import { historian, type Adopted, type AdoptedRun, type Finding } from './adopted.ts'

/**
 * Takes runs that ran elsewhere. What a run here already holds stays as it is and only what it lacks is added, except that a
 * run which was still going may have ended since.
 */
export async function adoptRuns(
  tx: Db,
  ctx: ProjectContext,
  { runs, importId }: { runs: readonly AdoptedRun[]; importId: string },
): Promise<(Adopted & { id: string })[]> {
  const events: NewEvent[] = []
  const answers: (Adopted & { id: string })[] = []
  for (const wish of runs) answers.push({ id: wish.id, ...(await adoptRun(tx, ctx, { wish, importId, events })) })
  await appendAll(tx, historian(ctx), events)
  return answers
}

type One = { wish: AdoptedRun; importId: string; events: NewEvent[] }

async function adoptRun(tx: Db, ctx: ProjectContext, { wish, importId, events }: One): Promise<Adopted> {
  const found = await findRun(tx, ctx.project.id, wish.id)
  if (!found && (await isTaken(tx, wish.id)))
    return { outcome: 'refused', findings: [{ kind: 'run', subject: wish.id, code: 'taken', detail: '' }] }
  const run = found ?? (await make(tx, ctx, { wish, importId, events }))
  const held = found ? (await contentsOf(tx, [run.id])).get(run.id) : undefined
  const { added, findings } = await fill(tx, run, { wish, held })
  const hasNews = found ? await catchUp(tx, found, { wish, events }) : false
  return { outcome: found ? (added > 0 || hasNews ? 'added' : 'same') : 'made', findings }
}

async function make(tx: Db, ctx: ProjectContext, { wish, importId, events }: One): Promise<Run> {
  const experiment = await experimentOf({ ...ctx, db: tx }, wish.experimentId)
  const run: Run = {
    id: wish.id,
    scope: experiment.scope,
    projectId: ctx.project.id,
    experimentId: experiment.id,
    name: storable(wish.name),
    status: wish.status,
    lifecycle: wish.lifecycle,
    userName: storable(wish.userName),
    startTime: wish.startTime,
    endTime: wish.endTime,
    artifactUri: wish.artifactUri ?? appendToUri(experiment.artifactLocation, `${wish.id}/artifacts`),
    origin: 'import',
    createdBy: ctx.actor.id,
    createdBySeat: ctx.actor.seat ?? null,
    createdAt: ctx.clock.now(),
    madeIn: null,
    rerunOf: null,
    importId,
    hypothesisId: null,
    attemptId: null,
    environmentId: null,
    imageDigest: null,
    codeDigest: null,
    revision: 0,
  }
  await insertRun(tx, run)
  const deleted = wish.lifecycle === 'deleted' ? { at: ctx.clock.now(), by: ctx.actor.id } : null
  await updateRun(tx, run.id, {
    lifecycle: wish.lifecycle,
    deleted,
    ...(wish.endTime === null ? {} : { endTime: wish.endTime }),
  })
  events.push({
    verb: 'start',
    object: { kind: 'run', id: run.id },
    payload: { experiment: experiment.id },
    occurredAt: wish.startTime,
  })
  tellEnd(wish, events)
  if (deleted)
    events.push({ verb: 'remove', object: { kind: 'run', id: run.id }, occurredAt: wish.endTime ?? wish.startTime })
  return run
}

const endings = { FINISHED: 'finish', FAILED: 'fail', KILLED: 'cancel' } as const

function tellEnd({ id, status, startTime, endTime }: AdoptedRun, events: NewEvent[]): void {
  if (status === 'RUNNING' || status === 'SCHEDULED') return
  events.push({ verb: endings[status], object: { kind: 'run', id }, occurredAt: endTime ?? startTime })
}

async function catchUp(tx: Db, run: Run, { wish, events }: Omit<One, 'importId'>): Promise<boolean> {
  if (hasEnded(run.status) || !hasEnded(wish.status)) return false
  await updateRun(tx, run.id, { status: wish.status, ...(wish.endTime === null ? {} : { endTime: wish.endTime }) })
  tellEnd(wish, events)
  return true
}

type Filling = { wish: AdoptedRun; held: RunContents | undefined }

async function fill(tx: Db, run: Run, { wish, held }: Filling): Promise<{ added: number; findings: Finding[] }> {
  const params = newValues(wish.params, { held: held?.params, limit: limits.paramValue })
  const named = wish.tags.some(({ key }) => key === runNameTag) ? [] : [{ key: runNameTag, value: wish.name }]
  const tags = newValues([...wish.tags, ...named], { held: held?.tags, limit: limits.tagValue })
  if (params.fresh.length > 0) await insertParams(tx, run, params.fresh)
  await upsertTags(tx, run, tags.fresh)
  const datasets = wish.datasets.filter(
    ({ dataset: { name, digest } }) =>
      !held?.datasets.some(({ dataset }) => dataset.name === name && dataset.digest === digest),
  )
  const models = wish.modelInputs.filter(id => !held?.modelInputs.includes(id))
  const outputs = wish.modelOutputs.filter(({ modelId }) => !held?.modelOutputs.some(one => one.modelId === modelId))
  // a millisecond apart, since they are listed in the order of their times
  const linker = (at: number) => ({ ...run, now: run.startTime + at })
  for (const [at, input] of datasets.entries()) await insertDatasetInput(tx, linker(at), plainInput(input))
  for (const [at, id] of models.entries()) await insertModelInput(tx, linker(at), id)
  for (const [at, output] of outputs.entries()) await insertModelOutput(tx, linker(at), output)
  const said = [...params.findings, ...tags.findings].map(({ key, code }) => ({
    kind: 'run' as const,
    subject: `${run.id} ${key}`,
    code,
    detail: key,
  }))
  const added = params.fresh.length + tags.fresh.length + datasets.length + models.length + outputs.length
  return { added, findings: said }
}

type Values = { fresh: KeyValue[]; findings: { key: string; code: 'cut' | 'differs' }[] }

/** What of the values is not there yet; what is there with another value stays, since people may have changed it here. */
function newValues(
  wished: readonly KeyValue[],
  { held = [], limit }: { held: readonly KeyValue[] | undefined; limit: number },
): Values {
  const known = new Map(held.map(({ key, value }) => [key, value]))
  const fresh: KeyValue[] = []
  const findings: Values['findings'] = []
  for (const { key, value } of wished) {
    const kept = { key: storable(key), value: storable(value).slice(0, limit) }
    if (value.length > limit) findings.push({ key, code: 'cut' })
    const here = known.get(kept.key)
    if (here === undefined) fresh.push(kept)
    else if (here !== kept.value) findings.push({ key, code: 'differs' })
  }
  return { fresh, findings }
}

type Input = AdoptedRun['datasets'][number]

function plainInput({ dataset, tags }: Input): Input {
  const { schema, profile } = dataset
  return {
    tags: tags.map(({ key, value }) => ({ key: storable(key), value: storable(value) })),
    dataset: {
      name: storable(dataset.name),
      digest: storable(dataset.digest),
      sourceType: storable(dataset.sourceType),
      source: storable(dataset.source),
      schema: schema === null ? null : storable(schema),
      profile: profile === null ? null : storable(profile),
    },
  }
}
