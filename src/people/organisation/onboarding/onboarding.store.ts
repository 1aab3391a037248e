import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'
import { OnboardingStep } from './onboarding.schema.ts'

const key = 'onboarding.skipped'

export async function readSkipped(db: Db): Promise<OnboardingStep[]> {
  const row = await db.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirst()
  return row ? z.array(OnboardingStep).parse(JSON.parse(row.value)) : []
}

export async function saveSkipped(db: Db, steps: readonly OnboardingStep[]): Promise<void> {
  const value = JSON.stringify(steps)
  await db
    .insertInto('settings')
    .values({ key, value })
    .onConflict(c => c.column('key').doUpdateSet({ value }))
    .execute()
}

/** How much there is of each; the demo and its accounts do not count. */
export async function countMap(db: Db): Promise<Record<OnboardingStep, number>> {
  const row = await db
    .selectNoFrom(eb => [
      eb
        .selectFrom('departments')
        .select(e => e.fn.countAll<number>().as('n'))
        .as('departments'),
      // whoever installed it is not yet an organisation
      eb
        .selectFrom('users')
        .where('kind', '=', 'person')
        .where('is_owner', '=', 0)
        .where('deactivated_at', 'is', null)
        .select(e => e.fn.countAll<number>().as('n'))
        .as('people'),
      eb
        .selectFrom('teams')
        .select(e => e.fn.countAll<number>().as('n'))
        .as('teams'),
      eb
        .selectFrom('seats')
        .where('project_id', '=', '')
        .select(e => e.fn.countAll<number>().as('n'))
        .as('platform_seats'),
      eb
        .selectFrom('projects')
        .where('is_demo', '=', 0)
        .select(e => e.fn.countAll<number>().as('n'))
        .as('project'),
    ])
    .executeTakeFirstOrThrow()
  return {
    departments: Number(row.departments ?? 0),
    people: Number(row.people ?? 0),
    teams: Number(row.teams ?? 0),
    platform_seats: Number(row.platform_seats ?? 0),
    project: Number(row.project ?? 0),
  }
}
