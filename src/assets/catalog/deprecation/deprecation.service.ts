import type { Context } from '../../../people/context.ts'
import { nextAfter, type PageAfter } from '../../../people/shapes.ts'
import { readableProjects } from '../readers.ts'
import type { EndingUse } from './deprecation.schema.ts'
import { listEndingUses } from './deprecation.store.ts'

/** Longer ago than this, nobody has to be told any more. */
export const lately = 90 * 86_400_000

export async function readEndingUses(
  ctx: Context,
  page: PageAfter,
): Promise<{ uses: EndingUse[]; next: string | null }> {
  const projectIds = await readableProjects(ctx)
  const uses = await listEndingUses(ctx.db, { ...page, projectIds, since: ctx.clock.now() - lately })
  return { uses, next: nextAfter(uses, page.limit, ({ asset, project }) => `${asset.id} ${project.id}`) }
}
