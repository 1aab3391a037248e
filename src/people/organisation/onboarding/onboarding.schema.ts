import { z } from 'zod'
import { route } from '../../route.ts'

export const onboardingSteps = ['departments', 'people', 'teams', 'platform_seats', 'project'] as const
export const OnboardingStep = z.enum(onboardingSteps)
export type OnboardingStep = z.infer<typeof OnboardingStep>

/** From an empty installation to a filled map; a step is done when there is something, not when somebody says so. */
export const Onboarding = z
  .object({
    steps: z.array(z.object({ name: OnboardingStep, state: z.enum(['open', 'done', 'skipped']), count: z.number() })),
    isOver: z.boolean(),
  })
  .meta({ id: 'Onboarding' })
export type Onboarding = z.infer<typeof Onboarding>

export const onboardingRoutes = {
  get: route('GET', '/api/onboarding', {
    allow: 'platform:read',
    reply: Onboarding,
    summary: 'How far the map of this installation is filled',
  }),
  skip: route('PUT', '/api/onboarding/:step', {
    allow: 'user:write',
    params: z.object({ step: OnboardingStep }),
    body: z.object({ isSkipped: z.boolean() }),
    reply: Onboarding,
    summary: 'Leave a step out, or take it up again',
  }),
}
