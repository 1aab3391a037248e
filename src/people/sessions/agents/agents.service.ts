import { append, lastActBy, type Author } from '../../../events/events.ts'
import type { Db } from '../../../database/schema.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import { myProjects, projectsByIds } from '../../projects/projects.service.ts'
import { endOneToken, issueAgentToken } from '../tokens/tokens.service.ts'
import { nameEvents, type TimelineContext } from '../../timeline/timeline.service.ts'
import { addAgentAccount } from '../../users/users.service.ts'
import type { Agent, AgentWish } from './agents.schema.ts'
import { findAgent, insertAgent, listAgents, type FoundAgent } from './agents.store.ts'

export type AgentContext = Pick<TimelineContext, 'namers'> & Context

/** Where agents connect. */
export const agentUrl = (origin: string) => `${origin}/mcp`

export async function createAgent(ctx: AgentContext, wish: AgentWish) {
  demandPerson(ctx)
  const { projects } = await myProjects(ctx)
  const chosen = wish.projects.map(name => {
    const project = projects.find(one => one.slug === name || one.id === name)
    if (!project) throw notFound('Project', name)
    return project.id
  })
  return ctx.db.transaction().execute(async tx => {
    const made = await makeAgent(tx, ctx, {
      userId: ctx.actor.id,
      name: wish.name,
      projectIds: [...new Set(chosen)],
      rights: wish.rights,
      lastsMs: wish.expiresInSeconds * 1000,
    })
    const [agent] = await whole({ ...ctx, db: tx }, [await agentOf({ ...ctx, db: tx }, made.id)])
    if (!agent) throw notFound('Agent', made.id)
    return { agent, secret: made.secret, url: agentUrl(ctx.origin) }
  })
}

export type NewAgent = {
  userId: string
  name: string
  projectIds: readonly string[]
  rights: readonly string[]
  lastsMs: number
}

/** In the caller's transaction: an account that the log can name, and the one token with which it acts. */
export async function makeAgent(tx: Db, author: Author, wish: NewAgent): Promise<{ id: string; secret: string }> {
  const now = author.clock.now()
  const { userId, name, projectIds, lastsMs } = wish
  // whoever may write has to see where
  const rights = [...new Set(['project:read', ...wish.rights])]
  const id = await addAgentAccount(tx, name, now)
  await insertAgent(tx, { id, userId, projectIds, now })
  const made = await issueAgentToken(tx, { agentId: id, userId, name, rights, now, expiresAt: now + lastsMs })
  await append(tx, author, {
    verb: 'create',
    object: { kind: 'token', id: made.id },
    payload: { agent: id, for: userId, rights, projects: projectIds },
  })
  return { id, secret: made.secret }
}

export async function myAgents(ctx: AgentContext, page: { before?: string | undefined; limit: number }) {
  const found = await listAgents(ctx.db, ctx.actor.id, page)
  const next = found.length === page.limit ? (found.at(-1)?.agent.id ?? null) : null
  return { agents: await whole(ctx, found), next }
}

export async function endAgent(ctx: Context, id: string): Promise<void> {
  demandPerson(ctx)
  await ctx.db.transaction().execute(async tx => {
    const { tokenId } = await agentOf({ ...ctx, db: tx }, id)
    await endOneToken(tx, ctx, tokenId)
  })
}

async function agentOf(ctx: Context, id: string): Promise<FoundAgent> {
  const agent = await findAgent(ctx.db, ctx.actor.id, id)
  if (!agent) throw notFound('Agent', id)
  return agent
}

/** With the names of their projects and the last act of each. */
async function whole(ctx: AgentContext, agents: readonly FoundAgent[]): Promise<Agent[]> {
  const names = await projectsByIds(
    ctx,
    agents.flatMap(({ projectIds }) => projectIds),
  )
  const mine = new Set((await myProjects(ctx)).projects.map(project => project.id))
  const last = await Promise.all(agents.map(({ agent }) => lastActBy(ctx.db, agent.id)))
  const seen = last.filter(event => event !== undefined).filter(({ projectId }) => mine.has(projectId ?? ''))
  const acts = new Map((await nameEvents(ctx, seen)).map(event => [event.actedBy?.id, event]))
  return agents.map(({ agent, projectIds }) => ({
    ...agent,
    projects: projectIds.flatMap(id => {
      const name = names.get(id)
      return name ? [{ id, ...name }] : []
    }),
    lastAct: acts.get(agent.id) ?? null,
  }))
}

function demandPerson(ctx: Context): void {
  if (ctx.actor.token) throw new AppError('forbidden', 'A token makes and ends no agents; sign in with the browser')
}
