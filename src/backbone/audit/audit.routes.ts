import type { Handlers } from '../../kernel/contract.ts'
import type { auditRoutes } from './audit.schema.ts'
import { readAudit, verifyAudit } from './audit.service.ts'
import { exportAudit, searchAudit, type AuditContext } from './search.service.ts'

export const auditHandlers: Handlers<typeof auditRoutes, AuditContext> = {
  read: (_, ctx) => readAudit(ctx),
  verify: (_, ctx) => verifyAudit(ctx),
  events: (sought, ctx) => searchAudit(ctx, sought),
  file: ({ format, ...sought }, ctx) => exportAudit(ctx, sought, format),
}
