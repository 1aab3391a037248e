import { z } from 'zod'
import { link } from '../../assets/catalog/lineage/lineage.service.ts'
import { imageOfModel, readModelSpec } from '../../assets/images/modelImage.service.ts'
import { filesOfVersion, versionNamed } from '../../assets/models/versions.service.ts'
import { demandMayRunCode } from '../../backbone/engines/attempts/attempts.service.ts'
import type { Environment } from '../../backbone/engines/environments/environments.schema.ts'
import { readEnvironment } from '../../backbone/engines/environments/environments.service.ts'
import { enqueue } from '../../database/jobs.ts'
import type { Db } from '../../database/schema.ts'
import { append } from '../../events/events.ts'
import { AppError, messageOf } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import { acceptedRequest } from '../../people/requests/requests.service.ts'
import { Seat } from '../../people/seats.ts'
import type { DeployProgress, EndpointDetail } from './deployments.schema.ts'
import {
  deploymentJobKind,
  describeEndpoint,
  endpointOf,
  endWork,
  type DeploymentContext,
} from './deployments.service.ts'
import {
  ensureEndpoint,
  findDeployment,
  findEndpoint,
  insertDeployment,
  markFailed,
  putLive,
} from './deployments.store.ts'
import { formOf, type ModelFiles, type ModelForm } from './forms/model-files.ts'

export type DeployWish = { endpoint: string; model: string; version: number; environment: string }

/** What is decided when a deployment begins, and its job goes by. */
const Order = z.object({
  id: z.string(),
  model: z.string(),
  assetId: z.string(),
  version: z.number(),
  endpoint: z.string(),
  environmentId: z.string(),
  requestId: z.string().nullable(),
})
type Order = z.infer<typeof Order>

export const DeploymentJob = Order.extend({
  endpointId: z.string(),
  projectId: z.string(),
  userId: z.string(),
  seat: Seat.nullable(),
})
type Begun = Order & { endpointId: string }

/**
 * Puts a version in the place of the one before once it is loaded; what cannot be loaded replaces nothing. An ONNX form is
 * loaded at once, a Python model by a job, because its image may have to be built.
 */
export async function deploy(ctx: DeploymentContext, wish: DeployWish): Promise<EndpointDetail> {
  const environment = await readEnvironment(ctx, wish.environment)
  const { assetId, ...version } = await versionNamed(ctx, wish.model, String(wish.version))
  const requestId = await promotionOf(ctx, wish, environment)
  await demandSameEnvironment(ctx, wish.endpoint, environment)
  const files = await filesOfVersion(ctx, version)
  const order = { ...wish, id: newId('dep'), assetId, environmentId: environment.id, requestId }
  const form = formOf(files)
  if (form === 'onnx') await deployNow(ctx, order, files)
  else await deploySoon(ctx, order, files)
  return describeEndpoint(ctx, wish.endpoint)
}

async function promotionOf(
  ctx: DeploymentContext,
  { model, version }: Pick<Order, 'model' | 'version'>,
  environment: Environment,
): Promise<string | null> {
  const request = await acceptedRequest(ctx, { kind: 'promotion', id: model, version: String(version) })
  if (request || !environment.policy.needsPromotion) return request?.id ?? null
  throw new AppError(
    'forbidden',
    `You cannot deploy ${model} v${version} to ${environment.name}, because its promotion is not accepted; ask the ML engineer's seat for it`,
  )
}

/** Else a version that nobody promoted could take a production address by naming another environment. */
async function demandSameEnvironment(ctx: DeploymentContext, name: string, wished: Environment): Promise<void> {
  const known = await findEndpoint(ctx.db, ctx.project.id, name)
  if (!known || known.deploymentId === null || known.environment.id === wished.id) return
  throw new AppError('conflict', `The endpoint ${name} is live in ${known.environment.name}, not in ${wished.name}`, {
    hint: 'Deploy under another name, or retire this endpoint first',
  })
}

async function deployNow(ctx: DeploymentContext, order: Order, files: ModelFiles): Promise<void> {
  const failure = await load(ctx, order.id, { files, image: null }).then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  const { unwanted, replaced } = await ctx.db.transaction().execute(async tx => {
    const { begun, unwanted } = await begin(tx, ctx, { order, form: 'onnx' })
    const replaced = failure
      ? await fail(tx, ctx, { begun, ...failure })
      : await goLive(tx, ctx, { begun, image: null })
    return { unwanted, replaced }
  })
  await endWork(ctx.db, unwanted)
  ctx.hub.ring() // before the models go: nobody may ask them any more
  for (const id of replaced ?? []) ctx.host.unload(id)
  if (failure) throw failure.error
}

