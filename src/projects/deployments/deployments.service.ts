import type { AssetContext, ProjectAssetContext } from '../../assets/context.ts'
import { link } from '../../assets/catalog/lineage/lineage.service.ts'
import { filesOfVersion, versionNamed } from '../../assets/models/versions.service.ts'
import { readEnvironment } from '../../backbone/engines/environments/environments.service.ts'
import { append } from '../../events/events.ts'
import { AppError, messageOf, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { acceptedRequest } from '../../people/requests/requests.service.ts'
import type { EndpointDetail, Endpoint } from './deployments.schema.ts'
import {
  countLogged,
  ensureEndpoint,
  findEndpoint,
  insertDeployment,
  listDeployments,
  listEndpoints,
  retireEndpoint,
  type EndpointRow,
} from './deployments.store.ts'
import type { LoadedModel, ModelHost } from './host.ts'
import type { Feeds, ModelInput } from './signatures/feeds.ts'
import type { Predictions } from './signatures/predictions.ts'
import type { Tensors } from './signatures/tensor.ts'
import type { TrafficLog } from './traffic.ts'

export type ServingParts = { host: ModelHost; traffic: TrafficLog }
export type DeploymentContext = ProjectAssetContext & ServingParts
export type DeploymentBase = AssetContext & ServingParts

export type DeployWish = { endpoint: string; model: string; version: number; environment: string }

/** Loads the version, and only then puts it in the place of the one before; what cannot be loaded replaces nothing. */
export async function deploy(ctx: DeploymentContext, wish: DeployWish): Promise<EndpointDetail> {
  const environment = await readEnvironment(ctx, wish.environment)
  const version = await versionNamed(ctx, wish.model, String(wish.version))
  const request = await acceptedRequest(ctx, { kind: 'promotion', id: wish.model, version: String(wish.version) })
  if (environment.policy.needsPromotion && !request)
    throw new AppError(
      'forbidden',
      `You cannot deploy ${wish.model} v${wish.version} to ${environment.name}, because its promotion is not accepted; ask the ML engineer's seat for it`,
    )
  const id = newId('dep')
  const now = ctx.clock.now()
  const failure = await ctx.host
    .load({ projectId: ctx.project.id, id, files: await filesOfVersion(ctx, version) })
    .then(
      () => null,
      (error: unknown) => messageOf(error),
    )
  await ctx.db.transaction().execute(async tx => {
    await ensureEndpoint(tx, {
      id: newId('end'),
      projectId: ctx.project.id,
      name: wish.endpoint,
      environmentId: environment.id,
      by: ctx.actor.id,
      now,
    })
    const endpoint = await endpointOf({ ...ctx, db: tx }, wish.endpoint)
    const state = failure === null ? 'live' : 'failed'
    await insertDeployment(tx, {
      id,
      projectId: ctx.project.id,
      endpointId: endpoint.id,
      model: wish.model,
      version: wish.version,
      flavor: 'onnx',
      state,
      reason: failure,
      requestId: request?.id ?? null,
      by: ctx.actor.id,
      now,
    })
    await append(tx, ctx, {
      verb: failure === null ? 'deploy' : 'fail',
      object: { kind: 'deployment', id },
      payload: { endpoint: endpoint.id, stage: environment.stage, model: version.assetId, version: version.version },
      ...(request ? { cause: request.id } : {}),
    })
    if (failure !== null) return
    await link(tx, ctx, {
      from: { kind: 'deployment', id },
      to: { kind: 'model', id: version.assetId, version: version.version },
      role: 'serves',
    })
    await link(tx, ctx, {
      from: { kind: 'endpoint', id: endpoint.id },
      to: { kind: 'deployment', id },
      role: 'answers with',
    })
  })
  if (failure !== null) throw new AppError('bad_request', failure)
  return describeEndpoint(ctx, wish.endpoint)
}

export async function retire(ctx: DeploymentContext, name: string): Promise<void> {
  const endpoint = await endpointOf(ctx, name)
  if (endpoint.deploymentId === null) return
  await ctx.db.transaction().execute(async tx => {
    await retireEndpoint(tx, endpoint.id, ctx.clock.now())
    await append(tx, ctx, { verb: 'retire', object: { kind: 'endpoint', id: endpoint.id } })
  })
  if (ctx.host.loaded(endpoint.deploymentId))
    await ctx.host.unload(ctx.project.id, endpoint.deploymentId)
}

export async function readEndpoints(ctx: DeploymentContext): Promise<{ endpoints: Endpoint[] }> {
  const rows = await listEndpoints(ctx.db, ctx.project.id)
  return { endpoints: await Promise.all(rows.map(row => toEndpoint(ctx, row))) }
}

export async function describeEndpoint(ctx: DeploymentContext, name: string): Promise<EndpointDetail> {
  const row = await endpointOf(ctx, name)
  const model = row.deploymentId === null ? undefined : await liveModel(ctx, row).catch(() => undefined)
  return {
    ...(await toEndpoint(ctx, row)),
    deployments: await listDeployments(ctx.db, row.id),
    fields: model ? fieldsOf(model) : [],
    traffic: ctx.traffic.of(row.id),
    logged: await countLogged(ctx.db, row.id),
  }
}

export type Answered = { predictions: Predictions; ms: number; model: string; version: number }

/** What an endpoint answers with at this moment. */
export async function liveEndpoint(ctx: DeploymentContext, name: string) {
  const row = await endpointOf(ctx, name)
  const live = (await listDeployments(ctx.db, row.id)).find(one => one.id === row.deploymentId)
  if (!live) throw new AppError('unavailable', `The endpoint ${name} has no live deployment`)
  return { endpoint: row.name, row, live, model: await liveModel(ctx, row) }
}

type Live = Awaited<ReturnType<typeof liveEndpoint>>

/** Predicts with the live deployment, and keeps what came in and went out. */
export async function predict(
  ctx: DeploymentContext,
  name: string,
  read: (model: LoadedModel) => ModelInput,
): Promise<Answered> {
  const live = await liveEndpoint(ctx, name)
  const { result, ms } = await kept(ctx, live, async () => {
    const input = read(live.model)
    const predictions = await ctx.host.predict(ctx.project.id, live.model, input)
    const rows = Array.isArray(predictions.predictions) ? predictions.predictions.length : 1
    return { result: predictions, rows, line: { input, output: predictions } }
  })
  return { predictions: result, ms, model: live.live.model, version: live.live.version }
}

/** The same for a protocol that speaks of the graph's own tensors. */
export async function infer(
  ctx: DeploymentContext,
  name: string,
  read: (model: LoadedModel) => Feeds,
): Promise<Tensors> {
  const live = await liveEndpoint(ctx, name)
  const { result } = await kept(ctx, live, async () => {
    const { feeds, rows } = read(live.model)
    const outputs = await ctx.host.run(ctx.project.id, live.model, feeds)
    return { result: outputs, rows, line: { input: sayable(feeds), output: sayable(outputs) } }
  })
  return result
}

const sayable = (tensors: Tensors) =>
  Object.fromEntries(Object.entries(tensors).map(([name, { data }]) => [name, Array.from(data, String)]))

async function kept<T>(
  ctx: DeploymentContext,
  { row, live }: Live,
  work: () => Promise<{ result: T; rows: number; line: object }>,
) {
  const began = performance.now()
  const served = { projectId: ctx.project.id, endpointId: row.id, deploymentId: live.id, at: ctx.clock.now() }
  try {
    const { result, rows, line } = await work()
    const ms = performance.now() - began
    ctx.traffic.add({ ...served, ms, rows, isError: false, line: { at: served.at, version: live.version, ...line } })
    return { result, ms }
  } catch (error) {
    ctx.traffic.add({ ...served, ms: performance.now() - began, rows: 0, isError: true, line: null })
    throw error
  }
}

/** After a restart a model is loaded when it is first asked. */
async function liveModel(ctx: DeploymentContext, row: EndpointRow): Promise<LoadedModel> {
  if (row.deploymentId === null) throw new AppError('unavailable', `The endpoint ${row.name} has no live deployment`)
  const known = ctx.host.loaded(row.deploymentId)
  if (known) return known
  const live = (await listDeployments(ctx.db, row.id)).find(one => one.id === row.deploymentId)
  if (!live) throw notFound('Deployment', row.deploymentId)
  const version = await versionNamed(ctx, live.model, String(live.version))
  return ctx.host.load({ projectId: ctx.project.id, id: live.id, files: await filesOfVersion(ctx, version) })
}

function fieldsOf({ inputs }: LoadedModel): EndpointDetail['fields'] {
  if (inputs?.kind !== 'columns') return []
  return inputs.columns.map((column, at) => ({
    name: column.name ?? String(at),
    type: column.type,
    required: column.required,
    example: null,
  }))
}

async function toEndpoint(ctx: DeploymentContext, row: EndpointRow): Promise<Endpoint> {
  const live = (await listDeployments(ctx.db, row.id)).find(one => one.id === row.deploymentId)
  const base = `${ctx.origin}/endpoints/${ctx.project.slug}/${row.name}`
  return {
    id: row.id,
    name: row.name,
    environment: row.environment,
    live: live ?? null,
    createdAt: row.createdAt,
    invocations: `${base}/invocations`,
    openInference: `${base}/v2`,
  }
}

async function endpointOf(ctx: Pick<DeploymentContext, 'db' | 'project'>, name: string): Promise<EndpointRow> {
  const found = await findEndpoint(ctx.db, ctx.project.id, name)
  if (!found) throw notFound('Endpoint', name)
  return found
}
