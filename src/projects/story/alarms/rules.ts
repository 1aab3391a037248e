import type { Evidence } from './alarms.schema.ts'

/** Where alarms begin; pure rules, so that each has an example computed by hand. */
const hour = 3_600_000
export const day = 86_400_000
const minute = 60_000

export const limits = {
  /** five working days of eight hours */
  waitHours: 40,
  emptyDays: 7,
  /** accepted changes of the scope within the window */
  scopeChanges: 3,
  windowDays: 90,
  /** fewer answers say nothing */
  answers: 8,
  /** nobody reads the evidence of a decision in less */
  answerMinutes: 15,
  likeness: 0.8,
  /** a table or model counts as made twice while it is so new */
  newDays: 180,
} as const

type Waits = { startedAt: number; workingMs: number }

/** The waits that last too long, if there are any, the oldest first. */
export const overdue = <W extends Waits>(waits: readonly W[]): W[] =>
  waits.filter(({ workingMs }) => workingMs >= limits.waitHours * hour).toSorted((a, b) => a.startedAt - b.startedAt)

export const hoursOf = (ms: number) => Math.round(ms / hour)

export type Answer = Evidence & { seat: string; isAccepted: boolean; waitedMs: number }

/**
 * A seat that grants whatever it is asked, faster than anybody reads: at least eight answers to requests that carry
 * evidence, none of them sent back, half of them within a quarter of an hour. Returns minutes to the median answer.
 */
export function stampedIn(answers: readonly Answer[]): { minutes: number } | undefined {
  if (answers.length < limits.answers || answers.some(({ isAccepted }) => !isAccepted)) return undefined
  const waited = answers.map(({ waitedMs }) => waitedMs).toSorted((a, b) => a - b)
  const minutes = (waited[Math.floor((waited.length - 1) / 2)] ?? Infinity) / minute
  return minutes < limits.answerMinutes ? { minutes } : undefined
}

/** Whole days by which something is late; 0 while it is not. */
export const daysLate = (due: number, expected: number) => Math.max(0, Math.ceil((expected - due) / day))
