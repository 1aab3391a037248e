import type { ProjectContext } from '../../../people/context.ts'
import { requestsOfKind } from '../../../people/requests/requests.service.ts'
import type { HandoffDesk } from './handoffs.schema.ts'
import { edgeRates, rolledFirstTimeRight } from './rates.ts'

const day = 86_400_000

export async function readHandoffDesk(ctx: ProjectContext, { days }: { days: number }): Promise<HandoffDesk> {
  const since = ctx.clock.now() - days * day
  const requests = await requestsOfKind(ctx, { kind: 'handoff', since })
  const edges = edgeRates(requests)
  return {
    since,
    queue: requests.filter(one => one.state === 'open').toSorted((a, b) => a.createdAt - b.createdAt),
    edges,
    rolledFirstTimeRight: rolledFirstTimeRight(edges),
    requests,
  }
}
