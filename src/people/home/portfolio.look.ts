import type { Standing } from '../../projects/story/portfolio/portfolio.schema.ts'
import { stages } from '../insights/seating/stages.schema.ts'
import { seats, type Seat } from '../seats.ts'

/** What a director looks for; undefined lets every project through. */
export type Looked = { stage?: Standing['stage']; seat?: Seat; isAtRisk?: boolean }

export const isAtRisk = ({ promise }: Standing) => (promise?.lateDays ?? 0) > 0

export const fits = (standing: Standing, { stage, seat, isAtRisk: risky }: Looked) =>
  (stage === undefined || standing.stage === stage) &&
  (seat === undefined || standing.waiting?.seat === seat) &&
  (!risky || isAtRisk(standing))

/** Seats on which something waits now, in the usual order. */
export const seatsWaitedOn = (standings: readonly Standing[]): Seat[] =>
  seats.filter(seat => standings.some(({ waiting }) => waiting?.seat === seat))

export const orders = ['project', 'stage', 'expected', 'waits'] as const
export type Order = (typeof orders)[number]

/** Ends of what is ordered: what is not there comes last, whichever way. */
const last = (value: number | null | undefined, direction: number) => value ?? direction * Infinity

/** By name, by stage, by how late a promise is expected to be kept, or by how long the oldest thing waits. */
export function inOrder(standings: readonly Standing[], by: Order, direction: 'asc' | 'desc'): Standing[] {
  const sign = direction === 'asc' ? 1 : -1
  const compare: Record<Order, (a: Standing, b: Standing) => number> = {
    project: (a, b) => sign * a.project.name.localeCompare(b.project.name),
    stage: (a, b) => sign * (stages.indexOf(a.stage) - stages.indexOf(b.stage)),
    expected: (a, b) => sign * (last(a.promise?.lateDays, sign) - last(b.promise?.lateDays, sign) || 0),
    // the longest wait is the one that began first
    waits: (a, b) => sign * (last(b.waiting?.since, -sign) - last(a.waiting?.since, -sign) || 0),
  }
  return standings.toSorted(compare[by])
}

const heads = [
  'project',
  'stage',
  'next gate',
  'kpi',
  'unit',
  'baseline',
  'target',
  'target date',
  'now',
  'now low',
  'now high',
  'waits on seat',
  'nobody sits there',
  'waits since',
  'waits for',
  'open requests',
  'empty seats',
  'promised',
  'promised for',
  'promised odds',
  'expected p50',
  'expected p85',
  'days late',
] as const

/** The portfolio as a table for other programs: names of columns in English, times in UTC, numbers as they are. */
export function portfolioCsv(standings: readonly Standing[]): string {
  const rows = standings.map(({ project, stage, nextGate, kpi, crew, waiting, openRequests, forecast, promise }) => {
    const now = kpi?.values.at(-1)
    return [
      project.name,
      stage,
      nextGate,
      kpi?.name,
      kpi?.unit,
      kpi?.baseline,
      kpi?.target,
      kpi?.targetDate,
      now?.value,
      now?.low,
      now?.high,
      waiting?.seat,
      waiting && (waiting.isEmpty ? 'yes' : 'no'),
      time(waiting?.since),
      waiting && `${waiting.kind} ${waiting.subject}`,
      openRequests,
      crew
        .filter(({ state }) => state === 'empty')
        .map(({ seat }) => seat)
        .join(' '),
      promise?.statement,
      time(promise?.dueAt),
      promise?.odds,
      time(forecast?.p50),
      time(forecast?.p85),
      promise?.lateDays,
    ]
  })
  return [heads, ...rows].map(row => row.map(cell).join(',')).join('\r\n') + '\r\n'
}

const time = (at: number | null | undefined) => (at === null || at === undefined ? '' : new Date(at).toISOString())

/** Quoted where it must be; a text that a spreadsheet would take for a formula is kept a text. */
function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
