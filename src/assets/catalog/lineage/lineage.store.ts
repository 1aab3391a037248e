import { sql } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import { LineageKind, type LineageRef } from './lineage.schema.ts'

export type NewEdge = { projectId: string; from: LineageRef; to: LineageRef; role: string; now: number }

export async function insertEdge(db: Db, edge: NewEdge): Promise<void> {
  await db
    .insertInto('lineage')
    .values({
      project_id: edge.projectId,
      from_kind: edge.from.kind,
      from_id: edge.from.id,
      from_version: edge.from.version,
      to_kind: edge.to.kind,
      to_id: edge.to.id,
      to_version: edge.to.version,
      role: edge.role,
      created_at: edge.now,
    })
    .onConflict(c => c.doNothing())
    .execute()
}

export type Reading = { start: LineageRef; projectIds: readonly string[]; limit: number }

/**
 * The walk back to what the start was made with, and forth to what was made with it; each to its end. Equal code in two
 * projects is a coincidence, so the walk does not pass from one project to another through a snapshot.
 */
const walk = ({ start, projectIds, limit }: Reading) => sql`
  with recursive back (kind, id, version) as (
    select cast(${start.kind} as text), cast(${start.id} as text), cast(${start.version} as text)
    union
    select l.to_kind, l.to_id, l.to_version from back b
      join lineage l on l.from_kind = b.kind and l.from_id = b.id and l.from_version = b.version
  ),
  forth (kind, id, version) as (
    select cast(${start.kind} as text), cast(${start.id} as text), cast(${start.version} as text)
    union
    select l.from_kind, l.from_id, l.from_version from forth f
      join lineage l on l.to_kind = f.kind and l.to_id = f.id and l.to_version = f.version
      where f.kind <> 'snapshot' or l.project_id in (${projectList(projectIds)})
  ),
  found (kind, id, version) as (
    select kind, id, version from (select * from back limit ${limit}) as b
    union
    select kind, id, version from (select * from forth limit ${limit}) as f
  )`

const projectList = (ids: readonly string[]) => sql.join(ids.length > 0 ? [...ids] : [''])

export type FoundNode = LineageRef & {
  /** slug of the project it belongs to, when the reader may see it; private otherwise */
  project: string | null
}

/** An asset belongs to its home and may be the organisation's; anything else belongs to the project that recorded it. */
export async function readNodes(db: Db, reading: Reading): Promise<FoundNode[]> {
  const mine = projectList(reading.projectIds)
  const { rows } = await sql<{ kind: string; id: string; version: string; project: string | null }>`
    ${walk(reading)}
    select found.kind, found.id, found.version,
      case when a.id is not null
        then (select p.slug from projects p where p.id = a.project_id and (a.visibility = 'organisation' or p.id in (${mine})))
        else (select min(p.slug) from lineage l join projects p on p.id = l.project_id where p.id in (${mine}) and (
          (l.from_kind = found.kind and l.from_id = found.id and l.from_version = found.version) or
          (l.to_kind = found.kind and l.to_id = found.id and l.to_version = found.version)))
      end as project
    from found left join assets a on a.id = found.id and a.kind = found.kind`.execute(db)
  return rows.map(row => ({ ...toRef(row), project: row.project }))
}

export type FoundEdge = { from: LineageRef; to: LineageRef; role: string }

export async function readEdges(db: Db, reading: Reading & { most: number }): Promise<FoundEdge[]> {
  const { rows } = await sql<{
    from_kind: string
    from_id: string
    from_version: string
    to_kind: string
    to_id: string
    to_version: string
    role: string
  }>`
    ${walk(reading)}
    select distinct l.from_kind, l.from_id, l.from_version, l.to_kind, l.to_id, l.to_version, l.role
    from lineage l
      join found f on f.kind = l.from_kind and f.id = l.from_id and f.version = l.from_version
      join found t on t.kind = l.to_kind and t.id = l.to_id and t.version = l.to_version
    limit ${reading.most}`.execute(db)
  return rows.map(row => ({
    from: toRef({ kind: row.from_kind, id: row.from_id, version: row.from_version }),
    to: toRef({ kind: row.to_kind, id: row.to_id, version: row.to_version }),
    role: row.role,
  }))
}

/** What a version was made with, through the runs that made it, but not through the data or code they used. */
export async function readOrigins(db: Db, start: LineageRef): Promise<LineageRef[]> {
  const { rows } = await sql<{ kind: string; id: string; version: string }>`
    with recursive back (kind, id, version) as (
      select l.to_kind, l.to_id, l.to_version from lineage l
        where l.from_kind = ${start.kind} and l.from_id = ${start.id} and l.from_version = ${start.version}
      union
      select l.to_kind, l.to_id, l.to_version from back b
        join lineage l on l.from_kind = b.kind and l.from_id = b.id and l.from_version = b.version
        where b.kind = 'run'
    )
    select kind, id, version from back limit 1000`.execute(db)
  return rows.map(toRef)
}

const toRef = (row: { kind: string; id: string; version: string }): LineageRef => ({
  kind: LineageKind.parse(row.kind),
  id: row.id,
  version: row.version,
})
