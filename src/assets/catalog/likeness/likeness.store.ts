import { sql } from 'kysely'
import type { Db } from '../../../database/schema.ts'
import type { AssetKind } from '../catalog.schema.ts'
import { gramsOfQuestion } from '../grams.ts'

const mostMarks = 500
/** Of each way to be found. */
const mostCandidates = 40

type Marks = { schema: readonly string[]; code: readonly string[] }

export async function writeMarks(db: Db, assetId: string, marks: Marks): Promise<void> {
  await db.deleteFrom('asset_marks').where('asset_id', '=', assetId).execute()
  const rows = (['schema', 'code'] as const).flatMap(aspect =>
    [...new Set(marks[aspect])].slice(0, mostMarks).map(mark => ({ asset_id: assetId, aspect, mark })),
  )
  if (rows.length > 0) await db.insertInto('asset_marks').values(rows).execute()
}

export type StoredTraits = { schema: string[]; code: string[]; content: string[] }

/** What these assets are made of, and the bytes of their versions. */
export async function traitsOf(db: Db, ids: readonly string[]): Promise<Map<string, StoredTraits>> {
  if (ids.length === 0) return new Map()
  const found = new Map<string, StoredTraits>(ids.map(id => [id, { schema: [], code: [], content: [] }]))
  const marks = await db
    .selectFrom('asset_marks')
    .selectAll()
    .where('asset_id', 'in', [...ids])
    .execute()
  for (const { asset_id: id, aspect, mark } of marks) found.get(id)?.[aspect === 'code' ? 'code' : 'schema'].push(mark)
  const digests = await db
    .selectFrom('asset_versions')
    .select(['asset_id', 'digest'])
    .where('asset_id', 'in', [...ids])
    .where('digest', 'is not', null)
    .orderBy('version', 'desc')
    .limit(ids.length * 50)
    .execute()
  for (const { asset_id: id, digest } of digests) if (digest !== null) found.get(id)?.content.push(digest)
  return found
}

type Wish = StoredTraitsOf & { kind: AssetKind; name: string; description: string }
type StoredTraitsOf = { [K in keyof StoredTraits]: readonly string[] }

/** Ids of assets in use that share a good part of the name, of the words, of what they are made of, or the very bytes. */
export async function candidatesFor(db: Db, wish: Wish, projectIds: readonly string[]): Promise<string[]> {
  // kind and who may see it are part of each query, so that what is hidden takes no place
  const seen = db
    .selectFrom('assets as a')
    .where('a.kind', '=', wish.kind)
    .where('a.deprecated_at', 'is', null)
    .where(eb =>
      eb.or([
        eb('a.visibility', '=', 'organisation'),
        eb('a.project_id', 'in', projectIds.length > 0 ? [...projectIds] : ['']),
      ]),
    )
    .groupBy('a.id')
    .select('a.id')
    .limit(mostCandidates)
  const most = sql`count(*)`
  const words = [wish.name, wish.description].map(gramsOfQuestion).filter(grams => grams.length > 0)
  const marks = (['schema', 'code'] as const).filter(aspect => wish[aspect].length > 0)
  const found = [
    ...words.map(grams =>
      seen.innerJoin('asset_grams as g', 'g.asset_id', 'a.id').where('g.gram', 'in', grams).orderBy(most, 'desc'),
    ),
    ...marks.map(aspect =>
      seen
        .innerJoin('asset_marks as m', 'm.asset_id', 'a.id')
        .where('m.aspect', '=', aspect)
        .where('m.mark', 'in', wish[aspect].slice(0, mostMarks))
        .orderBy(most, 'desc'),
    ),
    ...(wish.content.length > 0
      ? [
          seen
            .innerJoin('asset_versions as v', 'v.asset_id', 'a.id')
            .where('v.digest', 'in', wish.content.slice(0, mostCandidates)),
        ]
      : []),
  ]
  // one question, each way with its own order and limit
  const [first, ...more] = found.map(way => db.selectFrom(way.as('way')).select('way.id'))
  if (!first) return []
  const rows = await more.reduce((all, way) => all.union(way), first).execute()
  return rows.map(({ id }) => id)
}
