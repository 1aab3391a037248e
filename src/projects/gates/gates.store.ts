import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import { personsOf } from '../../people/users/users.store.ts'
import type { Gate } from './gates.schema.ts'

export type NewDecision = {
  id: string
  projectId: string
  gate: string
  decision: 'go' | 'hold' | 'stop'
  reason: string
  by: string
  seat: string | null
  now: number
}

export async function insertDecision(db: Db, row: NewDecision): Promise<void> {
  await db
    .insertInto('gate_decisions')
    .values({
      id: row.id,
      project_id: row.projectId,
      gate: row.gate,
      decision: row.decision,
      reason: row.reason,
      decided_by: row.by,
      seat: row.seat,
      decided_at: row.now,
    })
    .execute()
}

const Word = z.enum(['go', 'hold', 'stop'])

/** The last decision of each gate. */
export async function lastDecisions(db: Db, projectId: string): Promise<Map<string, NonNullable<Gate['decision']>>> {
  const rows = await db
    .selectFrom('gate_decisions')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('decided_at')
    .execute()
  const persons = await personsOf(
    db,
    rows.map(row => row.decided_by),
  )
  return new Map(
    rows.map(row => [
      row.gate,
      {
        decision: Word.parse(row.decision),
        reason: row.reason,
        by: persons.get(row.decided_by) ?? { id: row.decided_by, name: '', kind: 'unknown' },
        seat: row.seat,
        at: row.decided_at,
      },
    ]),
  )
}

/** Which gates each of many projects has passed, for the portfolio. */
export async function passedGates(db: Db, projectIds: readonly string[]): Promise<Map<string, Set<string>>> {
  if (projectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('gate_decisions')
    .select(['project_id', 'gate', 'decision'])
    .where('project_id', 'in', [...projectIds])
    .orderBy('decided_at')
    .execute()
  const passed = new Map<string, Set<string>>()
  for (const row of rows) {
    const set = passed.get(row.project_id) ?? new Set<string>()
    if (row.decision === 'go') set.add(row.gate)
    else set.delete(row.gate)
    passed.set(row.project_id, set)
  }
  return passed
}
