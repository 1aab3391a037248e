import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Db } from '../database/schema.ts'
import type { ProjectRef } from './context.ts'
import { Seat } from './seats.ts'

/** What the server reads on every request to know who calls: each a lookup by an indexed hash. */
export type Principal = {
  user: { id: string; name: string; kind: string; isOwner: boolean; mayRunCode: boolean }
  token?: {
    id: string
    rights: string[]
    projectId: string | null
    runId: string | null
    agent?: { id: string; name: string; projectIds: string[] }
  }
  sessionId?: string
}

/** Tokens and links are 256 random bits, so a fast hash is enough (a slow one would cap metric logging). */
export const hashSecret = (secret: string) => createHash('sha256').update(secret).digest('hex')

const Texts = z.array(z.string())

/** A token by its secret, or by its id where something signed stands in for the secret. */
export type TokenRef = { secret: string } | { id: string }

export async function findPrincipalByToken(db: Db, ref: TokenRef, now: number): Promise<Principal | undefined> {
  const row = await db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .leftJoin('agents', 'agents.id', 'tokens.agent_id')
    .leftJoin('users as agent_users', 'agent_users.id', 'tokens.agent_id')
    .where(eb => ('id' in ref ? eb('tokens.id', '=', ref.id) : eb('tokens.hash', '=', hashSecret(ref.secret))))
    .select([
      'tokens.id as token_id',
      'tokens.rights',
      'tokens.project_id',
      'tokens.run_id',
      'tokens.expires_at',
      'tokens.revoked_at',
      'tokens.agent_id',
      'agents.project_ids',
      'agent_users.name as agent_name',
    ])
    .select(['users.id', 'users.name', 'users.kind', 'users.is_owner', 'users.may_run_code', 'users.deactivated_at'])
    .executeTakeFirst()
  if (!row || row.revoked_at !== null || row.deactivated_at !== null) return undefined
  if (row.expires_at !== null && row.expires_at <= now) return undefined
  const token = {
    id: row.token_id,
    rights: Texts.parse(JSON.parse(row.rights)),
    projectId: row.project_id,
    runId: row.run_id,
    ...(row.agent_id === null
      ? {}
      : {
          agent: {
            id: row.agent_id,
            name: row.agent_name ?? '',
            projectIds: Texts.parse(JSON.parse(row.project_ids ?? '[]')),
          },
        }),
  }
  return { user: toUser(row), token }
}

export async function findPrincipalBySession(db: Db, secret: string, now: number): Promise<Principal | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .where('sessions.hash', '=', hashSecret(secret))
    .where('sessions.expires_at', '>', now)
    .select([
      'sessions.id as session_id',
      'users.id',
      'users.name',
      'users.kind',
      'users.is_owner',
      'users.may_run_code',
      'users.deactivated_at',
    ])
    .executeTakeFirst()
  if (!row || row.deactivated_at !== null) return undefined
  return { user: toUser(row), sessionId: row.session_id }
}

export async function findProject(db: Db, slugOrId: string): Promise<ProjectRef | undefined> {
  const row = await db
    .selectFrom('projects')
    .select(['id', 'slug', 'name', 'is_demo'])
    .where(slugOrId.startsWith('prj_') ? 'id' : 'slug', '=', slugOrId)
    .executeTakeFirst()
  return row && { id: row.id, slug: row.slug, name: row.name, isDemo: row.is_demo === 1 }
}

/** The seats a person holds in a project, or of the platform when the project is ''. */
export async function seatsOf(db: Db, userId: string, projectId: string): Promise<Seat[]> {
  const rows = await db
    .selectFrom('seats')
    .select('seat')
    .where('user_id', '=', userId)
    .where('project_id', '=', projectId)
    // a seat for a time ends to the moment, whenever the job comes that takes it back
    .where(eb => eb.or([eb('expires_at', 'is', null), eb('expires_at', '>', Date.now())]))
    .execute()
  return rows.map(row => Seat.parse(row.seat))
}

export async function findUser(db: Db, id: string): Promise<Principal['user'] | undefined> {
  const row = await db
    .selectFrom('users')
    .selectAll()
    .where('id', '=', id)
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  return row && toUser(row)
}

function toUser(row: {
  id: string
  name: string
  kind: string
  is_owner: number
  may_run_code: number
}): Principal['user'] {
  return { id: row.id, name: row.name, kind: row.kind, isOwner: row.is_owner === 1, mayRunCode: row.may_run_code === 1 }
}
