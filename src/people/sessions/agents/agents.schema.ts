import { z } from 'zod'
import { agentRights } from '../../policies.ts'
import { route } from '../../route.ts'
import { Name, Page, Time } from '../../shapes.ts'
import { TimelineEvent } from '../../timeline/timeline.schema.ts'

const day = 86_400

/** A program that acts for the person who made it, in these projects, with these rights and no more. */
export const Agent = z
  .object({
    id: z.string(),
    name: z.string(),
    /** the first characters of its token */
    prefix: z.string(),
    rights: z.array(z.enum(agentRights)),
    projects: z.array(z.object({ id: z.string(), slug: z.string(), name: z.string() })),
    createdAt: Time,
    expiresAt: Time,
    lastUsedAt: Time.nullable(),
    endedAt: Time.nullable(),
    /** the latest that it changed, in projects where the person still sits */
    lastAct: TimelineEvent.nullable(),
  })
  .meta({ id: 'Agent' })
export type Agent = z.infer<typeof Agent>

export const AgentWish = z.object({
  name: Name,
  projects: z.array(z.string().min(1).max(80)).min(1).max(20).describe('slugs of the projects in which it may act'),
  rights: z
    .array(z.enum(agentRights))
    .min(1)
    .max(agentRights.length)
    .default([...agentRights]),
  expiresInSeconds: z
    .number()
    .int()
    .min(60)
    .max(366 * day)
    .default(30 * day),
})
export type AgentWish = z.output<typeof AgentWish>

export const agentRoutes = {
  list: route('GET', '/api/agents', {
    allow: 'signed-in',
    query: z.object(Page),
    reply: z.object({ agents: z.array(Agent), next: z.string().nullable() }),
    summary: 'The agents that act for me, and what each did last',
  }),
  create: route('POST', '/api/agents', {
    allow: 'signed-in',
    body: AgentWish,
    reply: z.object({ agent: Agent, secret: z.string(), url: z.string() }),
    status: 201,
    errors: ['forbidden', 'not_found'],
    summary: 'Make an agent that acts for me; the secret of its token is shown once',
  }),
  end: route('DELETE', '/api/agents/:agent', {
    allow: 'signed-in',
    params: z.object({ agent: z.string() }),
    errors: ['forbidden', 'not_found'],
    summary: 'End an agent of mine: its token is refused from now on',
  }),
}
