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
import { findExperiments, view } from '../../assets/experiments/experiments.service.ts'
import { findRuns } from '../../assets/experiments/runs/finding/search.service.ts'
import { findModels } from '../../assets/models/models.service.ts'
import { contextOf, endpoint, fieldsFromBody, type MlflowContext, type Protocol } from './endpoint.ts'
import { needed, parseFields, text } from './fields.ts'
import { wireJson } from './wire.ts'

type Named = { slug: string; name: string }

/** A workspace is a project: its name there is the project's address, its description the project's name. */
const toWorkspace = ({ slug, name }: Named) => ({ name: slug, description: name })

const path = 'workspaces/:workspace'
const WorkspaceRef = z.object({ workspace: needed })

export const workspaceEndpoints = [
  endpoint({ method: 'GET', version: '3.0', path, allow: 'project:read', fields: WorkspaceRef }, async (_, ctx) => {
    const project = await describeProject(ctx)
    if (project.state === 'closed')
      throw new AppError('not_found', `Workspace '${project.slug}' not found`, {
        hint: `Its project is closed and may be opened again: ${settingsOf(ctx)}`,
      })
    return { workspace: toWorkspace(project) }
  }),
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
export function mountWorkspaces(app: Hono, protocol: Protocol): void {
  const { ground } = protocol
  for (const api of ['api', 'ajax-api']) {
    app.get(`/${api}/3.0/mlflow/workspaces`, async c => {
      const ctx = await holderContext(ground, c)
      const only = ctx.actor.token?.projectId ?? null
      const { projects } = await pageOfMyProjects(ctx, { limit: mostWorkspaces })
      const mine = projects.filter(({ id, state }) => state === 'active' && (only === null || id === only))
      return json({ workspaces: mine.map(toWorkspace) })
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
      const ctx = await contextOf(protocol, c, 'project:write')
      demandRestrict(ctx, c.req.query('mode') ?? 'RESTRICT')
      await demandEmpty(ctx)
      await changeProject(ctx, { state: 'closed' })
      ground.hub.ring()
      return new Response(null, { status: 204 })
    })
    app.get(`/${api}/2.0/mlflow/users/current`, async c => {
      const { actor } = await holderContext(ground, c)
      return json({ user: { id: actor.id, username: actor.name, is_admin: actor.isOwner }, is_basic_auth: false })
    })
  }
}

const mostWorkspaces = 500

const settingsOf = ({ origin, project }: MlflowContext) => `${origin}/projects/${project.slug}/settings`

/** A project is never deleted with what is in it: it is closed, and opened again by whoever needs it. */
function demandRestrict(ctx: MlflowContext, mode: string): void {
  if (mode === 'RESTRICT') return
  if (mode !== 'CASCADE' && mode !== 'SET_DEFAULT')
    throw new AppError('bad_request', `Invalid deletion mode '${mode}'. Must be one of: SET_DEFAULT, CASCADE, RESTRICT`)
  throw new AppError('bad_request', `Nothing of a project is deleted or moved with it, as mode ${mode} asks`, {
    hint: `Close it as it is on its page: ${settingsOf(ctx)}`,
  })
}

async function demandEmpty(ctx: MlflowContext): Promise<void> {
  const one = { lifecycles: view.all, limit: 1 }
  const isPrompt = "tags.`mlflow.prompt.is_prompt` = 'true'"
  const found = {
    experiments: (await findExperiments(ctx, { ...one, limit: 2 })).experiments.length > 1,
    runs: (await findRuns(ctx, one)).runs.length > 0,
    'registered models': (await findModels(ctx, { limit: 1 })).models.length > 0,
    prompts: (await findModels(ctx, { limit: 1, filter: isPrompt })).models.length > 0,
  }
  const held = Object.entries(found).filter(([, isThere]) => isThere)
  if (held.length === 0) return
  const words = held.map(([name]) => name).join(', ')
  throw new AppError('bad_request', `Cannot delete workspace '${ctx.project.slug}': it still contains ${words}`, {
    hint: `Remove them first, or close the project with them on its page: ${settingsOf(ctx)}`,
    details: { errorCode: 'INVALID_STATE' },
  })
}

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
