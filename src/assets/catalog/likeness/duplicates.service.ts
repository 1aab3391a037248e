import type { Db } from '../../../database/schema.ts'
import type { Asset } from '../catalog.schema.ts'
import { listMadeFrom, listNewest } from './duplicates.store.ts'
import { nearStored } from './likeness.service.ts'

/** An asset that is nearly the same as an older one of another project, and was not made from it. */
export type Duplicate = { newer: Asset; older: Asset; likeness: number }

export type DuplicateSearch = {
  projectIds: readonly string[]
  /** the projects whose assets they are compared with */
  among: readonly string[]
  /** those that were made since then */
  since: number
  /** how alike, 0 to 1 */
  least: number
}

/** Tables and models that somebody made a second time: the newest fifty are compared. */
export async function duplicatesIn(
  ctx: { db: Db },
  { projectIds, among, since, least }: DuplicateSearch,
): Promise<Duplicate[]> {
  const newest = await listNewest(ctx.db, { projectIds, since })
  const near = await nearStored(ctx.db, newest, { projectIds: among, limit: 10 })
  const origins = await listMadeFrom(ctx.db, [...near.keys()])
  return newest.flatMap(newer => {
    const best = near
      .get(newer.id)
      ?.find(
        ({ asset, score }) =>
          score >= least &&
          asset.project.id !== newer.project.id &&
          asset.createdAt < newer.createdAt &&
          !origins.has(`${newer.id} ${asset.id}`),
      )
    return best ? [{ newer, older: best.asset, likeness: best.score }] : []
  })
}
