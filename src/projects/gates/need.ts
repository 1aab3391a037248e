import { stages, usualNeed, type Stage } from '../../people/insights/seating/stages.schema.ts'
import type { Seat } from '../../people/seats.ts'

export { stages, type Stage } from '../../people/insights/seating/stages.schema.ts'

export const gates = ['G0', 'G1', 'G2', 'G3', 'G4', 'G5'] as const
export type GateName = (typeof gates)[number]

/** Whether it is kept is asked anew each year. */
export const yearMs = 365 * 86_400_000

/** A decision that lets a project go on; that of G5 for a year. */
export const isPassed = ({ gate, decision, at }: { gate: string; decision: string; at: number }, now: number) =>
  decision === 'go' && (gate !== 'G5' || at > now - yearMs)

/** The first gate, from the given stage on, that an empty seat will block; none when no later stage works in it. */
export function firstGateBlocked(seat: Seat, from: Stage): GateName | null {
  const start = stages.indexOf(from)
  const at = usualNeed[seat].findIndex((amount, stage) => stage >= start && amount === 2)
  return gates[at] ?? null
}

/** The stage that follows the last gate passed without a gap. */
export function stageAfter(passed: ReadonlySet<string>): Stage {
  const open = gates.findIndex(gate => !passed.has(gate))
  return stages[open === -1 ? stages.length - 1 : open] ?? 'operate'
}
