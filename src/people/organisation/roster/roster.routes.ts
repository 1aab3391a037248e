import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { rosterRoutes } from './roster.schema.ts'
import { applyRoster, previewRoster } from './roster.service.ts'

export const rosterHandlers: Handlers<typeof rosterRoutes, Context> = {
  preview: ({ csv }, ctx) => previewRoster(ctx, csv),
  apply: ({ csv }, ctx) => applyRoster(ctx, csv),
}
