import type { Context as HonoContext, Hono } from 'hono'
import { z } from 'zod'
import { AppError } from '../../kernel/errors.ts'
import type { ExperimentContext } from '../../assets/experiments/context.ts'
import type { WebhookParts } from '../../assets/models/webhooks/webhooks.worker.ts'
import type { ProjectContext } from '../../people/context.ts'
import type { RequestContext } from '../../people/requests/requests.service.ts'
import type { ProjectRight } from '../../people/policies.ts'
import { callerOf, readText, tokenContext, type Ground } from '../../people/serve.ts'
import type { Signer } from '../../backbone/storage/signing.ts'
import { parseFields } from './fields.ts'
import { wireJson } from './wire.ts'

/** What a handler may touch: the services' context in the project that the token or the workspace header names. */
export type MlflowContext = ExperimentContext & RequestContext & WebhookParts

export type Protocol = { ground: Ground; extend: (ctx: ProjectContext) => MlflowContext; signer: Signer }

export type Message<S extends z.ZodObject = z.ZodObject> = {
  method: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  /** below `/mlflow/`; parts in braces of Hono's kind are fields too */
  path: string
  allow: ProjectRight
  fields: S
  /** logging of points: too often to wake everybody who follows the log of events */
  isQuiet?: true
  /** the release of the protocol that brought it; 2.0 when not said */
  version?: '3.0'
}

export type Endpoint = {
  message: Message
  answer: (protocol: Protocol, c: HonoContext) => Promise<Response>
}

/** One message of the protocol: its fields, the right it needs, and what answers it; text is JSON that is ready. */
export function endpoint<S extends z.ZodObject>(
  message: Message<S>,
  handle: (input: z.output<S>, ctx: MlflowContext) => Promise<object | string>,
): Endpoint {
  return {
    message,
    async answer(protocol, c) {
      const ctx = await contextOf(protocol, c, message.allow)
      const input = parseFields(message.fields, await receive(c, message.fields))
      const result = await handle(input, ctx)
      if (message.method !== 'GET' && !message.isQuiet) protocol.ground.hub.ring()
      // with what was said beside the answer
      return c.body(typeof result === 'string' ? result : wireJson(result), 200, {
        'Content-Type': 'application/json',
      })
    },
  }
}

/** Each message exists for clients and for the original's own pages. */
export function mount(app: Hono, protocol: Protocol, endpoints: readonly Endpoint[]): void {
  for (const { message, answer } of endpoints)
    for (const api of ['api', 'ajax-api'])
      app.on(message.method, `/${api}/${message.version ?? '2.0'}/mlflow/${message.path}`, c => answer(protocol, c))
}

export async function contextOf(
  { ground, extend }: Protocol,
  c: HonoContext,
  allow: ProjectRight,
): Promise<MlflowContext> {
  const workspace = c.req.param('workspace') ?? c.req.header('x-mlflow-workspace')
  const project = workspace === 'default' ? undefined : workspace
  return extend(await tokenContext(ground, callerOf(c), { allow, project }))
}

/** Bodies of a batch with a dataset's profile may be long; nothing else comes near. */
const mostBytes = 64 * 1024 * 1024

async function receive(c: HonoContext, fields: z.ZodObject): Promise<Record<string, unknown>> {
  const given = c.req.method === 'GET' ? fromQuery(c, fields) : await fieldsFromBody(c)
  // clients write either name; newer ones write both
  const run = given['run_id'] || given['run_uuid']
  return { ...given, ...(run === undefined ? {} : { run_id: run }), ...c.req.param() }
}

function fromQuery(c: HonoContext, fields: z.ZodObject): Record<string, unknown> {
  const all = c.req.queries()
  const isList = (name: string) => fields.shape[name]?.safeParse(['x']).success ?? false
  return Object.fromEntries(Object.entries(all).map(([name, values]) => [name, isList(name) ? values : values[0]]))
}

const Body = z.record(z.string(), z.unknown())

/** A body that is not JSON counts as empty, one encoded twice is decoded twice: as the original takes them. */
export async function fieldsFromBody(c: HonoContext): Promise<Record<string, unknown>> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  const needsType = c.req.method === 'POST' || c.req.method === 'PUT'
  if (needsType && type !== 'application/json')
    throw new AppError('bad_request', "Bad Request. Content-Type must be one of ['application/json'].")
  const once = jsonOr(await readText(c.req.raw, mostBytes))
  const value = typeof once === 'string' ? jsonOr(once) : once
  return Body.safeParse(value).data ?? {}
}

function jsonOr(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
