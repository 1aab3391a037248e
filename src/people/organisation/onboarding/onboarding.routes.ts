import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { onboardingRoutes } from './onboarding.schema.ts'
import { readOnboarding, skipStep } from './onboarding.service.ts'

export const onboardingHandlers: Handlers<typeof onboardingRoutes, Context> = {
  get: (_, ctx) => readOnboarding(ctx),
  skip: (wish, ctx) => skipStep(ctx, wish),
}
