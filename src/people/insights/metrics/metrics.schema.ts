import { z } from 'zod'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { PersonRef, Time } from '../../shapes.ts'

/** All that is computed about how people work together. */
export const metrics = [
  'flow',
  'waits',
  'delivery',
  'reuse',
  'hypotheses',
  'coverage',
  'balance',
  'duties',
  'load',
  'answers',
  'skills',
  'bus',
  'silos',
] as const
export const Metric = z.enum(metrics)
export type Metric = z.infer<typeof Metric>

export const MetricState = z.object({ metric: Metric, isOn: z.boolean() }).meta({ id: 'MetricState' })
export type MetricState = z.infer<typeof MetricState>

const ProjectName = z.object({ slug: z.string(), name: z.string() })

/** What is computed of one person, for that person alone. */
export const AboutMe = z
  .object({
    now: Time,
    person: PersonRef,
    metrics: z.array(MetricState),
    /** null where it is switched off */
    load: z.object({ projects: z.number(), mostProjects: z.number(), isOver: z.boolean() }).nullable(),
    seats: z.array(
      z.object({
        project: ProjectName,
        seat: Seat,
        since: Time,
        seatsHere: z.number(),
        /** of mine in this seat; null where coverage is switched off */
        lastAct: z.object({ at: Time, eventId: z.string() }).nullable(),
        /** within 28 days of the last act, or of taking the seat */
        countsAsWorking: z.boolean().nullable(),
        /** open requests to this seat; null where waits are switched off */
        waitsForSeat: z.number().nullable(),
      }),
    ),
  })
  .meta({ id: 'AboutMe' })
export type AboutMe = z.infer<typeof AboutMe>

export const metricRoutes = {
  list: route('GET', '/api/metrics', {
    allow: 'signed-in',
    reply: z.object({ metrics: z.array(MetricState) }),
    summary: 'What is computed about work, and what of it is switched off',
  }),
  change: route('PUT', '/api/metrics/:metric', {
    allow: 'platform:write',
    params: z.object({ metric: Metric }),
    body: z.object({ isOn: z.boolean() }),
    reply: z.object({ metrics: z.array(MetricState) }),
    errors: ['forbidden'],
    summary: 'Switch a metric on or off for everybody; owners only',
  }),
  aboutMe: route('GET', '/api/about-me', {
    allow: 'signed-in',
    reply: AboutMe,
    summary: 'All that is computed about me, before anybody else reads it as part of a seat',
  }),
}
