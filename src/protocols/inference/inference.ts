import type { Context as HonoContext, Hono } from 'hono'
import { AppError } from '../../kernel/errors.ts'
import { tokenContext, type Ground } from '../../people/serve.ts'
import type { ProjectContext } from '../../people/context.ts'
import { predict, type DeploymentContext } from '../../projects/deployments/deployments.service.ts'
import { invocationFailure, parseInvocation, writeInvocation, type Invocation } from './invocations.ts'

export type InferenceProtocol = { ground: Ground; extend: (ctx: ProjectContext) => DeploymentContext }

export const mostBytes = 32 * 1024 * 1024

/** `POST /endpoints/SLUG/NAME/invocations`, as MLflow's own scoring server answers it; tokens only, never the cookie. */
export function mountInvocations(app: Hono, protocol: InferenceProtocol): void {
  app.post('/endpoints/:slug/:name/invocations', c => answered(c, protocol))
  app.get('/endpoints/:slug/:name/ping', c => c.text('\n'))
}

async function answered(c: HonoContext, { ground, extend }: InferenceProtocol): Promise<Response> {
  try {
    const ctx = extend(await tokenContext(ground, c, { allow: 'endpoint:predict', project: c.req.param('slug') }))
    const body = await readBytes(c.req.raw)
    let invocation: Invocation | undefined
    const { predictions } = await predict(ctx, c.req.param('name') ?? '', inputs => {
      invocation = parseInvocation({ contentType: c.req.header('content-type'), body }, inputs)
      return invocation
    })
    const text = writeInvocation(predictions.predictions, invocation ?? { isUnwrapped: false })
    return new Response(text, { headers: { 'Content-Type': 'application/json' } })
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const failure = invocationFailure(error)
    return new Response(failure.body, { status: failure.status, headers: { 'Content-Type': failure.contentType } })
  }
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
