import type { Happening } from '../../../events/events.ts'
import type { Seat } from '../../seats.ts'
import type { StepName } from './joining.schema.ts'

/** The first steps of each seat, in the order in which they help. */
export const stepsOfSeat: Record<Seat, readonly StepName[]> = {
  stakeholder: ['comment', 'decide'],
  project_manager: ['charter', 'kpi', 'seats'],
  data_scientist: ['token', 'hypothesis', 'run'],
  fullstack_engineer: ['token', 'comment'],
  ml_engineer: ['token', 'run', 'decide'],
  mlops_engineer: ['token', 'image', 'deploy'],
  data_engineer: ['token', 'dataset'],
  devops_engineer: ['token', 'image', 'deploy'],
  security_engineer: ['comment', 'decide'],
}

/** By which acts of the person a step is done; the account alone is seen elsewhere. */
export const actsOf: Record<Exclude<StepName, 'account'>, readonly Happening[]> = {
  token: [{ verb: 'create', kind: 'token' }],
  comment: [{ verb: 'comment', kind: 'comment' }],
  charter: [{ verb: 'change', kind: 'charter' }],
  kpi: [
    { verb: 'create', kind: 'kpi' },
    { verb: 'kpi-value', kind: 'kpi' },
  ],
  seats: [{ verb: 'assign-seat', kind: 'seat' }],
  decide: [
    { verb: 'accept', kind: 'request' },
    { verb: 'return', kind: 'request' },
    { verb: 'gate-decision', kind: 'gate' },
  ],
  hypothesis: [{ verb: 'open', kind: 'hypothesis' }],
  dataset: [{ verb: 'publish', kind: 'dataset' }],
  run: [{ verb: 'start', kind: 'run' }],
  image: [{ verb: 'build', kind: 'image' }],
  deploy: [{ verb: 'start', kind: 'deployment' }],
}
