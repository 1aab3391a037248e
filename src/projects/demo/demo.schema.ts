import { z } from 'zod'
import { route } from '../../people/route.ts'
import { Time } from '../../people/shapes.ts'

export const DemoStep = z.object({
  name: z.string(),
  state: z.enum(['waiting', 'running', 'done', 'stopped']),
  seconds: z.number().nullable(),
})

export type DemoStep = z.infer<typeof DemoStep>

/** How far the demo project has come. */
export const Demo = z
  .object({
    state: z.enum(['off', 'running', 'done', 'stopped']),
    step: z.string().nullable(),
    steps: z.array(DemoStep),
    error: z.string().optional(),
    /** the project to look at, once it is there */
    project: z.string().nullable(),
  })
  .meta({ id: 'Demo' })
export type Demo = z.infer<typeof Demo>

/** Whose eyes a visitor of the simulated organisation may borrow. */
export const Look = z.object({
  id: z.string(),
  name: z.string(),
  title: z.string(),
  project: z.string().nullable(),
})
export type Look = z.infer<typeof Look>

/** A simulated organisation that is there to be looked at: a year of it, ending when it was made. */
export const Made = z
  .object({
    id: z.string(),
    seed: z.number(),
    from: Time,
    until: Time,
    seconds: z.number(),
    people: z.number(),
    projects: z.array(z.string()),
    events: z.number(),
    looks: z.array(Look),
  })
  .meta({ id: 'DemoOrganisationMade' })
export type Made = z.infer<typeof Made>

export const DemoOrganisation = z
  .object({
    state: z.enum(['none', 'making', 'there', 'stopped']),
    /** of the year that is over, 0 to 1, while it is made */
    share: z.number().nullable(),
    /** why it stopped */
    error: z.string().nullable(),
    made: Made.nullable(),
  })
  .meta({ id: 'DemoOrganisation' })
export type DemoOrganisation = z.infer<typeof DemoOrganisation>

export const Seed = z.number().int().min(1).max(1_000_000)

/** Says that a call is about the simulated organisation, and whose eyes it looks through; the director's when not said. */
export const worldHeader = 'x-trireme-world'
export const lookHeader = 'x-trireme-look'
export const demoWorld = 'demo-organisation'

export const demoRoutes = {
  get: route('GET', '/api/demo', { allow: 'public', reply: Demo, summary: 'How far the demo project has come' }),
  organisation: route('GET', '/api/demo/organisation', {
    allow: 'signed-in',
    reply: DemoOrganisation,
    summary: 'Whether there is a simulated organisation beside the real one, and how far it has come',
  }),
  makeOrganisation: route('POST', '/api/demo/organisation', {
    allow: 'platform:write',
    body: z.object({ seed: Seed.default(1) }),
    reply: DemoOrganisation,
    status: 202,
    errors: ['conflict'],
    summary: 'Make a simulated organisation: forty people, six projects, a year; in the background',
  }),
  removeOrganisation: route('DELETE', '/api/demo/organisation', {
    allow: 'platform:write',
    reply: DemoOrganisation,
    summary: 'Remove the simulated organisation, or stop making it',
  }),
}
