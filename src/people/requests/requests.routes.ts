import type { Handlers } from '../../kernel/contract.ts'
import { withProject, type Context } from '../context.ts'
import type { RequestKinds } from './requests.kind.ts'
import type { requestRoutes } from './requests.schema.ts'
import {
  acceptRequest,
  createRequest,
  readRequest,
  returnRequest,
  searchRequests,
  withdrawRequest,
} from './requests.service.ts'

export const requestHandlers: Handlers<typeof requestRoutes, Context & { requestKinds: RequestKinds }> = {
  list: (filter, ctx) => searchRequests(withProject(ctx), filter),
  create: (wish, ctx) => createRequest(withProject(ctx), wish),
  get: ({ request }, ctx) => readRequest(withProject(ctx), request),
  accept: ({ request, reason }, ctx) => acceptRequest(withProject(ctx), request, reason),
  return: ({ request, ...why }, ctx) => returnRequest(withProject(ctx), request, why),
  withdraw: ({ request, reason }, ctx) => withdrawRequest(withProject(ctx), request, reason),
}
