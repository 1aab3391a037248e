import { sql } from 'kysely'
import type { Db } from '../../database/schema.ts'
import { newId } from '../../kernel/ids.ts'
import { Seat } from '../seats.ts'
import type { PersonRef } from '../shapes.ts'
import type { User } from './users.schema.ts'

export type NewUser = {
  name: string
  email?: string | undefined
  kind: 'person' | 'demo' | 'service' | 'agent'
  isOwner: boolean
  now: number
}

export async function insertUser(db: Db, user: NewUser): Promise<string> {
  const id = newId('usr')
  const row = {
    id,
    name: user.name,
    email: user.email ?? null,
    password_hash: null,
    kind: user.kind,
    is_owner: user.isOwner ? 1 : 0,
    may_run_code: 0,
    locale: null,
    created_at: user.now,
    deactivated_at: null,
    seen_at: null,
    last_visit_at: null,
  }
  await db.insertInto('users').values(row).execute()
  return id
}

const wholeUser = (db: Db) =>
  db
    .selectFrom('users')
    .selectAll()
    .select(eb => [
      eb
        .selectFrom('seats')
        .whereRef('seats.user_id', '=', 'users.id')
        .where('seats.project_id', '!=', '')
        .select(e => e.fn.count<number>('seats.project_id').distinct().as('n'))
        .as('projects'),
      eb
        .selectFrom('seats')
        .whereRef('seats.user_id', '=', 'users.id')
        .where('seats.project_id', '=', '')
        .select(sql<string>`coalesce(string_agg(seats.seat, ','), '')`.as('held'))
        .as('platform_seats'),
    ])

export async function findWholeUser(db: Db, id: string): Promise<User | undefined> {
  const row = await wholeUser(db).where('users.id', '=', id).executeTakeFirst()
  return row && toUser(row)
}

/** By the e-mail of the account, or by another one of the same human. */
export async function findUserByEmail(db: Db, email: string): Promise<PersonRef | undefined> {
  const own = await db.selectFrom('users').select(['id', 'name', 'kind']).where('email', '=', email).executeTakeFirst()
  return (
    own ??
    db
      .selectFrom('aliases')
      .innerJoin('users', 'users.id', 'aliases.user_id')
      .select(['users.id', 'users.name', 'users.kind'])
      .where('aliases.email', '=', email)
      .executeTakeFirst()
  )
}

export async function findDemoAccount(db: Db, name: string): Promise<PersonRef | undefined> {
  return db
    .selectFrom('users')
    .select(['id', 'name', 'kind'])
    .where('kind', '=', 'demo')
    .where('name', '=', name)
    .executeTakeFirst()
}

export async function listUsers(
  db: Db,
  page: { q?: string | undefined; before?: string | undefined; limit: number },
): Promise<User[]> {
  let query = wholeUser(db)
    .where('users.kind', 'not in', ['service', 'agent'])
    .orderBy('users.id', 'desc')
    .limit(page.limit)
  if (page.before !== undefined) query = query.where('users.id', '<', page.before)
  if (page.q)
    query = query.where(eb =>
      eb(eb.fn<string>('lower', ['users.name']), 'like', `%${page.q?.toLowerCase().replace(/[%_\\]/g, '')}%`),
    )
  return (await query.execute()).map(toUser)
}

export async function findOwner(db: Db): Promise<string | undefined> {
  const row = await db
    .selectFrom('users')
    .select('id')
    .where('is_owner', '=', 1)
    .where('deactivated_at', 'is', null)
    .orderBy('created_at')
    .limit(1)
    .executeTakeFirst()
  return row?.id
}

export async function setUser(
  db: Db,
  id: string,
  set: { may_run_code?: number; is_owner?: number; deactivated_at?: number | null; left_at?: number | null },
): Promise<void> {
  await db.updateTable('users').set(set).where('id', '=', id).execute()
}

/** A deactivated person's ways in end at once. */
export async function endAccess(db: Db, userId: string, now: number): Promise<void> {
  await db.deleteFrom('sessions').where('user_id', '=', userId).execute()
  await db
    .updateTable('tokens')
    .set({ revoked_at: now })
    .where('user_id', '=', userId)
    .where('revoked_at', 'is', null)
    .execute()
  await db
    .updateTable('links')
    .set({ used_at: now })
    .where('user_id', '=', userId)
    .where('used_at', 'is', null)
    .execute()
}

type WholeRow = Awaited<ReturnType<ReturnType<typeof wholeUser>['executeTakeFirstOrThrow']>>

function toUser(row: WholeRow): User {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    email: row.email,
    isOwner: row.is_owner === 1,
    mayRunCode: row.may_run_code === 1 || row.is_owner === 1,
    createdAt: row.created_at,
    deactivatedAt: row.deactivated_at,
    leftAt: row.left_at,
    erasedAt: row.erased_at,
    platformSeats: (row.platform_seats ?? '')
      .split(',')
      .filter(Boolean)
      .map(seat => Seat.parse(seat)),
    projects: Number(row.projects ?? 0),
  }
}

/** An account of the platform's own, for tokens that belong to no person; it never fills a seat. */
export async function ensureServiceAccount(db: Db, name: string, now: number): Promise<string> {
  const known = await db
    .selectFrom('users')
    .select('id')
    .where('kind', '=', 'service')
    .where('name', '=', name)
    .executeTakeFirst()
  if (known) return known.id
  const id = await insertUser(db, { name, kind: 'service', isOwner: false, now })
  await setUser(db, id, { may_run_code: 1 })
  return id
}
