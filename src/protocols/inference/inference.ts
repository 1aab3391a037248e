import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Hono } from 'hono'
import { AppError, errorBody } from '../../kernel/errors.ts'
import { isPlain, readPlain, replyPlain } from '../../kernel/plain.ts'
import { plainContexts } from '../../people/plain.ts'
import { callerOf, tellable, tokenContext, type Ground } from '../../people/serve.ts'
import type { ProjectContext } from '../../people/context.ts'
import { predict, type DeploymentContext } from '../../projects/deployments/deployments.service.ts'
import { invocationFailure, parseInvocation, writeInvocation, type Invocation } from './invocations.ts'

export type InferenceProtocol = { ground: Ground; extend: (ctx: ProjectContext) => DeploymentContext }

export const mostBytes = 32 * 1024 * 1024

type Asked = {
  ctx: Promise<DeploymentContext>
  name: string
  contentType: string | undefined
  body: () => Promise<Uint8Array | undefined>
}
type Answered = { status: number; contentType: string; body: string }

/** `POST /endpoints/SLUG/NAME/invocations`, as MLflow's own scoring server answers it; tokens only, never the cookie. */
export function mountInvocations(app: Hono, protocol: InferenceProtocol): void {
  app.post('/endpoints/:slug/:name/invocations', async c => {
    const { slug, name } = c.req.param()
    const { status, contentType, body } = await answered({
      ctx: tokenContext(protocol.ground, callerOf(c), { ...wish, project: slug }).then(protocol.extend),
      name,
      contentType: c.req.header('content-type'),
      body: () => readBytes(c.req.raw),
    })
    return new Response(body, { status, headers: { 'Content-Type': contentType } })
  })
  app.get('/endpoints/:slug/:name/ping', c => c.text('\n'))
}

const wish = { allow: 'endpoint:predict' } as const

async function answered(asked: Asked): Promise<Answered> {
  try {
    const ctx = await asked.ctx
    const body = await asked.body()
    if (!body) throw new AppError('bad_request', 'The body of this request did not come whole')
    let invocation: Invocation | undefined
    const { predictions } = await predict(ctx, asked.name, inputs => {
      invocation = parseInvocation({ contentType: asked.contentType, body }, inputs)
      return invocation
    })
    const text = writeInvocation(predictions.predictions, invocation ?? { isUnwrapped: false })
    return { status: 200, contentType: 'application/json', body: text }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return invocationFailure(error)
  }
}

const invocations = /^\/endpoints\/([^/]+)\/([^/]+)\/invocations$/

/**
 * The same address for requests that are plain, without the router; whatever else there is to a request is left to it.
 * Says whether it takes the request.
 */
export function plainInvocations(
  protocol: InferenceProtocol,
  isKnownHost: (host: string) => boolean,
): (incoming: IncomingMessage, outgoing: ServerResponse) => boolean {
  const contextFor = plainContexts(protocol)
  return (incoming, outgoing) => {
    const found = incoming.method === 'POST' ? invocations.exec(incoming.url ?? '') : null
    if (!found || !isPlain(incoming, isKnownHost)) return false
    const [path, slug, name = ''] = found
    const body = readPlain(incoming)
    const contentType = incoming.headers['content-type']
    void answered({ ctx: contextFor(incoming, { ...wish, project: slug }), name, contentType, body: () => body })
      .catch((error: unknown) => told(error, { log: protocol.ground.log, method: 'POST', path }))
      .then(({ status, contentType, body: text }) =>
        replyPlain(outgoing, { status, headers: { 'Content-Type': contentType }, body: text }),
      )
    return true
  }
}

function told(error: unknown, where: Parameters<typeof tellable>[1]): Answered {
  const told = tellable(error, where)
  return { status: told.status, contentType: 'application/json', body: JSON.stringify(errorBody(told)) }
}

export async function readBytes(request: Request): Promise<Uint8Array> {
  // a body of known length comes in one piece, without a stream being made for it
  const length = Number(request.headers.get('content-length') ?? Number.NaN)
  if (length <= mostBytes) return new Uint8Array(await request.arrayBuffer())
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength
    if (size > mostBytes) throw new AppError('too_large', `The body is larger than ${mostBytes} bytes`)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
