/** The words that programs choose from, with what checks them. */
export { Seat } from '../people/seats.ts'
export { InteractionMode, TeamKind } from '../people/organisation/teams/teams.schema.ts'
export { requestStates } from '../people/requests/requests.schema.ts'
export { ImageSpec } from '../assets/images/spec.schema.ts'
export { CharterPart } from '../projects/charter/charter.schema.ts'
export { PlaybookName } from '../projects/charter/playbook/phases.schema.ts'
export { edgeKinds, layers as driverLayers, WorthPlan } from '../projects/expectations/drivers/drivers.schema.ts'
