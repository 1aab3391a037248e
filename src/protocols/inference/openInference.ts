import { gunzipSync, inflateSync } from 'node:zlib'
import type { Context as HonoContext, Hono } from 'hono'
import { AppError } from '../../kernel/errors.ts'
import { version } from '../../kernel/version.ts'
import { callerOf, tokenContext } from '../../people/serve.ts'
import {
  infer,
  liveEndpoint,
  tensorsOf,
  useLive,
  type DeploymentContext,
} from '../../projects/deployments/deployments.service.ts'
import { mostBytes, readBytes, type InferenceProtocol } from './inference.ts'
import { feedsOfTensors } from './oip-feeds.ts'
import {
  health,
  inferFailure,
  modelMetadata,
  parseInferRequest,
  serverMetadata,
  unknownModel,
  writeInferReply,
  type InferRequest,
} from './oip.ts'

/**
 * The Open Inference Protocol (V2 REST) per endpoint, `/endpoints/SLUG/NAME/v2/...`, and plain `/v2/...` for a token that is
 * bound to a project; tokens only.
 */
export function mountOpenInference(app: Hono, protocol: InferenceProtocol): void {
  for (const base of ['/endpoints/:slug/:name/v2', '/v2']) {
    const on = (method: 'get' | 'post', path: string, answer: Answer) =>
      app[method](`${base}${path}`, c => answered(c, protocol, answer))
    on('get', '', async () => Response.json(serverMetadata(version)))
    for (const path of ['/health/live', '/health/ready']) on('get', path, async () => Response.json(health))
    for (const model of ['/models/:model', '/models/:model/versions/:version']) {
      on('get', model, describeModel)
      on('get', `${model}/ready`, async (c, ctx) =>
        Response.json({ name: (await modelOf(c, ctx)).row.name, ready: true }),
      )
      on('post', `${model}/infer`, inferModel)
    }
  }
}

type Answer = (c: HonoContext, ctx: DeploymentContext) => Promise<Response>

async function answered(c: HonoContext, { ground, extend }: InferenceProtocol, answer: Answer): Promise<Response> {
  try {
    const wish = { allow: 'endpoint:predict' as const, project: c.req.param('slug') }
    return await answer(c, extend(await tokenContext(ground, callerOf(c), wish)))
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { status, headers, body } = inferFailure(error)
    return new Response(body, { status, headers })
  }
}

/** The model is the endpoint's live one; its name in the path is the endpoint's own. */
async function modelOf(c: HonoContext, ctx: DeploymentContext) {
  const name = c.req.param('name') ?? c.req.param('model') ?? ''
  const asked = c.req.param('model')
  if (asked !== undefined && c.req.param('name') !== undefined && asked !== name) throw unknownModel(asked)
  try {
    return await liveEndpoint(ctx, name)
  } catch (error) {
    throw error instanceof AppError && error.code === 'not_found' ? unknownModel(name) : error
  }
}

const describeModel: Answer = async (c, ctx) => {
  const found = await modelOf(c, ctx)
  const form = await useLive(ctx, found, tensorsOf)
  return Response.json(modelMetadata({ ...form, name: found.row.name, versions: [String(found.live.version)] }))
}

const inferModel: Answer = async (c, ctx) => {
  const { row, live } = await modelOf(c, ctx)
  const body = unpacked(await readBytes(c.req.raw), c.req.header('content-encoding'))
  let request: InferRequest | undefined
  const outputs = await infer(ctx, row.name, ({ inputs, feeds }) => {
    request = parseInferRequest({ body, headerLength: c.req.header('inference-header-content-length') }, inputs)
    return feedsOfTensors(request.inputs, { model: row.name, inputs, plan: feeds })
  })
  if (!request) throw new AppError('internal', 'The request was not read')
  const reply = writeInferReply({ model: row.name, version: String(live.version), outputs }, request)
  return new Response(typeof reply.body === 'string' ? reply.body : Buffer.from(reply.body), { headers: reply.headers })
}

/** Compressed bodies are limited after unpacking too. */
function unpacked(body: Uint8Array, encoding: string | undefined): Uint8Array {
  const options = { maxOutputLength: mostBytes }
  try {
    if (encoding === 'gzip') return gunzipSync(body, options)
    if (encoding === 'deflate') return inflateSync(body, options)
    return body
  } catch (error) {
    throw new AppError('bad_request', `The body is not ${encoding}, or too large when unpacked`, {
      details: String(error),
    })
  }
}
