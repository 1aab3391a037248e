import type { Seat } from '../../seats.ts'

/** Stages of an AI project in order; gate G0 ends the first, G1 the second, and so on. */
export const stages = ['goal', 'data', 'experiment', 'productionise', 'rollout', 'operate'] as const
export type Stage = (typeof stages)[number]

/** How much a stage needs a seat: 0 not, 1 consulted, 2 working. */
export type Amount = 0 | 1 | 2
export type Need = Readonly<Record<Seat, readonly Amount[]>>

/** What AI projects usually need; a project says where it differs. */
export const usualNeed: Need = {
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
