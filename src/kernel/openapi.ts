import { z } from 'zod'
import type { Route, Routes } from './contract.ts'
import { errorCodes } from './errors.ts'

/** OpenAPI 3.1 from the route contract; shapes with `.meta({ id })` become components. */
export function openApi(slices: readonly Routes[], about: { title: string; version: string; url: string }): object {
  const schemas: Record<string, unknown> = {}
  const paths: Record<string, Record<string, unknown>> = {}
  for (const routes of slices)
    for (const [name, route] of Object.entries(routes)) {
      const path = route.path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')
      const folder = (paths[path] ??= {})
      folder[route.method.toLowerCase()] = operation(name, route, schemas)
    }
  return {
    openapi: '3.1.0',
    info: { title: about.title, version: about.version },
    servers: [{ url: about.url }],
    paths,
    components: { schemas, securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
  }
}

function operation(name: string, route: Route, schemas: Record<string, unknown>): object {
  const reply =
    route.reply instanceof z.ZodType
      ? { 'application/json': { schema: jsonSchema(route.reply, 'output', schemas) } }
      : route.reply === 'file' || route.reply === 'shown'
        ? { 'application/octet-stream': {} }
        : route.reply
          ? { 'text/event-stream': {} }
          : undefined
  const status = route.reply === undefined ? 204 : (route.status ?? 200)
  return {
    operationId: `${route.method.toLowerCase()} ${route.path} ${name}`.replace(/[^a-zA-Z0-9]+/g, '_'),
    ...(route.summary === undefined ? {} : { summary: route.summary }),
    security: route.allow === 'public' ? [] : [{ token: [] }],
    'x-permission': route.allow,
    ...(route.agents ? { 'x-agents': true } : {}),
    parameters: [...parameters(route.params, 'path'), ...parameters(route.query, 'query')],
    ...(route.body === undefined ? {} : { requestBody: { required: true, content: bodyOf(route.body, schemas) } }),
    responses: {
      [status]: { description: 'done', ...(reply ? { content: reply } : {}) },
      ...Object.fromEntries((route.errors ?? []).map(code => [errorCodes[code], { description: code }])),
    },
  }
}

const bodyOf = (body: z.ZodType | 'stream', schemas: Record<string, unknown>) =>
  body === 'stream'
    ? { 'application/octet-stream': {} }
    : { 'application/json': { schema: jsonSchema(body, 'input', schemas) } }

function parameters(shape: z.ZodObject | undefined, place: 'path' | 'query'): object[] {
  if (!shape) return []
  return Object.entries(shape.shape).map(([name, schema]) => ({
    name,
    in: place,
    required: place === 'path' || !z.safeParse(schema, undefined).success,
    schema: jsonSchema(schema, 'input', {}),
  }))
}

function jsonSchema(schema: z.core.$ZodType, io: 'input' | 'output', schemas: Record<string, unknown>): unknown {
  const { $defs, $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' })
  for (const [id, part] of Object.entries($defs ?? {})) schemas[id] ??= moved(part)
  return moved(rest)
}

/** References point into the document's components instead of the schema's own. */
const moved = (part: unknown): unknown =>
  JSON.parse(JSON.stringify(part).replaceAll('#/$defs/', '#/components/schemas/'))
