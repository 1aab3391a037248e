import type { Handlers } from '../../kernel/contract.ts'
import type { Context } from '../../people/context.ts'
import type { demoRoutes } from './demo.schema.ts'
import type { DemoRun } from './demo.service.ts'

export const demoHandlers = (running: () => DemoRun | undefined): Handlers<typeof demoRoutes, Context> => ({
  get: () => running()?.state() ?? { state: 'off', step: null, steps: [], project: null },
})
