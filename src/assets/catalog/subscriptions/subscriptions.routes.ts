import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { RequestKinds } from '../../../people/requests/requests.kind.ts'
import type { subscriptionRoutes } from './subscriptions.schema.ts'
import { endSubscription, readAskedUses, readSubscriptions, subscribe } from './subscriptions.service.ts'

export const subscriptionHandlers: Handlers<typeof subscriptionRoutes, Context & { requestKinds: RequestKinds }> = {
  subscribe: (wish, ctx) => subscribe(ctx, wish),
  list: (page, ctx) => readSubscriptions(withProject(ctx), page),
  asked: (page, ctx) => readAskedUses(withProject(ctx), page),
  end: (wish, ctx) => endSubscription(withProject(ctx), wish),
}
