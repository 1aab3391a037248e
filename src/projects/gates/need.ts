import type { Seat } from '../../people/seats.ts'

/** Stages of an AI project in order; gate G0 ends the first, G1 the second, and so on. */
export const stages = ['goal', 'data', 'experiment', 'productionise', 'rollout', 'operate'] as const
export type Stage = (typeof stages)[number]

export const gates = ['G0', 'G1', 'G2', 'G3', 'G4', 'G5'] as const
export type GateName = (typeof gates)[number]

/** How much a stage needs a seat: 0 not, 1 consulted, 2 working. */
const need: Record<Seat, readonly [number, number, number, number, number, number]> = {
  stakeholder: [2, 1, 1, 1, 2, 1],
  project_manager: [2, 1, 1, 2, 2, 1],
  data_scientist: [2, 2, 2, 1, 1, 1],
  data_engineer: [1, 2, 1, 1, 0, 1],
  ml_engineer: [1, 1, 2, 2, 2, 1],
  mlops_engineer: [0, 0, 1, 2, 1, 2],
  devops_engineer: [0, 1, 0, 2, 2, 2],
  security_engineer: [1, 2, 0, 2, 1, 1],
  fullstack_engineer: [0, 0, 1, 2, 2, 1],
}

/** The first gate, from the given stage on, that an empty seat will block; none when no later stage works in it. */
export function firstGateBlocked(seat: Seat, from: Stage): GateName | null {
  const start = stages.indexOf(from)
  const at = need[seat].findIndex((amount, stage) => stage >= start && amount === 2)
  return gates[at] ?? null
}

/** The stage that follows the last gate passed without a gap. */
export function stageAfter(passed: ReadonlySet<string>): Stage {
  const open = gates.findIndex(gate => !passed.has(gate))
  return stages[open === -1 ? stages.length - 1 : open] ?? 'operate'
}
