import { z } from 'zod'
import { route } from '../../route.ts'
import { Seat } from '../../seats.ts'
import { InProject, Time } from '../../shapes.ts'
import { stages } from './stages.schema.ts'

export const activities = ['goal', 'data', 'experiment', 'model', 'image', 'delivery', 'gate'] as const
export const Activity = z.enum(activities)
export type Activity = z.infer<typeof Activity>

/** R does it, A answers for it, C is asked before, I is told after. */
export const Letter = z.enum(['R', 'A', 'C', 'I'])
export type Letter = z.infer<typeof Letter>

export const faults = ['no_a', 'many_a', 'no_r', 'a_without_right', 'many_c', 'said_not_done', 'does_too_much'] as const

export const Duty = z
  .object({
    activity: Activity,
    said: z.array(z.object({ seat: Seat, letter: Letter })),
    /** read from events; `kind` is that of most of their objects */
    done: z.array(z.object({ seat: Seat, letter: Letter, acts: z.number(), kind: z.string() })),
    faults: z.array(z.object({ fault: z.enum(faults), seat: Seat.nullable() })),
  })
  .meta({ id: 'Duty' })
export type Duty = z.infer<typeof Duty>

const Stage = z.enum(stages)
const Amount = z.number().int().min(0).max(2)

export const SeatFigure = z
  .object({
    seat: Seat,
    /** in this stage: 0 not, 1 consulted, 2 working */
    need: Amount,
    isChanged: z.boolean(),
    /** people in it, each divided by the projects they serve */
    allocated: z.number(),
    /** the last typical act of this seat; null where there is none, or coverage is switched off */
    lastAct: z.object({ at: Time, eventId: z.string(), verb: z.string(), kind: z.string() }).nullable(),
    /** who sits here serves more than three projects, or sits in more than two seats of this one; null where switched off */
    isOver: z.boolean().nullable(),
  })
  .meta({ id: 'SeatFigure' })
export type SeatFigure = z.infer<typeof SeatFigure>

const Deviation = z.object({ seat: Seat, share: z.number(), need: z.number() })

export const Seating = z
  .object({
    now: Time,
    stage: Stage,
    seats: z.array(SeatFigure),
    coverage: z.object({ declared: z.number(), demonstrated: z.number(), gap: z.number() }).nullable(),
    balance: z.object({ index: z.number(), largest: z.array(Deviation) }).nullable(),
    duties: z.array(Duty).nullable(),
  })
  .meta({ id: 'Seating' })
export type Seating = z.infer<typeof Seating>

export const seatingRoutes = {
  get: route('GET', '/api/projects/:project/seating', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ stage: Stage.optional().describe('the one that the project is in when left out') }),
    reply: Seating,
    summary: 'What the stage needs of each seat, what is declared and what is shown by acts; balance and duties',
  }),
  changeNeed: route('PUT', '/api/projects/:project/seating/needs/:stage/:seat', {
    allow: 'project:write',
    params: InProject.extend({ stage: Stage, seat: Seat }),
    body: z.object({ amount: Amount.nullable().describe('null: as usual') }),
    reply: Seating,
    summary: 'Say how much a stage of this project needs a seat',
  }),
  changeDuty: route('PUT', '/api/projects/:project/duties/:activity/:seat', {
    allow: 'project:write',
    params: InProject.extend({ activity: Activity, seat: Seat }),
    body: z.object({ letter: Letter.nullable() }),
    reply: Seating,
    summary: 'Say what a seat has to do with an activity; null takes it away',
  }),
}
