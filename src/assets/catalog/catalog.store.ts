import { sql } from 'kysely'
import type { Db } from '../../database/schema.ts'
import { gramsOf, leastFound } from './grams.ts'
import { Asset, type AssetFacets, type AssetFilter, type AssetKind } from './catalog.schema.ts'

export type NewAsset = {
  id: string
  projectId: string
  kind: AssetKind
  name: string
  description: string
  owner: string
  visibility: string
  tags: readonly string[]
  now: number
}

/** False when the project has one of this kind and name already. */
export async function insertAsset(db: Db, asset: NewAsset): Promise<boolean> {
  const done = await db
    .insertInto('assets')
    .values({
      id: asset.id,
      project_id: asset.projectId,
      kind: asset.kind,
      name: asset.name,
      description: asset.description,
      docs: '',
      owner: asset.owner,
      visibility: asset.visibility,
      last_version: 0,
      created_at: asset.now,
      updated_at: asset.now,
      deprecated_at: null,
      deprecation: '',
    })
    .onConflict(c => c.columns(['project_id', 'kind', 'name']).doNothing())
    .executeTakeFirst()
  if ((done.numInsertedOrUpdatedRows ?? 0n) === 0n) return false
  await writeTags(db, asset.id, asset.tags)
  await indexAsset(db, asset.id, asset)
  return true
}

export type AssetSet = {
  name?: string | undefined
  description?: string | undefined
  docs?: string | undefined
  owner?: string | undefined
  visibility?: string | undefined
  deprecated_at?: number | null | undefined
  replaced_by?: string | null | undefined
  ends_at?: number | null | undefined
  deprecation?: string | undefined
}

export async function updateAsset(db: Db, id: string, set: AssetSet & { updated_at: number }): Promise<void> {
  await db.updateTable('assets').set(set).where('id', '=', id).execute()
}

export async function writeTags(db: Db, id: string, tags: readonly string[]): Promise<void> {
  await db.deleteFrom('asset_tags').where('asset_id', '=', id).execute()
  const rows = [...new Set(tags)].map(tag => ({ asset_id: id, tag }))
  if (rows.length > 0) await db.insertInto('asset_tags').values(rows).execute()
}

/** Makes the asset found under what it says about itself now. */
export async function indexAsset(
  db: Db,
  id: string,
  said: { name: string; tags: readonly string[]; description: string },
): Promise<void> {
  await db.deleteFrom('asset_grams').where('asset_id', '=', id).execute()
  const rows = gramsOf(said).map(({ gram, weight }) => ({ asset_id: id, gram, weight }))
  for (let at = 0; at < rows.length; at += 1_000)
    await db
      .insertInto('asset_grams')
      .values(rows.slice(at, at + 1_000))
      .execute()
}

export async function findAsset(db: Db, id: string): Promise<Asset | undefined> {
  const row = await wholeAssets(db).where('assets.id', '=', id).executeTakeFirst()
  return row && toAsset(row)
}

export async function assetsByIds(db: Db, ids: readonly string[]): Promise<Asset[]> {
  if (ids.length === 0) return []
  return (
    await wholeAssets(db)
      .where('assets.id', 'in', [...ids])
      .execute()
  ).map(toAsset)
}

export async function findAssetNamed(
  db: Db,
  named: { project: string; kind: AssetKind; name: string },
): Promise<Asset | undefined> {
  const row = await wholeAssets(db)
    .where(eb => eb.or([eb('projects.id', '=', named.project), eb('projects.slug', '=', named.project)]))
    .where('assets.kind', '=', named.kind)
    .where('assets.name', '=', named.name)
    .executeTakeFirst()
  return row && toAsset(row)
}

/** All that a person owns, of every kind, deprecated ones too. */
export async function listOwned(db: Db, owner: string): Promise<Asset[]> {
  return (await wholeAssets(db).where('assets.owner', '=', owner).orderBy('assets.id').execute()).map(toAsset)
}

export type Unowned = { id: string; projectId: string; kind: string; name: string; createdAt: number }

