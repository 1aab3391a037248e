import type { Handlers } from '../../kernel/contract.ts'
import type { BackboneContext } from '../context.ts'
import type { auditRoutes } from './audit.schema.ts'
import { readAudit, verifyAudit } from './audit.service.ts'

export const auditHandlers: Handlers<typeof auditRoutes, BackboneContext> = {
  read: (_, ctx) => readAudit(ctx),
  verify: (_, ctx) => verifyAudit(ctx),
}
