import type { AssetContext, ProjectAssetContext } from '../../assets/context.ts'
import type { Workshop } from '../../assets/images/builder/workshop.ts'
import { filesOfVersion, versionNamed } from '../../assets/models/versions.service.ts'
import { cancelJob, findJob } from '../../database/jobs.ts'
import type { Db } from '../../database/schema.ts'
import { append } from '../../events/events.ts'
import { AppError, messageOf, notFound } from '../../kernel/errors.ts'
import type { Recall } from '../../people/recall.ts'
import { nextAfter, type PageAfter } from '../../people/shapes.ts'
import { DeployProgress, type Deployment, type Endpoint, type EndpointDetail } from './deployments.schema.ts'
import {
  findEndpoint,
  listDeployments,
  listEndpoints,
  listLiveVersions,
  retireEndpoint,
  type EndpointRow,
  type StoredDeployment,
} from './deployments.store.ts'
import type { Ask, ServedModel, TensorForm } from './forms/form.ts'
import { describeModel } from './forms/model-files.ts'
import type { ModelHost, ModelSource } from './host.ts'
import { countLogged } from './predictions/predictions.store.ts'
import { writeJson, writeJsonWithBigints } from './signatures/exact-json.ts'
import type { Feeds } from './signatures/feeds.ts'
import type { Predictions } from './signatures/predictions.ts'
import type { Schema } from './signatures/signature.ts'
import type { Tensors } from './signatures/tensor.ts'
import type { TrafficLog } from './traffic.ts'

export type ServingParts = { host: ModelHost; traffic: TrafficLog; workshop: Workshop; live: Recall<Live> }
export type DeploymentContext = ProjectAssetContext & ServingParts
export type DeploymentBase = AssetContext & ServingParts

export const deploymentJobKind = 'deployment'

export async function retire(ctx: DeploymentContext, name: string): Promise<void> {
  const endpoint = await endpointOf(ctx, name)
  const isStarting = (await listDeployments(ctx.db, endpoint.id)).some(one => one.state === 'starting')
  if (endpoint.deploymentId === null && !isStarting) return
  const unwanted = await ctx.db.transaction().execute(async tx => {
    await append(tx, ctx, { verb: 'retire', object: { kind: 'endpoint', id: endpoint.id } })
    return retireEndpoint(tx, endpoint.id, ctx.clock.now())
  })
  await endWork(ctx.db, unwanted)
  ctx.hub.ring() // before the model goes: nobody may ask it any more
  if (endpoint.deploymentId !== null) ctx.host.unload(endpoint.deploymentId)
}

/** The jobs of deployments that nobody waits for any more. */
export async function endWork(db: Db, deploymentIds: readonly string[]): Promise<void> {
  for (const id of deploymentIds) {
    const job = await findJob(db, deploymentJobKind, id)
    if (job) await cancelJob(db, job.id)
  }
}

/** Which versions answer in the project now, the newest first. */
export const liveVersions = (ctx: Pick<DeploymentContext, 'db' | 'project'>) => listLiveVersions(ctx.db, ctx.project.id)

export async function readEndpoints(ctx: DeploymentContext, page: PageAfter) {
  const rows = await listEndpoints(ctx.db, ctx.project.id, page)
  const read = async (row: EndpointRow) => toEndpoint(ctx, row, await readDeployments(ctx.db, row))
  return { endpoints: await Promise.all(rows.map(read)), next: nextAfter(rows, page.limit, ({ id }) => id) }
}

export async function describeEndpoint(ctx: DeploymentContext, name: string): Promise<EndpointDetail> {
  const row = await endpointOf(ctx, name)
  const deployments = await readDeployments(ctx.db, row)
  const endpoint = toEndpoint(ctx, row, deployments)
  return {
    ...endpoint,
    deployments,
    ...(await readFields(ctx, endpoint)),
    traffic: ctx.traffic.of(row.id),
    logged: await countLogged(ctx.db, row.id),
  }
}

async function readDeployments(db: Db, row: EndpointRow): Promise<Deployment[]> {
  return Promise.all((await listDeployments(db, row.id)).map(one => withProgress(db, one)))
}

async function withProgress(db: Db, one: StoredDeployment): Promise<Deployment> {
  const job = one.state === 'starting' ? await findJob(db, deploymentJobKind, one.id) : undefined
  return { ...one, progress: job?.progress ? DeployProgress.parse(job.progress) : null }
}

function toEndpoint(ctx: DeploymentContext, row: EndpointRow, deployments: Deployment[]): Endpoint {
  const base = `${ctx.origin}/endpoints/${ctx.project.slug}/${row.name}`
  return {
    id: row.id,
    name: row.name,
    environment: row.environment,
    owner: row.owner,
    live: deployments.find(one => one.id === row.deploymentId) ?? null,
    starting: deployments.find(one => one.state === 'starting') ?? null,
    createdAt: row.createdAt,
    invocations: `${base}/invocations`,
    openInference: `${base}/v2`,
  }
}

type Fields = Pick<EndpointDetail, 'fields' | 'fieldsMissing'>

