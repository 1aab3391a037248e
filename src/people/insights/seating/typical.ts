import type { Seat } from '../../seats.ts'

/** Acts by which a seat shows that somebody works in it: verb and kind of the object. */
const typical: Record<Seat, readonly string[]> = {
  stakeholder: ['gate-decision gate', 'accept request', 'return request', 'kpi-value kpi', 'promise-settled promise'],
  project_manager: [
    ...['gate-decision gate', 'kpi-value kpi', 'change charter', 'change kpi', 'create kpi'],
    ...['open hypothesis', 'assign-seat seat', 'accept request', 'return request', 'promise-made promise'],
  ],
  data_scientist: [
    ...['start run', 're-run run', 'finish run', 'open hypothesis', 'close hypothesis'],
    ...['publish dataset', 'publish model', 'start evaluation'],
  ],
  fullstack_engineer: ['create endpoint', 'change endpoint', 'deploy deployment', 'start deployment', 'build image'],
  ml_engineer: ['publish model', 'start run', 'finish run', 'accept request', 'return request', 'start evaluation'],
  mlops_engineer: [
    ...['build image', 'publish image', 'deploy deployment', 'start deployment', 'change environment'],
    ...['accept request', 'return request'],
  ],
  data_engineer: ['publish dataset', 'create dataset', 'accept request', 'return request'],
  devops_engineer: ['deploy deployment', 'start deployment', 'change environment', 'create environment', 'build image'],
  security_engineer: [
    ...['accept request', 'return request', 'revoke token', 'check-pass image', 'change environment'],
    ...['create environment'],
  ],
}

export const isTypical = (seat: Seat, act: { verb: string; object_kind: string }) =>
  typical[seat].includes(`${act.verb} ${act.object_kind}`)
