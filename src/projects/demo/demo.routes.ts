import type { Handlers } from '../../kernel/contract.ts'
import type { Context } from '../../people/context.ts'
import type { demoRoutes } from './demo.schema.ts'
import type { DemoRun } from './demo.service.ts'
import { makeOrganisation, removeOrganisation, type OrganisationKeeper } from './organisation.service.ts'

/** Inside of the simulated organisation there is neither. */
export type Demos = { flights?: () => DemoRun | undefined; organisation?: OrganisationKeeper }

export const demoHandlers = ({ flights, organisation }: Demos): Handlers<typeof demoRoutes, Context> => ({
  get: () => flights?.()?.state() ?? { state: 'off', step: null, steps: [], project: null },
  organisation: () => organisation?.state() ?? { state: 'none', share: null, error: null, made: null },
  makeOrganisation: ({ seed }, ctx) => makeOrganisation(ctx, organisation, seed),
  removeOrganisation: (_, ctx) => removeOrganisation(ctx, organisation),
})