async function deploySoon(ctx: DeploymentContext, order: Order, files: ModelFiles): Promise<void> {
  demandMayRunCode(ctx.actor, ctx.host)
  await readModelSpec(ctx, files)
  const unwanted = await ctx.db.transaction().execute(async tx => {
    const { begun, unwanted } = await begin(tx, ctx, { order, form: 'python_function' })
    await append(tx, ctx, { verb: 'start', object: { kind: 'deployment', id: order.id }, payload: payloadOf(begun) })
    const payload = { ...begun, projectId: ctx.project.id, userId: ctx.actor.id, seat: ctx.actor.seat ?? null }
    await enqueue(tx, { kind: deploymentJobKind, key: order.id, payload, projectId: ctx.project.id })
    return unwanted
  })
  await endWork(ctx.db, unwanted)
  ctx.wakeJobs()
}

async function begin(
  tx: Db,
  ctx: DeploymentContext,
  { order, form }: { order: Order; form: ModelForm },
): Promise<{ begun: Begun; unwanted: string[] }> {
  const { id, model, version, requestId, environmentId } = order
  const given = { projectId: ctx.project.id, by: ctx.actor.id, now: ctx.clock.now() }
  await ensureEndpoint(tx, { id: newId('end'), name: order.endpoint, environmentId, ...given })
  const { id: endpointId } = await endpointOf({ ...ctx, db: tx }, order.endpoint)
  const unwanted = await insertDeployment(tx, { id, endpointId, model, version, requestId, flavor: form, ...given })
  return { begun: { ...order, endpointId }, unwanted }
}

const payloadOf = ({ endpointId, assetId, version }: Begun) => ({ endpoint: endpointId, model: assetId, version })

const load = (ctx: DeploymentContext, id: string, source: { files: ModelFiles; image: string | null }) =>
  ctx.host.use(
    id,
    async () => ({ projectId: ctx.project.id, ...source }),
    () => undefined,
  )

export type DeployTools = { signal: AbortSignal; progress(said: DeployProgress): Promise<void> }

/** Brings a deployment that has begun to its end; begun again after a crash, it goes on with what is there. */
export async function finishDeployment(ctx: DeploymentContext, begun: Begun, tools: DeployTools): Promise<void> {
  const known = await findDeployment(ctx.db, begun.id)
  if (known?.state !== 'starting') return
  try {
    const image = await loadInImage(ctx, begun, tools)
    const replaced = await ctx.db.transaction().execute(tx => goLive(tx, ctx, { begun, image }))
    ctx.hub.ring()
    for (const id of replaced ?? [begun.id]) ctx.host.unload(id)
  } catch (error) {
    ctx.host.unload(begun.id)
    if (tools.signal.aborted) throw error
    await ctx.db.transaction().execute(tx => fail(tx, ctx, { begun, error }))
  }
}

async function loadInImage(ctx: DeploymentContext, begun: Begun, tools: DeployTools): Promise<string> {
  // rights and rules of this moment: the build may have taken long, or the server was down
  demandMayRunCode(ctx.actor, ctx.host)
  await promotionOf(ctx, begun, await readEnvironment(ctx, begun.environmentId))
  const files = await filesOfVersion(ctx, await versionNamed(ctx, begun.model, String(begun.version)))
  const onProgress = (said: DeployProgress) => void tools.progress(said)
  const { digest } = await imageOfModel(
    ctx,
    { model: begun.model, files },
    { workshop: ctx.workshop, signal: tools.signal, onProgress },
  )
  await tools.progress({ stage: 'start', message: 'Starting the model in its image' })
  await load(ctx, begun.id, { files, image: digest })
  return digest
}

/** Those that were replaced; undefined when nobody wants this one any more. */
async function goLive(
  tx: Db,
  ctx: DeploymentContext,
  { begun, image }: { begun: Begun; image: string | null },
): Promise<string[] | undefined> {
  const { id, endpointId, assetId, version, requestId } = begun
  const replaced = await putLive(tx, { id, endpointId, image, now: ctx.clock.now() })
  if (!replaced) return undefined
  const { environment } = await endpointOf({ ...ctx, db: tx }, begun.endpoint)
  await append(tx, ctx, {
    verb: 'deploy',
    object: { kind: 'deployment', id },
    payload: { ...payloadOf(begun), stage: environment.stage },
    ...(requestId === null ? {} : { cause: requestId }),
  })
  await link(tx, ctx, {
    from: { kind: 'deployment', id },
    to: { kind: 'model', id: assetId, version },
    role: 'serves',
  })
  await link(tx, ctx, {
    from: { kind: 'endpoint', id: endpointId },
    to: { kind: 'deployment', id },
    role: 'answers with',
  })
  return replaced
}

/** Nothing is replaced by it. */
async function fail(
  tx: Db,
  ctx: DeploymentContext,
  { begun, error }: { begun: Begun; error: unknown },
): Promise<undefined> {
  if (!(await markFailed(tx, { id: begun.id, reason: reasonOf(error), now: ctx.clock.now() }))) return
  await append(tx, ctx, {
    verb: 'fail',
    object: { kind: 'deployment', id: begun.id },
    payload: payloadOf(begun),
    ...(begun.requestId === null ? {} : { cause: begun.requestId }),
  })
}

const reasonOf = (error: unknown) =>
  error instanceof AppError && error.hint !== undefined ? `${error.message}. ${error.hint}` : messageOf(error)
