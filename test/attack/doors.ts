import { z } from 'zod'
import { endpoints } from '../../src/protocols/mlflow/mlflow.ts'
import { tools } from '../../src/protocols/agents/tools.ts'
import { Shape } from './shapes.ts'

/** A place to knock at: a route of ours, or a message of a foreign protocol. */
export type Door = {
  method: string
  /** with `{name}` for its parameters */
  path: string
  query: Record<string, Shape>
  body?: Shape | undefined
  /** foreign protocols take tokens only */
  isForeign: boolean
}

const Operation = z.object({
  parameters: z.array(z.object({ name: z.string(), in: z.string(), schema: Shape })),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: Shape.optional() })) }).optional(),
})
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Operation)),
  components: z.object({ schemas: z.record(z.string(), Shape) }),
})

export type Doors = { doors: [Door, ...Door[]]; named: Record<string, Shape> }

/** Every route of the server's own document, and what foreign clients call. */
export async function findDoors(url: string): Promise<Doors> {
  const { paths, components } = Document.parse(await (await fetch(`${url}/api/openapi.json`)).json())
  const own = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      method: method.toUpperCase(),
      path,
      query: Object.fromEntries(
        operation.parameters.filter(one => one.in === 'query').map(one => [one.name, one.schema]),
      ),
      body: operation.requestBody && (operation.requestBody.content['application/json']?.schema ?? {}),
      isForeign: false,
    })),
  )
  // whoever signs out attacks no more
  const staying = own.filter(({ method, path }) => method !== 'DELETE' || path !== '/api/session')
  return { doors: [foreign('GET', '/version'), ...staying, ...mlflowDoors(), ...otherDoors], named: components.schemas }
}

function mlflowDoors(): Door[] {
  return endpoints.map(({ message }) => {
    const fields = Shape.parse(z.toJSONSchema(message.fields, { io: 'input', unrepresentable: 'any' }))
    const path = `/api/${message.version ?? '2.0'}/mlflow/${message.path.replace(/:(\w+)(\{[^}]*\})?/g, '{$1}')}`
    return message.method === 'GET'
      ? { ...foreign('GET', path), query: fields.properties ?? {} }
      : { ...foreign(message.method, path), body: fields }
  })
}

const foreign = (method: string, path: string): Door => ({ method, path, query: {}, isForeign: true })

const artifacts = '/api/2.0/mlflow-artifacts/artifacts'
/** What an agent sends: a call of any tool, with all that the tool takes, or another message of its protocol. */
const agentMessage: Shape = {
  type: 'object',
  properties: {
    jsonrpc: { enum: ['2.0'] },
    id: { type: 'integer' },
    method: { enum: ['tools/call', 'tools/call', 'tools/call', 'tools/list', 'resources/read', 'initialize'] },
    params: {
      anyOf: tools.map(({ name, input }) => ({
        type: 'object',
        properties: { name: { enum: [name] }, arguments: Shape.parse(input) },
        required: ['name', 'arguments'],
      })),
    },
  },
  required: ['jsonrpc', 'id', 'method', 'params'],
}

const otherDoors: Door[] = [
  foreign('GET', `${artifacts}/{path}`),
  foreign('PUT', `${artifacts}/0/{run}/artifacts/{path}`),
  foreign('DELETE', `${artifacts}/0/{run}/artifacts/{path}`),
  { ...foreign('GET', artifacts), query: { path: { type: 'string' } } },
  { ...foreign('GET', '/get-artifact'), query: { run_uuid: { type: 'string' }, path: { type: 'string' } } },
  { ...foreign('POST', '/endpoints/{project}/{endpoint}/invocations'), body: {} },
  { ...foreign('POST', '/endpoints/{project}/{endpoint}/v2/models/{endpoint}/infer'), body: {} },
  foreign('GET', '/endpoints/{project}/{endpoint}/v2/models/{endpoint}'),
  { ...foreign('POST', '/v2/models/{endpoint}/infer'), body: {} },
  { ...foreign('POST', '/mcp'), body: agentMessage },
  foreign('GET', '/mcp'),
  foreign('GET', '/{path}'),
  foreign('GET', '/assets/{path}'),
]