/** Assets in use that belong to a person without a seat in their project. */
export async function listUnowned(db: Db, projectIds: readonly string[]): Promise<Unowned[]> {
  if (projectIds.length === 0) return []
  const rows = await db
    .selectFrom('assets')
    .innerJoin('users', 'users.id', 'assets.owner')
    .select(['assets.id', 'assets.project_id', 'assets.kind', 'assets.name', 'assets.created_at'])
    .where('assets.project_id', 'in', [...projectIds])
    .where('assets.deprecated_at', 'is', null)
    .where('users.kind', '!=', 'service')
    .where(eb =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('seats')
            .select('seats.seat')
            .whereRef('seats.project_id', '=', 'assets.project_id')
            .whereRef('seats.user_id', '=', 'assets.owner'),
        ),
      ),
    )
    .orderBy('assets.id')
    .limit(500)
    .execute()
  return rows.map(row => ({
    id: row.id,
    projectId: row.project_id,
    kind: row.kind,
    name: row.name,
    createdAt: row.created_at,
  }))
}

export async function docsOf(db: Db, id: string): Promise<string> {
  return (await db.selectFrom('assets').select('docs').where('id', '=', id).executeTakeFirst())?.docs ?? ''
}

export type AssetSearch = Omit<AssetFilter, 'q' | 'before' | 'team'> & {
  /** one of these owns it, where a team is asked for */
  owners: readonly string[] | undefined
  /** what the caller may see besides the organisation's */
  projectIds: readonly string[]
  /** pieces to look for; all assets when there is no question */
  grams: readonly string[] | undefined
  before: AssetPlace | undefined
}
export type AssetPlace = { rank: number; updatedAt: number; id: string }
export type RankedAsset = { asset: Asset; place: AssetPlace }

export async function searchAssets(db: Db, wish: AssetSearch): Promise<RankedAsset[]> {
  const { before } = wish
  let query = fittingAssets(db, wish)
    .orderBy('found.rank', 'desc')
    .orderBy('assets.updated_at', 'desc')
    .orderBy('assets.id', 'desc')
    .limit(wish.limit)
  if (before !== undefined)
    query = query.where(eb =>
      eb(
        eb.refTuple('found.rank', 'assets.updated_at', 'assets.id'),
        '<',
        eb.tuple(before.rank, before.updatedAt, before.id),
      ),
    )
  return (await query.execute()).map(row => ({
    asset: toAsset(row),
    place: { rank: row.rank, updatedAt: row.updated_at, id: row.id },
  }))
}

/** How many assets of each kind fit the rest of the wish. */
export async function countKinds(db: Db, wish: AssetSearch): Promise<Record<AssetKind, number>> {
  const rows = await fittingAssets(db, { ...wish, kind: undefined })
    .clearSelect()
    .select(eb => ['assets.kind', eb.fn.countAll<number>().as('assets')])
    .groupBy('assets.kind')
    .execute()
  const countOf = (kind: AssetKind) => Number(rows.find(row => row.kind === kind)?.assets ?? 0)
  return { dataset: countOf('dataset'), image: countOf('image'), model: countOf('model') }
}

const mostFacets = 20

export async function countFacets(db: Db, wish: AssetSearch): Promise<AssetFacets> {
  const owners = fittingAssets(db, { ...wish, owner: undefined })
    .clearSelect()
    .select(eb => ['assets.owner as value', 'users.name as label', eb.fn.countAll<number>().as('assets')])
    .groupBy(['assets.owner', 'users.name'])
  const projects = fittingAssets(db, { ...wish, project: undefined })
    .clearSelect()
    .select(eb => ['projects.slug as value', 'projects.name as label', eb.fn.countAll<number>().as('assets')])
    .groupBy(['projects.slug', 'projects.name'])
  const tags = fittingAssets(db, { ...wish, tag: undefined })
    .innerJoin('asset_tags as t', 't.asset_id', 'assets.id')
    .clearSelect()
    .select(eb => ['t.tag as value', 't.tag as label', eb.fn.countAll<number>().as('assets')])
    .groupBy('t.tag')
  const [owned, housed, tagged] = await Promise.all(
    [owners, projects, tags].map(query => query.orderBy('assets', 'desc').orderBy('label').limit(mostFacets).execute()),
  )
  const counted = (rows: { value: string; label: string; assets: number }[] | undefined) =>
    (rows ?? []).map(({ value, label, assets }) => ({ value, label, count: Number(assets) }))
  return { owners: counted(owned), projects: counted(housed), tags: counted(tagged) }
}

