import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Seat } from '../../../people/seats.ts'
import { PageAfter, PersonRef } from '../../../people/shapes.ts'
import { AssetKind } from '../catalog.schema.ts'

/**
 * Who owns what is shared: single components belong to ML engineers, the infrastructure with its tools to MLOps engineers,
 * and data to those who make it. The first seat is the usual one.
 */
export const ownersOf: Readonly<Record<AssetKind, readonly [Seat, ...Seat[]]>> = {
  dataset: ['data_engineer', 'data_scientist'],
  image: ['mlops_engineer'],
  model: ['ml_engineer'],
}

export const Component = z
  .object({
    asset: z.object({ id: z.string(), kind: AssetKind, name: z.string() }),
    home: z.object({ id: z.string(), slug: z.string(), name: z.string() }),
    owner: PersonRef,
    /** in which the owner sits in its home or for the platform */
    seats: z.array(Seat),
    /** to which it belongs */
    owningSeat: Seat,
    /** others may use it, or do: then the rule of ownership holds for it */
    isShared: z.boolean(),
    /** `gone`: its owner sits nowhere there; `other_seat`: only in seats to which it does not belong */
    fault: z.enum(['gone', 'other_seat']).nullable(),
  })
  .meta({ id: 'Component' })
export type Component = z.infer<typeof Component>

export const ownershipRoutes = {
  list: route('GET', '/api/components', {
    allow: 'signed-in',
    query: z.object({ ...PageAfter, rule: z.enum(['all', 'broken']).default('all') }),
    reply: z.object({
      components: z.array(Component),
      next: z.string().nullable(),
      /** of all that I may see */
      broken: z.number(),
    }),
    summary:
      'Every component of the shared tier that I may see, with the seat that owns it and where the rule is broken',
  }),
}
