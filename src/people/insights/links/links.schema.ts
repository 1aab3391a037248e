import { z } from 'zod'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { InProject, Time } from '../../shapes.ts'

const Thing = z.object({ kind: z.string(), id: z.string(), name: z.string() })

const Factor = z.object({ factor: z.number(), assets: z.number() })

export const Continuity = z
  .object({
    all: Factor,
    /** models that are or were in production */
    inProduction: Factor,
    kinds: z.array(Factor.extend({ kind: z.string() })),
    /** have one author only, so that one leave makes them nobody's */
    single: z.array(Thing),
    /** whoever knew them has left */
    orphaned: z.array(Thing),
  })
  .meta({ id: 'Continuity' })

const Share = z.object({ crossing: z.number(), all: z.number() })

export const Crossing = z
  .object({
    /** things that people of more than one seat worked on, of all that were worked on */
    seats: Share,
    /** the same by teams, of those that people with a team worked on */
    teams: Share,
    /** words and answers between different seats, of all */
    talk: Share,
    congruence: z.number(),
    pairs: z.number(),
  })
  .meta({ id: 'Crossing' })

export const Silos = z
  .object({
    now: Crossing,
    /** the window before; null where too little happened in it */
    before: Crossing.nullable(),
    /** seats that work on the same things and do not talk here */
    missing: z.array(z.object({ seats: z.tuple([Seat, Seat]), things: z.number(), most: Thing })),
  })
  .meta({ id: 'Silos' })

export const Links = z
  .object({
    now: Time,
    /** of the windows, in days */
    days: z.number(),
    /** null where it is switched off */
    bus: Continuity.nullable(),
    /** null where it is switched off, and where too few people or links would say more about persons than about a team */
    silos: Silos.nullable(),
    isTooLittle: z.boolean(),
  })
  .meta({ id: 'Links' })
export type Links = z.infer<typeof Links>

export const linkRoutes = {
  get: route('GET', '/api/projects/:project/links', {
    allow: 'project:read',
    params: InProject,
    reply: Links,
    summary: 'How many can go before work is nobody’s, and which seats share work without talking; no persons',
  }),
}
