import { after, before, describe } from 'node:test'
import { z } from 'zod'
import type { Trireme } from '../src/sdk/trireme.ts'
import { openTrireme, type Inside } from './inside.ts'
import { freshDatabase, type TestDatabase } from './postgres.ts'

const Metric = z.object({
  key: z.string(),
  value: z.union([z.number(), z.string()]),
  timestamp: z.number(),
  step: z.number().default(0),
  run_id: z.string().optional(),
})
const Pairs = z.array(z.object({ key: z.string(), value: z.string() })).default([])
const Info = z.object({
  run_id: z.string(),
  run_name: z.string(),
  status: z.string(),
  experiment_id: z.string(),
  artifact_uri: z.string(),
  lifecycle_stage: z.string(),
})
const Run = z.object({
  info: Info,
  data: z.object({ metrics: z.array(Metric).default([]), params: Pairs, tags: Pairs }),
})
const Version = z.object({ name: z.string(), version: z.string(), aliases: z.array(z.string()).default([]) })

/** What tests read of the protocol's answers; every answer has some of it. */
const Answer = z.object({
  error_code: z.string().default(''),
  message: z.string().default(''),
  experiment_id: z.string().default(''),
  next_page_token: z.string().optional(),
  run: Run.optional(),
  run_info: Info.optional(),
  runs: z.array(Run).default([]),
  metrics: z.array(Metric).default([]),
  files: z.array(z.object({ path: z.string(), is_dir: z.boolean(), file_size: z.number().optional() })).default([]),
  model: z.object({ info: z.object({ model_id: z.string(), status: z.string(), tags: Pairs }) }).optional(),
  registered_model: z.object({ name: z.string(), latest_versions: z.array(Version).default([]) }).optional(),
  model_version: Version.extend({ source: z.string() }).optional(),
  model_versions: z.array(Version).default([]),
})
export type Answer = z.infer<typeof Answer>

export type Call = { body?: unknown; headers?: Record<string, string> }
export type MlflowCalls = {
  url: string
  token: string
  project: string
  /** any path of the server, with the token unless headers say otherwise */
  send(method: string, path: string, call?: Call): Promise<Response>
  /** a message of the protocol, whatever its status */
  ask(method: string, path: string, body?: unknown): Promise<Answer & { status: number }>
  /** a message that must succeed */
  post(path: string, body: unknown): Promise<Answer>
  get(path: string): Promise<Answer>
}

/** A project with its data scientist, and plain calls of MLflow's protocol with a token of theirs. */
export async function openMlflow(inside: Inside, name = 'Ships'): Promise<MlflowCalls & { tokenId: string }> {
  const { project } = await inside.owner.projects.create({
    name,
    seats: [{ seat: 'data_scientist', userId: inside.ownerId }],
  })
  return mlflowAs(inside, { api: inside.owner, project: project.slug })
}

/** The same with a new token of somebody, perhaps with fewer rights. */
export async function mlflowAs(
  inside: Inside,
  { api, project, rights = ['*'] }: { api: Trireme; project: string; rights?: string[] },
): Promise<MlflowCalls & { tokenId: string }> {
  const { token, secret } = await api.tokens.create({ project, name: 'script', rights })
  return { ...mlflowCalls({ url: inside.url, token: secret, project }), tokenId: token.id }
}

export function mlflowCalls(with_: { url: string; token: string; project: string }): MlflowCalls {
  const { url, token } = with_
  const send = (method: string, path: string, { body, headers }: Call = {}) =>
    fetch(`${url}${path}`, {
      method,
      headers: {
        Authorization: `Bearer ${token}`,
        ...(body === undefined || typeof body === 'string' ? {} : { 'Content-Type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })
  const ask = async (method: string, path: string, body?: unknown) => {
    const response = await send(method, `/api/2.0/mlflow/${path}`, { body })
    return { status: response.status, ...Answer.parse(await response.json()) }
  }
  const wellDone = async (method: string, path: string, body?: unknown) => {
    const answer = await ask(method, path, body)
    if (answer.status !== 200)
      throw new Error(`${method} ${path}: ${answer.status} ${answer.error_code} ${answer.message}`)
    return answer
  }
  return { ...with_, send, ask, post: (path, body) => wellDone('POST', path, body), get: path => wellDone('GET', path) }
}

export type MlflowGround = { inside: Inside; mlflow: MlflowCalls & { tokenId: string } }

/** Declares the same tests for a server on SQLite and for one on Postgres. */
export function describeMlflow(
  name: string,
  declare: (ground: () => MlflowGround) => void,
  env: Record<string, string> = {},
): void {
  for (const kind of ['SQLite', 'Postgres'] as const)
    describe(`${name} on ${kind}`, () => {
      let ground: MlflowGround | undefined
      let database: TestDatabase | undefined
      before(async () => {
        database = kind === 'Postgres' ? await freshDatabase() : undefined
        const inside = await openTrireme({ databaseUrl: database?.url ?? '', env })
        ground = { inside, mlflow: await openMlflow(inside) }
      })
      after(async () => {
        await ground?.inside.close()
        await database?.drop()
      })
      declare(() => {
        if (!ground) throw new Error('the server is not up yet')
        return ground
      })
    })
}
