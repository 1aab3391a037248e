import type { Handlers } from '../../kernel/contract.ts'
import { withProject, type Context } from '../context.ts'
import type { projectRoutes } from './projects.schema.ts'
import {
  changeProject,
  createProject,
  describeProject,
  leaveSeat,
  pageOfMyProjects,
  takeSeat,
} from './projects.service.ts'
import { listSeats } from '../seats.store.ts'

export const projectHandlers: Handlers<typeof projectRoutes, Context> = {
  list: (page, ctx) => pageOfMyProjects(ctx, page),
  create: (wish, ctx) => createProject(ctx, wish),
  get: (_, ctx) => describeProject(withProject(ctx)),
  change: (change, ctx) => changeProject(withProject(ctx), change),
  seats: async (_, ctx) => ({ seats: await listSeats(ctx.db, withProject(ctx).project.id) }),
  takeSeat: (wish, ctx) => takeSeat(withProject(ctx), wish),
  leaveSeat: (place, ctx) => leaveSeat(withProject(ctx), place),
}
