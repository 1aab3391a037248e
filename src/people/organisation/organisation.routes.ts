import type { Handlers } from '../../kernel/contract.ts'
import type { Context } from '../context.ts'
import type { organisationRoutes } from './organisation.schema.ts'
import { nameOrganisation, readOrganisation } from './organisation.service.ts'

export const organisationHandlers: Handlers<typeof organisationRoutes, Context> = {
  get: (_, ctx) => readOrganisation(ctx),
  change: ({ name }, ctx) => nameOrganisation(ctx, name),
}
