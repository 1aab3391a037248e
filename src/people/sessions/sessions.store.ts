import type { Db } from '../../database/schema.ts'
import { latestCursor } from '../../events/events.ts'
import { newId, newSecret } from '../../kernel/ids.ts'
import { hashSecret } from '../identity.store.ts'
import { Seat } from '../seats.ts'
import type { PageAfter } from '../shapes.ts'
import type { Me, Session } from './sessions.schema.ts'

const day = 86_400_000

export async function createSession(db: Db, userId: string, now: number): Promise<string> {
  const secret = newSecret()
  const row = {
    id: newId('ses'),
    hash: hashSecret(secret),
    user_id: userId,
    created_at: now,
    expires_at: now + 30 * day,
    last_seen_at: now,
  }
  await db.insertInto('sessions').values(row).execute()
  return secret
}

export async function deleteSession(db: Db, id: string): Promise<void> {
  await db.deleteFrom('sessions').where('id', '=', id).execute()
}

export type HeldSession = Omit<Session, 'isThis'> & { isOwners: boolean }

const heldSessions = (db: Db) =>
  db
    .selectFrom('sessions')
    .innerJoin('users', 'users.id', 'sessions.user_id')
    .select(['sessions.id', 'sessions.created_at', 'sessions.last_seen_at', 'sessions.expires_at'])
    .select(['users.id as user_id', 'users.name', 'users.kind', 'users.is_owner'])

/** Those that are not over, newest first. */
export async function listSessions(db: Db, page: PageAfter & { userId?: string }, now: number): Promise<HeldSession[]> {
  let query = heldSessions(db).where('sessions.expires_at', '>', now).orderBy('sessions.id', 'desc').limit(page.limit)
  if (page.userId !== undefined) query = query.where('sessions.user_id', '=', page.userId)
  if (page.after !== undefined) query = query.where('sessions.id', '<', page.after)
  return (await query.execute()).map(toHeld)
}

export async function findSession(db: Db, id: string): Promise<HeldSession | undefined> {
  const row = await heldSessions(db).where('sessions.id', '=', id).executeTakeFirst()
  return row && toHeld(row)
}

type HeldRow = Awaited<ReturnType<ReturnType<typeof heldSessions>['executeTakeFirstOrThrow']>>

const toHeld = (row: HeldRow): HeldSession => ({
  id: row.id,
  person: { id: row.user_id, name: row.name, kind: row.kind },
  createdAt: row.created_at,
  lastSeenAt: row.last_seen_at,
  expiresAt: row.expires_at,
  isOwners: row.is_owner === 1,
})

export async function deleteSessionsOf(db: Db, wish: { userId: string; except: string }): Promise<void> {
  await db.deleteFrom('sessions').where('user_id', '=', wish.userId).where('id', '!=', wish.except).execute()
}

export async function findLogin(
  db: Db,
  email: string,
): Promise<{ id: string; passwordHash: string | null } | undefined> {
  const row = await db
    .selectFrom('users')
    .select(['id', 'password_hash'])
    .where(eb =>
      eb.or([
        eb('email', '=', email),
        eb('id', 'in', eb.selectFrom('aliases').select('user_id').where('aliases.email', '=', email)),
      ]),
    )
    .where('kind', '=', 'person')
    .where('deactivated_at', 'is', null)
    .executeTakeFirst()
  return row && { id: row.id, passwordHash: row.password_hash }
}

export async function passwordHashOf(db: Db, userId: string): Promise<string | null> {
  const row = await db.selectFrom('users').select('password_hash').where('id', '=', userId).executeTakeFirstOrThrow()
  return row.password_hash
}

export async function readMe(db: Db, userId: string): Promise<Me> {
  const cursor = await latestCursor(db)
  const user = await db.selectFrom('users').selectAll().where('id', '=', userId).executeTakeFirstOrThrow()
  const held = await db
    .selectFrom('seats')
    .leftJoin('projects', 'projects.id', 'seats.project_id')
    .select(['seats.project_id', 'seats.seat', 'projects.slug', 'projects.name', 'projects.is_demo'])
    .where('seats.user_id', '=', userId)
    .orderBy('seats.since')
    .execute()
  return {
    id: user.id,
    name: user.name,
    email: user.email,
    kind: user.kind,
    isOwner: user.is_owner === 1,
    mayRunCode: user.may_run_code === 1 || user.is_owner === 1,
    hasPassword: user.password_hash !== null,
    locale: user.locale,
    seats: held
      .filter(row => row.project_id !== '')
      .map(row => ({
        projectId: row.project_id,
        slug: row.slug ?? '',
        project: row.name ?? '',
        isDemo: row.is_demo === 1,
        seat: Seat.parse(row.seat),
      })),
    platformSeats: held.filter(row => row.project_id === '').map(row => Seat.parse(row.seat)),
    cursor,
  }
}

export async function updateUser(
  db: Db,
  userId: string,
  set: { name?: string; email?: string; password_hash?: string; locale?: string },
): Promise<void> {
  if (Object.keys(set).length > 0) await db.updateTable('users').set(set).where('id', '=', userId).execute()
  // merged accounts carry the name of the human
  if (set.name !== undefined)
    await db.updateTable('users').set({ name: set.name }).where('merged_into', '=', userId).execute()
}

export async function isEmailTaken(db: Db, email: string, exceptUser: string): Promise<boolean> {
  const account = await db
    .selectFrom('users')
    .select('id')
    .where('email', '=', email)
    .where('id', '!=', exceptUser)
    .executeTakeFirst()
  const alias = await db
    .selectFrom('aliases')
    .select('user_id')
    .where('email', '=', email)
    .where('user_id', '!=', exceptUser)
    .executeTakeFirst()
  return account !== undefined || alias !== undefined
}
