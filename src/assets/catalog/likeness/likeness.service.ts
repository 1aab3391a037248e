import type { Db } from '../../../database/schema.ts'
import type { Context } from '../../../people/context.ts'
import type { AssetKind } from '../catalog.schema.ts'
import { assetsByIds } from '../catalog.store.ts'
import { readableAsset } from '../publish.service.ts'
import { readableProjects } from '../readers.ts'
import { isNear, likenessOf, type Traits } from './likeness.ts'
import type { NearAsset } from './likeness.schema.ts'
import { candidatesFor, traitsOf, writeMarks } from './likeness.store.ts'

/** What an asset is made of, said when a version of it is published; a digest of code counts as the same code. */
export async function markAsset(
  tx: Db,
  assetId: string,
  made: { schema?: readonly string[]; code?: readonly string[] },
): Promise<void> {
  await writeMarks(tx, assetId, { schema: made.schema ?? [], code: made.code ?? [] })
}

/** A column as it is compared: its name without case, and its type. */
export const columnMark = ({ name, type }: { name: string; type: string }) =>
  `${name.toLowerCase()} ${type}`.slice(0, 200)

export type Compared = Traits & {
  kind: AssetKind
  /** itself, and whatever else makes no sense as an answer */
  without: (other: { id: string; name: string; project: { id: string; slug: string } }) => boolean
}

type Among = { projectIds: readonly string[]; limit: number }

/** The nearest assets of a kind among those of the organisation and of some projects; the most alike first. */
export const nearest = async (db: Db, wish: Compared, among: Among): Promise<NearAsset[]> =>
  (await nearestOfEach(db, [wish], among))[0] ?? []

/** The same for several wishes: all that they are compared with is read at once. */
async function nearestOfEach(db: Db, wishes: readonly Compared[], among: Among): Promise<NearAsset[][]> {
  const candidates: { wish: Compared; ids: string[] }[] = []
  for (const wish of wishes) candidates.push({ wish, ids: await candidatesFor(db, wish, among.projectIds) })
  const all = [...new Set(candidates.flatMap(({ ids }) => ids))]
  const assets = new Map((await assetsByIds(db, all)).map(asset => [asset.id, asset]))
  const traits = await traitsOf(db, all)
  return candidates.map(({ wish, ids }) =>
    ids
      .flatMap(id => assets.get(id) ?? [])
      .filter(asset => !wish.without(asset))
      .map(asset => ({ asset, ...likenessOf(wish, { ...asset, ...(traits.get(asset.id) ?? unsaid) }) }))
      .filter(({ score }) => score >= isNear)
      .toSorted((a, b) => b.score - a.score)
      .slice(0, among.limit),
  )
}

const unsaid = { schema: [], code: [], content: [] }

const mostShown = 5

/** Before it is made. The project's own asset of that name gets another version, so it is no duplicate. */
export async function nearWish(
  ctx: Context,
  wish: { kind: AssetKind; name: string; description: string; schema: string[]; project?: string | undefined },
): Promise<NearAsset[]> {
  const without: Compared['without'] = ({ name, project }) =>
    name === wish.name && (project.slug === wish.project || project.id === wish.project)
  const compared = { ...unsaid, ...wish, without }
  return nearest(ctx.db, compared, { projectIds: await readableProjects(ctx), limit: mostShown })
}

/** Of one that is there. */
export async function nearAsset(ctx: Context, id: string): Promise<NearAsset[]> {
  const asset = await readableAsset(ctx, id)
  const among = { projectIds: await readableProjects(ctx), limit: mostShown }
  return (await nearStored(ctx.db, [asset], among)).get(id) ?? []
}

type Stored = { id: string; kind: AssetKind; name: string; description: string }

/** The same for some that are there, as what counts duplicates looks at them. */
export async function nearStored(db: Db, stored: readonly Stored[], among: Among): Promise<Map<string, NearAsset[]>> {
  const traits = await traitsOf(
    db,
    stored.map(({ id }) => id),
  )
  const wishes = stored.map(({ id, kind, name, description }): Compared => {
    return { kind, name, description, ...(traits.get(id) ?? unsaid), without: other => other.id === id }
  })
  const near = await nearestOfEach(db, wishes, among)
  return new Map(stored.map(({ id }, at) => [id, near[at] ?? []]))
}
