import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { driverRoutes } from './drivers.schema.ts'
import { addDriver, connectDrivers, readTree, removeDriver, setWorth } from './drivers.service.ts'

export const driverHandlers: Handlers<typeof driverRoutes, Context> = {
  tree: (_, ctx) => readTree(withProject(ctx)),
  add: (wish, ctx) => addDriver(withProject(ctx), wish),
  remove: ({ driver }, ctx) => removeDriver(withProject(ctx), driver),
  connect: ({ driver, ...wish }, ctx) => connectDrivers(withProject(ctx), driver, wish),
  worth: (plan, ctx) => setWorth(withProject(ctx), plan),
}
