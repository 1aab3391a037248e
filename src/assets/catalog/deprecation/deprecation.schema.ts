import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { PageAfter, Time } from '../../../people/shapes.ts'
import { AssetKind } from '../catalog.schema.ts'

const ProjectName = z.object({ id: z.string(), slug: z.string(), name: z.string() })

/** A deprecated asset that runs of one of my projects took lately. */
export const EndingUse = z
  .object({
    asset: z.object({ id: z.string(), kind: AssetKind, name: z.string() }),
    /** the project whose runs took it */
    project: ProjectName,
    deprecatedAt: Time,
    endsAt: Time.nullable(),
    reason: z.string(),
    /** what to use instead; its name only where I may see it */
    replacement: z.object({ id: z.string(), name: z.string().nullable() }).nullable(),
    uses: z.number(),
    lastUsedAt: Time,
  })
  .meta({ id: 'EndingUse' })
export type EndingUse = z.infer<typeof EndingUse>

export const deprecationRoutes = {
  list: route('GET', '/api/deprecations', {
    allow: 'signed-in',
    query: z.object(PageAfter),
    reply: z.object({ uses: z.array(EndingUse), next: z.string().nullable() }),
    summary: 'Deprecated assets that runs of my projects took in the last 90 days, with what to use instead',
  }),
}
