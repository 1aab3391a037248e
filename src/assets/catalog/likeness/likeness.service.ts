import type { Db } from '../../../database/schema.ts'
import type { Context } from '../../../people/context.ts'
import type { AssetKind } from '../catalog.schema.ts'
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
export async function nearest(db: Db, wish: Compared, among: Among): Promise<NearAsset[]> {
  const candidates = await candidatesFor(db, wish, among.projectIds)
  const traits = await traitsOf(
    db,
    candidates.map(({ id }) => id),
  )
  return candidates
    .filter(asset => !wish.without(asset))
    .map(asset => {
      const marks = traits.get(asset.id) ?? { schema: [], code: [], content: [] }
      return { asset, ...likenessOf(wish, { name: asset.name, description: asset.description, ...marks }) }
    })
    .filter(({ score }) => score >= isNear)
    .toSorted((a, b) => b.score - a.score)
    .slice(0, among.limit)
}

const mostShown = 5

/** Before it is made. The project's own asset of that name gets another version, so it is no duplicate. */
export async function nearWish(
  ctx: Context,
  wish: { kind: AssetKind; name: string; description: string; schema: string[]; project?: string | undefined },
): Promise<NearAsset[]> {
  const without: Compared['without'] = ({ name, project }) =>
    name === wish.name && (project.slug === wish.project || project.id === wish.project)
  const compared = { ...wish, code: [], content: [], without }
  return nearest(ctx.db, compared, { projectIds: await readableProjects(ctx), limit: mostShown })
}

/** Of one that is there. */
export async function nearAsset(ctx: Context, id: string): Promise<NearAsset[]> {
  const asset = await readableAsset(ctx, id)
  return nearStored(ctx.db, asset, { projectIds: await readableProjects(ctx), limit: mostShown })
}

/** The same for whoever looks at all assets of some projects, as what counts duplicates does. */
export async function nearStored(
  db: Db,
  { id, kind, name, description }: { id: string; kind: AssetKind; name: string; description: string },
  among: Among,
): Promise<NearAsset[]> {
  const marks = (await traitsOf(db, [id])).get(id) ?? { schema: [], code: [], content: [] }
  return nearest(db, { kind, name, description, ...marks, without: other => other.id === id }, among)
}
