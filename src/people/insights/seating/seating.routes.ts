import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../context.ts'
import type { seatingRoutes } from './seating.schema.ts'
import { changeDuty, changeNeed, readSeating } from './seating.service.ts'

export const seatingHandlers: Handlers<typeof seatingRoutes, Context> = {
  get: ({ stage }, ctx) => readSeating(withProject(ctx), stage),
  changeNeed: ({ stage, seat, amount }, ctx) => changeNeed(withProject(ctx), { stage, seat, amount }),
  changeDuty: ({ activity, seat, letter }, ctx) => changeDuty(withProject(ctx), { activity, seat, letter }),
}
