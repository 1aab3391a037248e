import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { promiseRoutes } from './promises.schema.ts'
import {
  closePromise,
  makePromise,
  noticesOf,
  offerChange,
  pageOfPromises,
  readCalibration,
  sayTold,
  takePromise,
} from './promises.service.ts'

export const promiseHandlers: Handlers<typeof promiseRoutes, Context> = {
  list: (filter, ctx) => pageOfPromises(withProject(ctx), filter),
  make: (wish, ctx) => makePromise(withProject(ctx), wish),
  accept: ({ promise }, ctx) => takePromise(withProject(ctx), promise),
  change: ({ promise, ...wish }, ctx) => offerChange(withProject(ctx), promise, wish),
  settle: ({ promise, ...wish }, ctx) => closePromise(withProject(ctx), promise, wish),
  tell: ({ promise }, ctx) => sayTold(withProject(ctx), promise),
  notices: (_, ctx) => noticesOf(ctx),
  calibration: (_, ctx) => readCalibration(ctx),
}
