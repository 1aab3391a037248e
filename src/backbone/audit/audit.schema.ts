import { z } from 'zod'
import { route } from '../../people/route.ts'
import { Page } from '../../people/shapes.ts'
import { TimelineEvent } from '../../people/timeline/timeline.schema.ts'

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

/** An event of any project or of the platform. */
export const AuditEvent = TimelineEvent.extend({
  project: z.object({ slug: z.string(), name: z.string() }).nullable(),
}).meta({ id: 'AuditEvent' })
export type AuditEvent = z.infer<typeof AuditEvent>

const At = z.coerce.number<string | number>().int().min(0)

const Sought = z.object({
  person: z.string().max(80).optional(),
  project: z.string().max(100).optional().describe('slug'),
  verb: z.string().max(400).optional().describe('one verb or several, separated by commas'),
  kind: z.string().max(40).optional(),
  id: z.string().max(300).optional(),
  since: At.optional().describe('ms since 1970, UTC'),
  until: At.optional().describe('before this moment'),
})
export type Sought = z.infer<typeof Sought>

export const auditRoutes = {
  events: route('GET', '/api/audit/events', {
    allow: 'platform:write',
    query: Sought.extend(Page),
    reply: z.object({ events: z.array(AuditEvent), next: z.string().nullable() }),
    errors: ['not_found'],
    summary: 'Events of every project and of the platform, newest first',
  }),
  file: route('GET', '/api/audit/file', {
    allow: 'platform:write',
    query: Sought.extend({ format: z.enum(['csv', 'ndjson']).default('csv') }),
    reply: 'file',
    errors: ['not_found'],
    summary: 'All events that fit, newest first, as a file',
  }),
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
