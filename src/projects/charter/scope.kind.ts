import { z } from 'zod'
import { append } from '../../events/events.ts'
import { AppError } from '../../kernel/errors.ts'
import type { RequestKind } from '../../people/requests/requests.kind.ts'
import { Text } from '../../people/shapes.ts'
import { readCharter, saveCharter } from './charter.store.ts'

const Change = z.strictObject({
  change: Text(1_000).min(1, 'say what changes'),
  effect: Text(1_000).min(1, 'say what it does to the promise'),
  scope: Text(10_000).min(1).optional(),
})

/** What is in or out changes only with the stakeholder's word; the accepted ones are the history of the baseline. */
export const scopeChange: RequestKind = {
  toSeat: 'stakeholder',
  seats: ['stakeholder'],
  details: Change.transform(({ change, effect, scope }) => ({ change, effect, ...(scope ? { scope } : {}) })),
  async describe(ctx, subject, details) {
    if (subject.kind !== 'charter' || subject.id !== ctx.project.id)
      throw new AppError(
        'bad_request',
        'A change of scope is about the charter: kind "charter" and the id of the project',
      )
    return { name: shortened(String(details['change'] ?? '')), authors: [] }
  },
  async checks(ctx) {
    const { goal, scope, kpis } = await readCharter(ctx.db, ctx.project.id)
    return [
      goal ? { name: 'goal', state: 'met', found: 'written' } : missing('goal'),
      scope ? { name: 'baseline', state: 'met', found: 'written' } : missing('baseline'),
      kpis[0]
        ? {
            name: 'promise',
            state: 'met',
            found: `${kpis[0].name}: ${kpis[0].target} ${kpis[0].unit}`,
            detail: kpis[0].targetDate,
          }
        : missing('promise'),
    ]
  },
  async effect(tx, ctx, { id, details }) {
    const { scope } = Change.parse(details)
    const before = await readCharter(tx, ctx.project.id)
    if (scope !== undefined)
      await saveCharter(tx, { projectId: ctx.project.id, goal: before.goal, scope, now: ctx.clock.now() })
    await append(tx, ctx, {
      verb: 'scope-change',
      object: { kind: 'charter', id: ctx.project.id },
      payload: { request: id, hasGoal: before.goal !== '', hasScope: (scope ?? before.scope) !== '' },
    })
  },
}

const missing = (name: string) => ({ name, state: 'missing' as const, found: '', seat: 'project_manager' as const })

const shortened = (text: string) => (text.length > 80 ? `${text.slice(0, 79)}…` : text)
