import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { HoldingKinds } from '../../../people/organisation/leaving/holdings.kind.ts'
import { seatHoldersIn } from '../../../people/projects/projects.service.ts'
import { closeForLeaver } from './spikes.service.ts'
import { listOpenOf, passSpike } from './spikes.store.ts'

/** What somebody is finding out: another one of the project goes on with it, or it stays openly unanswered. */
export const spikeHoldings: HoldingKinds = {
  spike: {
    list: async (ctx, userId) =>
      (await listOpenOf(ctx.db, userId)).map(({ id, question, project, isActive }) => ({
        ...{ id, name: question, seat: null, project, detail: '' },
        // a closed project asks for no answer
        isAccountable: isActive,
        ways: ['hand-over' as const, 'release' as const],
      })),
    async handOver(ctx, { id, from, to }) {
      const spike = (await listOpenOf(ctx.db, from)).find(one => one.id === id)
      if (!spike) throw notFound('Spike', id)
      const { project } = spike
      const holders = (await seatHoldersIn(ctx, [project.id])).get(project.id) ?? []
      if (!holders.some(({ person }) => person.id === to.id))
        throw new AppError(
          'conflict',
          `${to.name} does not sit in ${project.name}, where the spike "${spike.question}" is open; hand a seat there over too`,
        )
      await passSpike(ctx.db, { id, to: to.id })
      await append(ctx.db, ctx, {
        verb: 'hand-over',
        object: { kind: 'spike', id },
        payload: { from, to: to.id },
        projectId: project.id,
      })
    },
    async release(ctx, { id, from, reason }) {
      const spike = (await listOpenOf(ctx.db, from)).find(one => one.id === id)
      if (!spike) throw notFound('Spike', id)
      await closeForLeaver(ctx, { id, projectId: spike.project.id, outcome: reason })
    },
  },
}
