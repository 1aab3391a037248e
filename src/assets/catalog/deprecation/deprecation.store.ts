import type { Db } from '../../../database/schema.ts'
import type { PageAfter } from '../../../people/shapes.ts'
import { EndingUse } from './deprecation.schema.ts'

type Wish = PageAfter & { projectIds: readonly string[]; since: number }

/** Deprecated assets that these projects took since, one line for each asset and project, in the order of their ids. */
export async function listEndingUses(db: Db, wish: Wish): Promise<EndingUse[]> {
  if (wish.projectIds.length === 0) return []
  let query = db
    .selectFrom('assets as a')
    .innerJoin('asset_uses as u', 'u.asset_id', 'a.id')
    .innerJoin('projects as p', 'p.id', 'u.project_id')
    .leftJoin('assets as r', 'r.id', 'a.replaced_by')
    .where('a.deprecated_at', 'is not', null)
    .where('u.project_id', 'in', [...wish.projectIds])
    .where('u.used_at', '>=', wish.since)
    .groupBy(['a.id', 'p.id', 'r.id'])
    .select(['a.id', 'a.kind', 'a.name', 'a.deprecated_at', 'a.ends_at', 'a.deprecation', 'a.replaced_by'])
    .select(['p.id as project_id', 'p.slug', 'p.name as project_name'])
    .select(['r.name as successor', 'r.visibility', 'r.project_id as successor_home'])
    .select(eb => [
      eb.fn.count<number>('u.used_by').distinct().as('uses'),
      eb.fn.max<number>('u.used_at').as('last_used_at'),
    ])
    .orderBy('a.id')
    .orderBy('p.id')
    .limit(wish.limit)
  const [asset, project] = wish.after?.split(' ') ?? []
  if (asset !== undefined && project !== undefined)
    query = query.where(eb => eb(eb.refTuple('a.id', 'p.id'), '>', eb.tuple(asset, project)))
  return (await query.execute()).map(row =>
    EndingUse.parse({
      asset: { id: row.id, kind: row.kind, name: row.name },
      project: { id: row.project_id, slug: row.slug, name: row.project_name },
      deprecatedAt: row.deprecated_at,
      endsAt: row.ends_at,
      reason: row.deprecation,
      replacement: row.replaced_by === null ? null : { id: row.replaced_by, name: seenName(row, wish.projectIds) },
      uses: Number(row.uses),
      lastUsedAt: row.last_used_at,
    }),
  )
}

type Successor = { successor: string | null; visibility: string | null; successor_home: string | null }

const seenName = ({ successor, visibility, successor_home: home }: Successor, projectIds: readonly string[]) =>
  visibility === 'organisation' || (home !== null && projectIds.includes(home)) ? successor : null

/** Projects whose runs took it since. */
export async function listUsingProjects(db: Db, { assetId, since }: { assetId: string; since: number }) {
  const rows = await db
    .selectFrom('asset_uses')
    .select('project_id')
    .distinct()
    .where('asset_id', '=', assetId)
    .where('used_at', '>=', since)
    .execute()
  return rows.map(row => row.project_id)
}
