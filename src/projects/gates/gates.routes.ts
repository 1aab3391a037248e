import type { Handlers } from '../../kernel/contract.ts'
import { withProject, type Context } from '../../people/context.ts'
import type { gateRoutes } from './gates.schema.ts'
import { decideGate, readCourse } from './gates.service.ts'

export const gateHandlers: Handlers<typeof gateRoutes, Context> = {
  course: (_, ctx) => readCourse(withProject(ctx)),
  decide: ({ gate, ...wish }, ctx) => decideGate(withProject(ctx), gate, wish),
}
