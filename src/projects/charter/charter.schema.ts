import { z } from 'zod'
import { route } from '../../people/route.ts'
import { Check, Request } from '../../people/requests/requests.schema.ts'
import { InProject, Name, PersonRef, Text, Time } from '../../people/shapes.ts'

/** One dated value of a KPI, with its interval and sample size where they are known. */
export const KpiValue = z
  .object({
    at: Time,
    value: z.number(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    n: z.number().nullable(),
    source: z.string(),
    note: z.string(),
  })
  .meta({ id: 'KpiValue' })
export type KpiValue = z.infer<typeof KpiValue>

const Day = z.iso.date()

export const Kpi = z
  .object({
    id: z.string(),
    name: z.string(),
    unit: z.string(),
    /** `lower`: smaller is better */
    direction: z.enum(['higher', 'lower']),
    baseline: z.number(),
    target: z.number(),
    targetDate: z.string(),
    createdAt: Time,
    /** oldest first */
    values: z.array(KpiValue),
  })
  .meta({ id: 'Kpi' })
export type Kpi = z.infer<typeof Kpi>

export const Charter = z
  .object({ goal: z.string(), scope: z.string(), updatedAt: Time.nullable(), kpis: z.array(Kpi) })
  .meta({ id: 'Charter' })
export type Charter = z.infer<typeof Charter>

/** What a charter says beside goal, scope and KPI; the first nine make it ready for G0. */
export const charterParts = [
  'problem',
  'decision',
  'users',
  'improvement',
  'data',
  'errors',
  'limits',
  'outside',
  'deadline',
  'prediction',
  'people',
  'running',
  'communication',
  'stop',
] as const
export const CharterPart = z.enum(charterParts)
export type CharterPart = z.infer<typeof CharterPart>
export const neededParts: readonly CharterPart[] = charterParts.slice(0, 9)

export const WrittenPart = z
  .object({ part: CharterPart, text: z.string(), by: PersonRef, at: Time })
  .meta({ id: 'CharterPart' })
export type WrittenPart = z.infer<typeof WrittenPart>

export const CharterForm = z
  .object({
    /** what is written already */
    parts: z.array(WrittenPart),
    /** whether the project may be judged at G0, with the seat that can supply what is missing */
    readiness: z.array(Check),
  })
  .meta({ id: 'CharterForm' })
export type CharterForm = z.infer<typeof CharterForm>

const KpiWish = z.object({
  name: Name,
  unit: Text(60),
  direction: z.enum(['higher', 'lower']),
  baseline: z.number(),
  target: z.number(),
  targetDate: Day,
})

const KpiRef = InProject.extend({ kpi: z.string() })

export const charterRoutes = {
  get: route('GET', '/api/projects/:project/charter', {
    allow: 'project:read',
    params: InProject,
    reply: Charter,
    summary: 'Goal, scope and KPIs with their values',
  }),
  put: route('PUT', '/api/projects/:project/charter', {
    allow: 'project:write',
    params: InProject,
    body: z.object({ goal: Text(2_000), scope: Text(10_000).default('') }),
    reply: Charter,
  }),
  parts: route('GET', '/api/projects/:project/charter/parts', {
    allow: 'project:read',
    params: InProject,
    reply: CharterForm,
    summary: 'The charter part by part, and whether it is ready to be judged',
  }),
  writePart: route('PUT', '/api/projects/:project/charter/parts/:part', {
    allow: 'project:write',
    params: InProject.extend({ part: CharterPart }),
    body: z.object({ text: Text(2_000) }),
    reply: CharterForm,
    summary: 'Write one part; an empty text takes it out',
  }),
  scope: route('GET', '/api/projects/:project/scope', {
    allow: 'project:read',
    params: InProject,
    reply: z.object({ scope: z.string(), changes: z.array(Request) }),
    summary: 'What is in and out, and the changes that the stakeholder accepted, newest first',
  }),
  addKpi: route('POST', '/api/projects/:project/kpis', {
    allow: 'kpi:write',
    params: InProject,
    body: KpiWish,
    reply: Kpi,
    status: 201,
  }),
  changeKpi: route('PATCH', '/api/projects/:project/kpis/:kpi', {
    allow: 'kpi:write',
    params: KpiRef,
    body: KpiWish.partial(),
    reply: Kpi,
    errors: ['not_found'],
  }),
  addValue: route('POST', '/api/projects/:project/kpis/:kpi/values', {
    allow: 'kpi:write',
    params: KpiRef,
    body: z.object({
      value: z.number(),
      at: Time.optional(),
      low: z.number().optional(),
      high: z.number().optional(),
      n: z.number().int().positive().optional(),
      note: Text(2_000).default(''),
    }),
    reply: Kpi,
    status: 201,
    errors: ['not_found'],
    summary: 'Record what the KPI is now',
  }),
}
