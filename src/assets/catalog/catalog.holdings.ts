import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import type { HoldingKinds } from '../../people/organisation/leaving/holdings.kind.ts'
import { seatHolders } from '../../people/projects/projects.service.ts'
import { findAsset, listOwned, updateAsset } from './catalog.store.ts'

/** Every asset has an owner who is here, deprecated ones too: somebody is asked about them. */
export const assetHoldings: HoldingKinds = {
  asset: {
    list: async (ctx, userId) =>
      (await listOwned(ctx.db, userId)).map(asset => ({
        id: asset.id,
        name: asset.name,
        seat: null,
        project: asset.project,
        detail: asset.kind,
        isAccountable: true,
        ways: ['hand-over' as const],
      })),
    async handOver(ctx, { id, from, to }) {
      const asset = await findAsset(ctx.db, id)
      if (asset?.owner.id !== from) throw notFound('Asset', id)
      const { project } = asset
      const holders = await seatHolders({ db: ctx.db, project: { ...project, isDemo: false } })
      if (!holders.some(holder => holder.person.id === to.id))
        throw new AppError(
          'conflict',
          `${to.name} does not sit in ${project.name}, where ${asset.kind} ${asset.name} lives; hand a seat there over too`,
        )
      await updateAsset(ctx.db, id, { owner: to.id, updated_at: ctx.clock.now() })
      await append(ctx.db, ctx, {
        verb: 'hand-over',
        object: { kind: asset.kind, id },
        payload: { from, to: to.id },
        projectId: project.id,
      })
    },
  },
}
