import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'
import { agentRights } from '../../policies.ts'
import type { Agent } from './agents.schema.ts'

export type NewAgent = { id: string; userId: string; projectIds: readonly string[]; now: number }

export async function insertAgent(db: Db, agent: NewAgent): Promise<void> {
  const row = {
    id: agent.id,
    user_id: agent.userId,
    project_ids: JSON.stringify(agent.projectIds),
    created_at: agent.now,
  }
  await db.insertInto('agents').values(row).execute()
}

/** An agent as its tables know it; its projects by id, its last act not yet looked up. */
export type FoundAgent = { agent: Omit<Agent, 'projects' | 'lastAct'>; tokenId: string; projectIds: string[] }

const wholeAgents = (db: Db, userId: string) =>
  db
    .selectFrom('agents')
    .innerJoin('users', 'users.id', 'agents.id')
    .innerJoin('tokens', 'tokens.agent_id', 'agents.id')
    .select(['agents.id', 'agents.project_ids', 'agents.created_at', 'users.name', 'tokens.id as token_id'])
    .select(['tokens.prefix', 'tokens.rights', 'tokens.expires_at', 'tokens.last_used_at', 'tokens.revoked_at'])
    .where('agents.user_id', '=', userId)

/** Newest first. */
export async function listAgents(
  db: Db,
  userId: string,
  page: { before?: string | undefined; limit: number },
): Promise<FoundAgent[]> {
  let query = wholeAgents(db, userId).orderBy('agents.id', 'desc').limit(page.limit)
  if (page.before !== undefined) query = query.where('agents.id', '<', page.before)
  return (await query.execute()).map(toAgent)
}

export async function findAgent(db: Db, userId: string, id: string): Promise<FoundAgent | undefined> {
  const row = await wholeAgents(db, userId).where('agents.id', '=', id).executeTakeFirst()
  return row && toAgent(row)
}

type Row = Awaited<ReturnType<ReturnType<typeof wholeAgents>['executeTakeFirstOrThrow']>>
const Rights = z.array(z.enum(agentRights))
const Ids = z.array(z.string())

const toAgent = (row: Row): FoundAgent => ({
  tokenId: row.token_id,
  projectIds: Ids.parse(JSON.parse(row.project_ids)),
  agent: {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    rights: Rights.parse(JSON.parse(row.rights)),
    createdAt: row.created_at,
    expiresAt: row.expires_at ?? 0,
    lastUsedAt: row.last_used_at,
    endedAt: row.revoked_at,
  },
})
