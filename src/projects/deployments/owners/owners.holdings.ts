import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { HoldingKinds } from '../../../people/organisation/leaving/holdings.kind.ts'
import { seatHolders } from '../../../people/projects/projects.service.ts'
import { listOwned, passEndpoint } from './owners.store.ts'

/** Every endpoint that answers has somebody who answers for it. */
export const endpointHoldings: HoldingKinds = {
  endpoint: {
    list: async (ctx, userId) =>
      (await listOwned(ctx.db, userId)).map(endpoint => ({
        id: endpoint.id,
        name: endpoint.name,
        seat: null,
        project: endpoint.project,
        detail: endpoint.stage,
        isAccountable: true,
        ways: ['hand-over' as const],
      })),
    async handOver(ctx, { id, from, to }) {
      const endpoint = (await listOwned(ctx.db, from)).find(one => one.id === id)
      if (!endpoint) throw notFound('Endpoint', id)
      const { project } = endpoint
      const holders = await seatHolders({ db: ctx.db, project: { ...project, isDemo: false } })
      if (!holders.some(holder => holder.person.id === to.id))
        throw new AppError(
          'conflict',
          `${to.name} does not sit in ${project.name}, where endpoint ${endpoint.name} answers; hand a seat there over too`,
        )
      await passEndpoint(ctx.db, { id, to: to.id })
      await append(ctx.db, ctx, {
        verb: 'hand-over',
        object: { kind: 'endpoint', id },
        payload: { from, to: to.id },
        projectId: project.id,
      })
    },
  },
}
