import type { Db } from '../../database/schema.ts'
import { listUnowned, type Unowned } from './catalog.store.ts'

/** Assets in use for which nobody answers: their owner sits in their project no more. */
export const listOrphans = (ctx: { db: Db }, projectIds: readonly string[]): Promise<Unowned[]> =>
  listUnowned(ctx.db, projectIds)
