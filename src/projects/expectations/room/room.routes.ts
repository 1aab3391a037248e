import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { roomRoutes } from './room.schema.ts'
import { readRoom } from './room.service.ts'

export const roomHandlers: Handlers<typeof roomRoutes, Context> = {
  get: (_, ctx) => readRoom(withProject(ctx)),
}
