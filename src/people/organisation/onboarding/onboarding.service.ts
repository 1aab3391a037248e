import { append } from '../../../events/events.ts'
import type { Context } from '../../context.ts'
import { onboardingSteps, type Onboarding, type OnboardingStep } from './onboarding.schema.ts'
import { countMap, readSkipped, saveSkipped } from './onboarding.store.ts'

export async function readOnboarding(ctx: Context): Promise<Onboarding> {
  const [counts, skipped] = [await countMap(ctx.db), await readSkipped(ctx.db)]
  const steps = onboardingSteps.map(name => ({
    name,
    count: counts[name],
    state: counts[name] > 0 ? ('done' as const) : skipped.includes(name) ? ('skipped' as const) : ('open' as const),
  }))
  return { steps, isOver: steps.every(step => step.state !== 'open') }
}

export async function skipStep(ctx: Context, wish: { step: OnboardingStep; isSkipped: boolean }): Promise<Onboarding> {
  await ctx.db.transaction().execute(async tx => {
    const others = (await readSkipped(tx)).filter(step => step !== wish.step)
    await saveSkipped(tx, wish.isSkipped ? [...others, wish.step] : others)
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'platform', id: 'onboarding' },
      payload: { fields: [wish.step], skipped: wish.isSkipped },
    })
  })
  return readOnboarding(ctx)
}
