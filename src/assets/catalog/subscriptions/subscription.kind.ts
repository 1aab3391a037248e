import { z } from 'zod'
import { append } from '../../../events/events.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { seatsWith } from '../../../people/policies.ts'
import { projectsByIds } from '../../../people/projects/projects.service.ts'
import type { RequestKind } from '../../../people/requests/requests.kind.ts'
import type { Asset } from '../catalog.schema.ts'
import { findAsset } from '../catalog.store.ts'
import { insertSubscription } from './subscriptions.store.ts'

const Wish = z.strictObject({ project: z.string().max(80) })

/** Another project asks to use an asset; the seat of its owner decides. */
export const subscription: RequestKind = {
  toSeat: 'data_scientist',
  seats: seatsWith('asset:write'),
  details: Wish,
  inBulk: true,
  async describe(ctx, { id }, details) {
    const asset = await assetOf(ctx, id)
    const { project } = Wish.parse(details)
    const name = (await projectsByIds(ctx, [project])).get(project)?.name ?? project
    return { name: `${asset.name} → ${name}`, authors: [] }
  },
  async checks(ctx, { id }) {
    const asset = await assetOf(ctx, id)
    return [
      asset.deprecatedAt === null
        ? { name: 'not_deprecated', state: 'met', found: 'in use' }
        : { name: 'not_deprecated', state: 'warning', found: 'deprecated' },
      { name: 'used_by', state: 'met', found: `${asset.usedByProjects} projects` },
    ]
  },
  async effect(tx, ctx, request) {
    const asset = await assetOf({ ...ctx, db: tx }, request.subject.id)
    const { project } = Wish.parse(request.details)
    const now = ctx.clock.now()
    const row = { assetId: asset.id, projectId: project, requestId: request.id, reason: request.reason }
    await insertSubscription(tx, { ...row, by: request.from.id, now })
    await append(tx, ctx, {
      verb: 'subscribe',
      object: { kind: asset.kind, id: asset.id },
      payload: { project, request: request.id },
    })
  },
}

async function assetOf(ctx: Pick<ProjectContext, 'db' | 'project'>, id: string): Promise<Asset> {
  const asset = await findAsset(ctx.db, id)
  if (asset?.project.id !== ctx.project.id) throw notFound('Asset', id)
  return asset
}