/** From what was logged with the model; the model itself is not asked. */
async function readFields(ctx: DeploymentContext, { live }: Endpoint): Promise<Fields> {
  if (!live) return { fields: [], fieldsMissing: 'Nothing is live here' }
  try {
    const { files } = await sourceOf(ctx, live)
    return fieldsOf((await describeModel(ctx.blobs, files)).signature?.inputs)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { fields: [], fieldsMissing: error.message }
  }
}

function fieldsOf(inputs: Schema | undefined): Fields {
  if (!inputs)
    return { fields: [], fieldsMissing: 'The model was logged without a signature; log it with an input_example' }
  if (inputs.kind !== 'columns') return { fields: [], fieldsMissing: 'The model takes tensors, not columns' }
  const fields = inputs.columns.map((column, at) => ({
    name: column.name ?? String(at),
    type: column.type,
    required: column.required,
    example: null,
  }))
  return { fields, fieldsMissing: null }
}

export type Live = { row: EndpointRow; live: StoredDeployment }

/** What an endpoint answers with at this moment. */
export const liveEndpoint = (ctx: DeploymentContext, name: string): Promise<Live> =>
  ctx.live(`${ctx.project.id} ${name}`, () => findLive(ctx, name))

async function findLive(ctx: DeploymentContext, name: string): Promise<Live> {
  const row = await endpointOf(ctx, name)
  const all = await listDeployments(ctx.db, row.id)
  const live = all.find(one => one.id === row.deploymentId)
  if (live) return { row, live }
  if (all.some(one => one.state === 'starting'))
    throw new AppError('unavailable', `The endpoint ${name} is not live yet: its first deployment is starting`, {
      hint: 'Its page shows how far it has come',
    })
  throw new AppError('unavailable', `The endpoint ${name} has no live deployment`, { hint: 'Deploy a version to it' })
}

/** Does work with the live model; after a restart it is loaded when it is first asked. */
export const useLive = <T>(ctx: DeploymentContext, { live }: Live, work: (model: ServedModel) => T | Promise<T>) =>
  ctx.host.use(live.id, () => sourceOf(ctx, live), work)

async function sourceOf(
  ctx: DeploymentContext,
  live: Pick<Deployment, 'model' | 'version' | 'image'>,
): Promise<ModelSource> {
  const version = await versionNamed(ctx, live.model, String(live.version))
  return { projectId: ctx.project.id, files: await filesOfVersion(ctx, version), image: live.image }
}

export type Answered = { predictions: Predictions; ms: number; model: string; version: number }

/** Predicts with the live deployment, and keeps what came in and went out. */
export async function predict(
  ctx: DeploymentContext,
  name: string,
  read: (inputs: Schema | undefined) => Ask,
): Promise<Answered> {
  const live = await liveEndpoint(ctx, name)
  const { result, ms } = await kept(ctx, live, async model => {
    const ask = read(model.inputs)
    const predictions = await model.predict(ask)
    const rows = Array.isArray(predictions.predictions) ? predictions.predictions.length : 1
    return { result: predictions, rows, line: { input: ask.input, output: predictions } }
  })
  return { predictions: result, ms, model: live.live.model, version: live.live.version }
}

/** The same for a protocol that speaks of tensors. */
export async function infer(ctx: DeploymentContext, name: string, read: (form: TensorForm) => Feeds): Promise<Tensors> {
  const { result } = await kept(ctx, await liveEndpoint(ctx, name), async model => {
    const form = tensorsOf(model)
    const { feeds, rows } = read(form)
    const outputs = await form.run(feeds)
    return { result: outputs, rows, line: { input: sayable(feeds), output: sayable(outputs) } }
  })
  return result
}

export function tensorsOf({ tensors }: ServedModel): TensorForm {
  if (tensors) return tensors
  throw new AppError(
    'bad_request',
    'The inputs of this model are not columns by name, so they have no form as tensors',
    {
      hint: "Use the endpoint's address for MLflow's protocol, or log the model with a signature of columns",
    },
  )
}

const sayable = (tensors: Tensors) =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Array.from(data, String)]))

async function kept<T>(
  ctx: DeploymentContext,
  on: Live,
  work: (model: ServedModel) => Promise<{ result: T; rows: number; line: object }>,
) {
  const { row, live } = on
  const began = performance.now()
  const served = { projectId: ctx.project.id, endpointId: row.id, deploymentId: live.id, at: ctx.clock.now() }
  try {
    const { result, rows, line } = await useLive(ctx, on, work)
    const ms = performance.now() - began
    ctx.traffic.add({
      ...served,
      ms,
      rows,
      isError: false,
      line: written({ at: served.at, ms, version: live.version, ...line }),
    })
    return { result, ms }
  } catch (error) {
    const ms = performance.now() - began
    const line = written({ at: served.at, ms, version: live.version, error: messageOf(error) })
    ctx.traffic.add({ ...served, ms, rows: 0, isError: true, line })
    throw error
  }
}

function written(line: object): string {
  try {
    return writeJson(line)
  } catch (error) {
    if (!(error instanceof TypeError)) throw error
    return writeJsonWithBigints(line) // long whole numbers, which are rare
  }
}

export async function endpointOf(ctx: Pick<DeploymentContext, 'db' | 'project'>, name: string): Promise<EndpointRow> {
  const found = await findEndpoint(ctx.db, ctx.project.id, name)
  if (!found) throw notFound('Endpoint', name)
  return found
}
