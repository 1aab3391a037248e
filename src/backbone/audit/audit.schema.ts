import { z } from 'zod'
import { route } from '../../people/route.ts'

const Head = z.object({ position: z.number(), hash: z.string() })

export const AuditState = z
  .object({
    events: z.number(),
    sealed: z.number(),
    /** written but not chained yet; the sealer follows within seconds */
    unsealed: z.number(),
    head: Head.nullable(),
  })
  .meta({ id: 'AuditState' })
export type AuditState = z.infer<typeof AuditState>

/** At most the first hundred faults are named; their number tells of all. */
export const AuditVerdict = z
  .object({
    isWhole: z.boolean(),
    sealed: z.number(),
    unsealed: z.number(),
    head: Head.nullable(),
    faults: z.array(
      z.object({ position: z.number(), eventId: z.string(), what: z.enum(['edited', 'removed', 'cut-off']) }),
    ),
    faultCount: z.number(),
    verifiedAt: z.number(),
    tookMs: z.number(),
  })
  .meta({ id: 'AuditVerdict' })
export type AuditVerdict = z.infer<typeof AuditVerdict>

export const auditRoutes = {
  read: route('GET', '/api/audit', {
    allow: 'platform:read',
    reply: AuditState,
    summary: 'How long the log of events is, and how far it is chained',
  }),
  verify: route('POST', '/api/audit/verify', {
    allow: 'platform:write',
    reply: AuditVerdict,
    summary: 'Walk the whole chain and name every event that was edited, removed or cut off',
  }),
}
