import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { InProject, Page, PageAfter, Text, Time } from '../../../people/shapes.ts'
import { AssetKind } from '../catalog.schema.ts'

const ProjectName = z.object({ id: z.string(), slug: z.string(), name: z.string() })

/** A use that was asked for and is not granted, as the asking project sees it. */
export const AskedUse = z
  .object({
    /** its name only where this project may see it */
    asset: z.object({ id: z.string(), kind: AssetKind, name: z.string().nullable() }),
    requestId: z.string(),
    /** the address of the project that was asked */
    home: z.string(),
    seat: Seat,
    state: z.enum(['open', 'returned']),
    reason: z.string(),
    since: Time,
    /** why it was returned */
    answer: z.string(),
  })
  .meta({ id: 'AskedUse' })
export type AskedUse = z.infer<typeof AskedUse>

export const Subscription = z
  .object({
    asset: z.object({ id: z.string(), kind: AssetKind, name: z.string(), home: ProjectName }),
    /** the project that uses it */
    project: ProjectName,
    reason: z.string(),
    since: Time,
    /** when a run of that project took it last; null before the first */
    lastUsedAt: Time.nullable(),
    deprecatedAt: Time.nullable(),
    /** null when the asset is open to the organisation, so that nobody had to be asked */
    requestId: z.string().nullable(),
  })
  .meta({ id: 'Subscription' })
export type Subscription = z.infer<typeof Subscription>

/** From which side a use is looked at: the project that uses, or the one whose asset it is. */
const Side = z.enum(['user', 'home'])
export type Side = z.infer<typeof Side>

const Id = z.string().regex(/^[a-z0-9]+_[0-9a-z]+$/, 'not an id')

export const subscriptionRoutes = {
  subscribe: route('POST', '/api/subscriptions', {
    allow: 'signed-in',
    body: z.object({ asset: Id, project: z.string().min(1).max(80), reason: Text(4_000).min(1, 'say why') }),
    reply: z.object({ state: z.enum(['granted', 'asked']), requestId: z.string().nullable() }),
    status: 201,
    errors: ['not_found', 'conflict', 'forbidden'],
    summary: 'Use an asset of another project: at once where it is open to the organisation, else its owner is asked',
  }),
  list: route('GET', '/api/projects/:project/subscriptions', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ as: Side.default('user'), ...PageAfter }),
    reply: z.object({ subscriptions: z.array(Subscription), next: z.string().nullable() }),
    summary: 'Assets of others that this project uses, or as their home those of its own that others use',
  }),
  asked: route('GET', '/api/projects/:project/subscriptions/asked', {
    allow: 'project:read',
    params: InProject,
    query: z.object(Page),
    reply: z.object({ asked: z.array(AskedUse), next: z.string().nullable() }),
    summary: 'What this project asked to use and was not granted, the newest first',
  }),
  end: route('DELETE', '/api/projects/:project/subscriptions/:asset', {
    allow: 'asset:write',
    params: InProject.extend({ asset: Id }),
    query: z.object({ of: z.string().max(80).optional().describe('the project that uses it; this one when not said') }),
    errors: ['not_found'],
    summary: 'Use it no longer, or take the use back from another project',
  }),
}
