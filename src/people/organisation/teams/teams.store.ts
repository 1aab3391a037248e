import type { Db } from '../../../database/schema.ts'
import { Seat } from '../../seats.ts'
import type { PageAfter } from '../../shapes.ts'
import { InteractionMode, TeamKind, type Team, type TeamInteraction, type TeamMember } from './teams.schema.ts'

const atMost = 500

/** False when a team of this name is there already. */
export async function insertTeam(
  db: Db,
  team: { id: string; name: string; description: string; kind: TeamKind; now: number },
): Promise<boolean> {
  const { now, ...row } = team
  const done = await db
    .insertInto('teams')
    .values({ ...row, created_at: now })
    .onConflict(c => c.column('name').doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

const wholeTeams = (db: Db) =>
  db
    .selectFrom('teams')
    .selectAll('teams')
    .select(eb =>
      eb
        .selectFrom('team_members')
        .whereRef('team_members.team_id', '=', 'teams.id')
        .select(e => e.fn.countAll<number>().as('n'))
        .as('members'),
    )

/** By id or by name. */
export async function findTeam(db: Db, ref: string): Promise<Team | undefined> {
  const row = await wholeTeams(db)
    .where(eb => eb.or([eb('teams.id', '=', ref), eb('teams.name', '=', ref)]))
    .executeTakeFirst()
  return row && toTeam(row)
}

/** By name; the place of a page is the name before it. */
export async function listTeams(
  db: Db,
  page: PageAfter & { q?: string | undefined; person?: string | undefined },
): Promise<Team[]> {
  let query = wholeTeams(db).orderBy('teams.name').limit(page.limit)
  if (page.after !== undefined) query = query.where('teams.name', '>', page.after)
  if (page.q)
    query = query.where(eb =>
      eb(eb.fn<string>('lower', ['teams.name']), 'like', `%${page.q?.toLowerCase().replace(/[%_\\]/g, '')}%`),
    )
  if (page.person !== undefined)
    query = query.where(
      'teams.id',
      'in',
      db.selectFrom('team_members').select('team_id').where('user_id', '=', page.person),
    )
  return (await query.execute()).map(toTeam)
}

export async function updateTeam(
  db: Db,
  id: string,
  set: { name?: string | undefined; description?: string | undefined; kind?: TeamKind | undefined },
): Promise<void> {
  if (Object.keys(set).length > 0) await db.updateTable('teams').set(set).where('id', '=', id).execute()
}

export async function deleteTeam(db: Db, id: string): Promise<void> {
  await db.deleteFrom('team_members').where('team_id', '=', id).execute()
  await db
    .deleteFrom('team_interactions')
    .where(eb => eb.or([eb('team_id', '=', id), eb('with_team_id', '=', id)]))
    .execute()
  await db.deleteFrom('teams').where('id', '=', id).execute()
}

export async function insertMember(db: Db, row: { team: string; user: string; now: number }): Promise<boolean> {
  const done = await db
    .insertInto('team_members')
    .values({ team_id: row.team, user_id: row.user, since: row.now })
    .onConflict(c => c.columns(['team_id', 'user_id']).doNothing())
    .executeTakeFirst()
  return (done.numInsertedOrUpdatedRows ?? 0n) > 0n
}

export async function deleteMember(db: Db, row: { team: string; user: string }): Promise<boolean> {
  const done = await db
    .deleteFrom('team_members')
    .where('team_id', '=', row.team)
    .where('user_id', '=', row.user)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

/** Everybody of a team with the seats they hold; a project is named only where the reader sits as well. */
export async function listMembers(db: Db, teamId: string, readerProjects: ReadonlySet<string>): Promise<TeamMember[]> {
  const rows = await db
    .selectFrom('team_members')
    .innerJoin('users', 'users.id', 'team_members.user_id')
    .where('team_members.team_id', '=', teamId)
    .select(['users.id', 'users.name', 'users.kind', 'users.deactivated_at', 'team_members.since'])
    .orderBy('users.name')
    .limit(atMost)
    .execute()
  const seats = await seatsOfMembers(db, teamId)
  return rows.map(row => {
    const held = seats.filter(seat => seat.user_id === row.id)
    const seen = held.filter(seat => seat.project_id === '' || readerProjects.has(seat.project_id))
    return {
      person: { id: row.id, name: row.name, kind: row.kind },
      since: row.since,
      isActive: row.deactivated_at === null,
      seats: seen.map(seat => ({
        seat: Seat.parse(seat.seat),
        project: seat.slug === null ? null : { id: seat.project_id, slug: seat.slug, name: seat.name ?? '' },
      })),
      hiddenSeats: held.length - seen.length,
    }
  })
}

/** How many projects the people of a team sit in, whoever asks. */
export async function countProjects(db: Db, teamId: string): Promise<number> {
  const held = await seatsOfMembers(db, teamId)
  return new Set(held.map(seat => seat.project_id).filter(Boolean)).size
}

const seatsOfMembers = (db: Db, teamId: string) =>
  db
    .selectFrom('team_members')
    .innerJoin('seats', 'seats.user_id', 'team_members.user_id')
    .leftJoin('projects', 'projects.id', 'seats.project_id')
    .where('team_members.team_id', '=', teamId)
    .select(['seats.user_id', 'seats.seat', 'seats.project_id', 'projects.slug', 'projects.name'])
    .orderBy('seats.since')
    .execute()

export async function saveInteraction(
  db: Db,
  row: { team: string; other: string; mode: InteractionMode; purpose: string; now: number },
): Promise<void> {
  // two teams are one thing to each other at a time
  await deleteInteraction(db, { team: row.other, other: row.team })
  await db
    .insertInto('team_interactions')
    .values({ team_id: row.team, with_team_id: row.other, mode: row.mode, purpose: row.purpose, since: row.now })
    .onConflict(c =>
      c.columns(['team_id', 'with_team_id']).doUpdateSet({ mode: row.mode, purpose: row.purpose, since: row.now }),
    )
    .execute()
}

export async function deleteInteraction(db: Db, row: { team: string; other: string }): Promise<boolean> {
  const done = await db
    .deleteFrom('team_interactions')
    .where('team_id', '=', row.team)
    .where('with_team_id', '=', row.other)
    .executeTakeFirst()
  return done.numDeletedRows > 0n
}

export async function listInteractions(db: Db, teamId: string): Promise<TeamInteraction[]> {
  const given = await interactions(db).where('i.team_id', '=', teamId).limit(atMost).execute()
  const taken = await interactions(db).where('i.with_team_id', '=', teamId).limit(atMost).execute()
  return [...given.map(row => toInteraction(row, 'gives')), ...taken.map(row => toInteraction(row, 'takes'))]
}

const interactions = (db: Db) =>
  db
    .selectFrom('team_interactions as i')
    .innerJoin('teams as a', 'a.id', 'i.team_id')
    .innerJoin('teams as b', 'b.id', 'i.with_team_id')
    .select(['i.mode', 'i.purpose', 'i.since', 'a.id as a_id', 'a.name as a_name', 'a.kind as a_kind'])
    .select(['b.id as b_id', 'b.name as b_name', 'b.kind as b_kind'])
    .orderBy('i.since')

type InteractionRow = Awaited<ReturnType<ReturnType<typeof interactions>['executeTakeFirstOrThrow']>>

function toInteraction(row: InteractionRow, side: 'gives' | 'takes'): TeamInteraction {
  const mode = InteractionMode.parse(row.mode)
  const other =
    side === 'gives'
      ? { id: row.b_id, name: row.b_name, kind: TeamKind.parse(row.b_kind) }
      : { id: row.a_id, name: row.a_name, kind: TeamKind.parse(row.a_kind) }
  return {
    team: other,
    mode,
    side: mode === 'collaboration' ? 'both' : side,
    purpose: row.purpose,
    since: row.since,
  }
}

type Row = Awaited<ReturnType<ReturnType<typeof wholeTeams>['executeTakeFirstOrThrow']>>

const toTeam = (row: Row): Team => ({
  id: row.id,
  name: row.name,
  description: row.description,
  kind: TeamKind.parse(row.kind),
  members: Number(row.members ?? 0),
  createdAt: row.created_at,
})

/** The members of a team by id or name, for lists that are narrowed to a team; undefined when there is no such team. */
export async function memberIds(db: Db, ref: string): Promise<string[] | undefined> {
  const team = await findTeam(db, ref)
  if (!team) return undefined
  const rows = await db.selectFrom('team_members').select('user_id').where('team_id', '=', team.id).execute()
  return rows.map(row => row.user_id)
}

export async function teamNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('teams').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.name]))
}

/** In which teams people are. */
export async function listMemberships(db: Db, userIds: readonly string[]): Promise<Map<string, string[]>> {
  const unique = [...new Set(userIds)]
  if (unique.length === 0) return new Map()
  const rows = await db
    .selectFrom('team_members')
    .select(['team_id', 'user_id'])
    .where('user_id', 'in', unique)
    .execute()
  return new Map(
    [...Map.groupBy(rows, row => row.user_id)].map(([user, of]) => [user, of.map(({ team_id }) => team_id)]),
  )
}
