import { z } from 'zod'
import { CharterPart, driverLayers, edgeKinds, PlaybookName, Seat, WorthPlan } from '../sdk/words.ts'

/** What an evaluation judges, as the platform takes it. */
const Plan = z.looseObject({
  task: z.enum(['classification', 'regression']),
  label: z.object({
    column: z.string(),
    op: z.enum(['>', '>=', '<', '<=', '==', '!=']).optional(),
    value: z.number().optional(),
  }),
  timeColumn: z.string(),
  metrics: z.array(z.string()),
})

const Person = z.string()
export type Person = z.infer<typeof Person>

const Run = z.object({
  name: z.string(),
  script: z.string(),
  inputs: z.array(z.string()),
  args: z.array(z.string()).default([]),
  hypothesis: z.string().optional(),
  after: z.string().optional().describe('the run that must be over before this one begins'),
})

/** Of a question of the playbook: what somebody says, or what the platform has measured. */
const Answer = z.union([
  z.object({ question: z.string(), by: Person, text: z.string() }),
  z.object({ question: z.string(), by: Person, from: z.enum(['baseline', 'next', 'repetition', 'slices']) }),
])
export type Answer = z.infer<typeof Answer>

/** The shape of examples/flight-delays/project.json: who does what; `you` is the person who installed Trireme. */
export const Story = z.object({
  name: z.string(),
  slug: z.string(),
  goal: z.string(),
  scope: z.string(),
  kpi: z.object({
    name: z.string(),
    unit: z.string(),
    direction: z.enum(['higher', 'lower']),
    baseline: z.number(),
    target: z.number(),
    targetDate: z.string(),
    measuredBy: z.object({ metric: z.string(), factor: z.number() }),
  }),
  charter: z.partialRecord(CharterPart, z.string()),
  playbook: z.object({
    name: PlaybookName,
    begun: z.array(Answer).describe('known when work begins'),
    proven: z.array(Answer).describe('known when the runs were judged'),
    handedOver: z.array(Answer).describe('known when another seat took over'),
  }),
  worth: WorthPlan,
  drivers: z.array(
    z.object({
      name: z.string(),
      layer: z.enum(driverLayers),
      unit: z.string().default(''),
      metric: z.string().optional(),
      drives: z
        .object({
          name: z.string(),
          kind: z.enum(edgeKinds),
          note: z.string().default(''),
          hypothesis: z.string().optional(),
        })
        .optional(),
    }),
  ),
  risks: z.array(
    z.object({ by: Person, kind: z.enum(['risk', 'blocker']), title: z.string(), effect: z.string(), ownerSeat: Seat }),
  ),
  people: z.record(Person, z.string()),
  seats: z.partialRecord(Seat, Person.nullable()),
  hypotheses: z.array(
    z.object({
      id: z.string(),
      by: Person,
      title: z.string(),
      because: z.string(),
      change: z.string(),
      metric: z.string(),
      delta: z.number(),
      slice: z.string(),
      timeboxDays: z.number(),
      decide: z.object({ run: z.string(), against: z.string() }).optional(),
    }),
  ),
  data: z.array(
    z.object({
      name: z.string(),
      by: Person,
      package: z.string().optional(),
      file: z.string(),
      description: z.string(),
    }),
  ),
  image: z.object({ by: Person, file: z.string() }),
  steps: z.array(
    z.object({
      name: z.string(),
      by: Person,
      script: z.string(),
      inputs: z.array(z.string()),
      output: z.object({ name: z.string(), file: z.string(), description: z.string() }),
    }),
  ),
  experiment: z.object({ name: z.string(), by: Person, runs: z.array(Run) }),
  model: z.object({ name: z.string(), from: z.string() }),
  evaluation: z.object({ by: Person, dataset: z.string(), plan: Plan }),
  handoff: z.object({
    by: Person,
    toSeat: Seat,
    reason: z.string(),
    decide: z.object({ by: Person, accept: z.string() }),
  }),
  promotion: z.object({
    by: Person,
    toSeat: Seat,
    environment: z.string(),
    reason: z.string(),
    decide: z.object({ by: Person, accept: z.string(), return: z.string() }),
  }),
  endpoint: z.object({ name: z.string(), by: Person, environment: z.string() }),
  waiting: z.array(
    z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('promotion'), by: Person, toSeat: Seat, reason: z.string() }),
      z.object({ kind: z.literal('gate'), gate: z.string(), by: Person, toSeat: Seat, reason: z.string() }),
    ]),
  ),
  comments: z.array(
    z.object({ by: Person, on: z.object({ kind: z.string(), name: z.string().optional() }), text: z.string() }),
  ),
})
export type Story = z.infer<typeof Story>
