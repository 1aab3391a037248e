import type { Hono } from 'hono'
import { z } from 'zod'
import {
  changeProject,
  createProject,
  describeProject,
  pageOfMyProjects,
} from '../../people/projects/projects.service.ts'
import { AppError } from '../../kernel/errors.ts'
import { holderContext } from '../../people/serve.ts'
import { endpoint, fieldsFromBody, type Protocol } from './endpoint.ts'
import { mlflowError } from './errors.ts'
import { needed, parseFields, text } from './fields.ts'
import { wireJson } from './wire.ts'

type Named = { slug: string; name: string }

/** A workspace is a project: its name there is the project's address, its description the project's name. */
const toWorkspace = ({ slug, name }: Named) => ({ name: slug, description: name })

const path = 'workspaces/:workspace'
const WorkspaceRef = z.object({ workspace: needed })

export const workspaceEndpoints = [
  endpoint({ method: 'GET', version: '3.0', path, allow: 'project:read', fields: WorkspaceRef }, async (_, ctx) => ({
    workspace: toWorkspace(await describeProject(ctx)),
  })),
  endpoint(
    {
      ...{ method: 'PATCH', version: '3.0', path, allow: 'project:write' },
      fields: WorkspaceRef.extend({ description: text, default_artifact_root: text }),
    },
    async ({ description, default_artifact_root }, ctx) => {
      if (default_artifact_root) throw ownStore()
      if (!description) throw new AppError('bad_request', 'Workspace update must have at least one key')
      return { workspace: toWorkspace(await changeProject(ctx, { name: description })) }
    },
  ),
]

const NewWorkspace = z.object({ name: needed, description: text, default_artifact_root: text })

/** What is asked of no single project, and what is not done at all. */
export function mountWorkspaces(app: Hono, { ground }: Protocol): void {
  for (const api of ['api', 'ajax-api']) {
    app.get(`/${api}/3.0/mlflow/workspaces`, async c => {
      const ctx = await holderContext(ground, c)
      const only = ctx.actor.token?.projectId ?? null
      const { projects } = await pageOfMyProjects(ctx, { limit: mostWorkspaces })
      return json({ workspaces: projects.filter(({ id }) => only === null || id === only).map(toWorkspace) })
    })
    app.post(`/${api}/3.0/mlflow/workspaces`, async c => {
      const ctx = await holderContext(ground, c)
      const { name, description, default_artifact_root } = parseFields(NewWorkspace, await fieldsFromBody(c))
      if (default_artifact_root) throw ownStore()
      demandName(name)
      const { project } = await createProject(ctx, { name: description ?? name, slug: name, seats: [], isDemo: false })
      ground.hub.ring()
      return json({ workspace: toWorkspace(project) }, 201)
    })
    app.delete(`/${api}/3.0/mlflow/${path}`, async c => {
      await holderContext(ground, c)
      return mlflowError('NOT_IMPLEMENTED', 'Workspace deletion is not supported by this provider')
    })
    app.get(`/${api}/2.0/mlflow/users/current`, async c => {
      const { actor } = await holderContext(ground, c)
      return json({ user: { id: actor.id, username: actor.name, is_admin: actor.isOwner }, is_basic_auth: false })
    })
  }
}

const mostWorkspaces = 500

function demandName(name: string): void {
  if (name === 'default') throw new AppError('bad_request', "The 'default' workspace is reserved and cannot be created")
  if (!/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])$/.test(name))
    throw new AppError(
      'bad_request',
      `Workspace name '${name}' must match the pattern ^[a-z0-9]([-a-z0-9]*[a-z0-9])?$ and have 2 to 63 characters`,
    )
}

const ownStore = () =>
  new AppError(
    'bad_request',
    'The artifacts of a workspace lie in the store of this server; leave default_artifact_root out',
  )

const json = (value: object, status = 200) =>
  new Response(wireJson(value), { status, headers: { 'Content-Type': 'application/json' } })
