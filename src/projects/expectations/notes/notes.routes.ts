import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../../people/context.ts'
import type { noteRoutes } from './notes.schema.ts'
import { noteFile, writeNote } from './notes.service.ts'

export const noteHandlers: Handlers<typeof noteRoutes, Context> = {
  get: (wish, ctx) => writeNote(withProject(ctx), wish),
  file: (wish, ctx) => noteFile(withProject(ctx), wish),
}
