import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'
import type { PageAfter } from '../../shapes.ts'
import { newId, newSecret } from '../../../kernel/ids.ts'
import { hashSecret } from '../../identity.store.ts'
import type { HeldToken, Token } from './tokens.schema.ts'

export type NewToken = {
  userId: string
  projectId: string | null
  runId?: string
  agentId?: string
  name: string
  rights: readonly string[]
  now: number
  expiresAt: number | null
}

/** Returns the secret, which is stored nowhere. */
export async function insertToken(db: Db, token: NewToken): Promise<{ id: string; secret: string }> {
  const secret = `tri_${newSecret()}`
  const id = newId('tok')
  const row = {
    id,
    prefix: secret.slice(0, 10),
    hash: hashSecret(secret),
    user_id: token.userId,
    project_id: token.projectId,
    name: token.name,
    rights: JSON.stringify(token.rights),
    run_id: token.runId ?? null,
    agent_id: token.agentId ?? null,
    created_at: token.now,
    expires_at: token.expiresAt,
  }
  await db.insertInto('tokens').values(row).execute()
  return { id, secret }
}

type Owner = { userId: string; projectId: string }

const tokensOf = (db: Db, owner: Owner) =>
  wholeTokens(db)
    .where('tokens.user_id', '=', owner.userId)
    .where('tokens.project_id', '=', owner.projectId)
    .where('tokens.run_id', 'is', null)
    .where('tokens.agent_id', 'is', null)

/** Newest first, which is the order of their ids backwards. */
export async function listTokens(db: Db, owner: Owner, page: PageAfter): Promise<Token[]> {
  let query = tokensOf(db, owner).orderBy('tokens.id', 'desc').limit(page.limit)
  if (page.after !== undefined) query = query.where('tokens.id', '<', page.after)
  return (await query.execute()).map(toToken)
}

export async function findToken(db: Db, owner: Owner, id: string): Promise<Token | undefined> {
  const row = await tokensOf(db, owner).where('tokens.id', '=', id).executeTakeFirst()
  return row && toToken(row)
}

const workingTokens = (db: Db, now: number) =>
  wholeTokens(db)
    .leftJoin('projects', 'projects.id', 'tokens.project_id')
    .select(['projects.slug', 'projects.name as project_name', 'users.is_owner'])
    .where('tokens.run_id', 'is', null)
    .where('tokens.revoked_at', 'is', null)
    .where(eb => eb.or([eb('tokens.expires_at', 'is', null), eb('tokens.expires_at', '>', now)]))

/** Of everybody, newest first. */
export async function listWorkingTokens(db: Db, page: PageAfter, now: number): Promise<HeldToken[]> {
  let query = workingTokens(db, now).orderBy('tokens.id', 'desc').limit(page.limit)
  if (page.after !== undefined) query = query.where('tokens.id', '<', page.after)
  return (await query.execute()).map(row => ({
    ...toToken(row),
    isAgent: row.agent_id !== null,
    project: row.slug === null ? null : { slug: row.slug, name: row.project_name ?? row.slug },
  }))
}

export async function findWorkingToken(db: Db, id: string, now: number) {
  const row = await workingTokens(db, now).where('tokens.id', '=', id).executeTakeFirst()
  return row && { projectId: row.project_id, isOwners: row.is_owner === 1 }
}

export async function revokeToken(db: Db, id: string, now: number): Promise<void> {
  await db.updateTable('tokens').set({ revoked_at: now }).where('id', '=', id).where('revoked_at', 'is', null).execute()
}

/** A step's token ends with its run. */
export async function revokeRunTokens(db: Db, runId: string, now: number): Promise<void> {
  await db
    .updateTable('tokens')
    .set({ revoked_at: now })
    .where('run_id', '=', runId)
    .where('revoked_at', 'is', null)
    .execute()
}

const wholeTokens = (db: Db) =>
  db
    .selectFrom('tokens')
    .innerJoin('users', 'users.id', 'tokens.user_id')
    .selectAll('tokens')
    .select(['users.name as user_name', 'users.kind as user_kind'])

type Row = Awaited<ReturnType<ReturnType<typeof wholeTokens>['executeTakeFirstOrThrow']>>
const Rights = z.array(z.string())

function toToken(row: Row): Token {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    owner: { id: row.user_id, name: row.user_name, kind: row.user_kind },
    rights: Rights.parse(JSON.parse(row.rights)),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