/** Rights are part of the query, so that a page is full and a count tells of nothing hidden. */
function fittingAssets(db: Db, wish: AssetSearch) {
  let query = wholeAssets(db)
    .innerJoin(rankOf(db, wish.grams).as('found'), 'found.asset_id', 'assets.id')
    .select('found.rank')
    .where(eb =>
      eb.or([
        eb('assets.visibility', '=', 'organisation'),
        eb('assets.project_id', 'in', wish.projectIds.length > 0 ? [...wish.projectIds] : ['']),
      ]),
    )
  const { kind, project, owner, owners, tag } = wish
  if (kind !== undefined) query = query.where('assets.kind', '=', kind)
  if (project !== undefined) query = query.where('projects.slug', '=', project)
  if (owner !== undefined) query = query.where('assets.owner', '=', owner)
  if (owners !== undefined) query = query.where('assets.owner', 'in', owners.length > 0 ? [...owners] : [''])
  if (wish.state === 'active') query = query.where('assets.deprecated_at', 'is', null)
  if (wish.state === 'deprecated') query = query.where('assets.deprecated_at', 'is not', null)
  if (tag !== undefined)
    query = query.where('assets.id', 'in', db.selectFrom('asset_tags').select('asset_id').where('tag', '=', tag))
  return query
}

/** The weight of the pieces found in each asset; without a question all rank alike. */
function rankOf(db: Db, grams: readonly string[] | undefined) {
  const none = sql<number>`cast(0 as bigint)`
  if (grams === undefined) return db.selectFrom('assets').select(['id as asset_id', none.as('rank')])
  return db
    .selectFrom('asset_grams')
    .where('gram', 'in', grams.length > 0 ? [...grams] : [''])
    .groupBy('asset_id')
    .having(eb => eb.fn.countAll<number>(), '>=', leastFound(grams.length))
    .select(['asset_id', sql<number>`cast(sum(weight) as bigint)`.as('rank')])
}

export async function assetNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('assets').select(['id', 'name']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.name]))
}

const wholeAssets = (db: Db) =>
  db
    .selectFrom('assets')
    .innerJoin('projects', 'projects.id', 'assets.project_id')
    .innerJoin('users', 'users.id', 'assets.owner')
    .selectAll('assets')
    .select(['projects.slug', 'projects.name as project_name', 'users.name as owner_name', 'users.kind as owner_kind'])
    .select(eb => [
      eb
        .selectFrom('asset_tags')
        .whereRef('asset_tags.asset_id', '=', 'assets.id')
        .select(sql<string>`coalesce(string_agg(asset_tags.tag, ${'\n'}), '')`.as('all'))
        .as('tags'),
      eb
        .selectFrom('asset_uses')
        .whereRef('asset_uses.asset_id', '=', 'assets.id')
        .whereRef('asset_uses.project_id', '!=', 'assets.project_id')
        .select(e => e.fn.count<number>('asset_uses.project_id').distinct().as('n'))
        .as('used_by_projects'),
    ])

type AssetRow = Awaited<ReturnType<ReturnType<typeof wholeAssets>['executeTakeFirstOrThrow']>>

function toAsset(row: AssetRow): Asset {
  return Asset.parse({
    id: row.id,
    kind: row.kind,
    name: row.name,
    description: row.description,
    tags: (row.tags ?? '').split('\n').filter(Boolean).toSorted(),
    owner: { id: row.owner, name: row.owner_name, kind: row.owner_kind },
    project: { id: row.project_id, slug: row.slug, name: row.project_name },
    visibility: row.visibility,
    lastVersion: row.last_version,
    usedByProjects: row.used_by_projects ?? 0,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    deprecatedAt: row.deprecated_at,
    replacedBy: row.replaced_by,
    endsAt: row.ends_at,
    deprecation: row.deprecation,
  })
}
