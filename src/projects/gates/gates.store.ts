import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import { isPassed } from './need.ts'

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

export type LastDecision = {
  gate: string
  decision: z.infer<typeof Word>
  reason: string
  by: string
  seat: string | null
  at: number
}

/** The last decision of each gate. */
export async function lastDecisions(db: Db, projectId: string): Promise<LastDecision[]> {
  const rows = await db
    .selectFrom('gate_decisions')
    .selectAll()
    .where('project_id', '=', projectId)
    .orderBy('decided_at')
    .execute()
  const last = new Map(rows.map(row => [row.gate, row]))
  return [...last.values()].map(row => ({
    gate: row.gate,
    decision: Word.parse(row.decision),
    reason: row.reason,
    by: row.decided_by,
    seat: row.seat,
    at: row.decided_at,
  }))
}

/** Which gates each of many projects has passed, for the portfolio. */
export async function passedGates(
  db: Db,
  projectIds: readonly string[],
  now: number,
): Promise<Map<string, Set<string>>> {
  if (projectIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('gate_decisions')
    .select(['project_id', 'gate', 'decision', 'decided_at'])
    .where('project_id', 'in', [...projectIds])
    .orderBy('decided_at')
    .execute()
  const passed = new Map<string, Set<string>>()
  for (const row of rows) {
    const set = passed.get(row.project_id) ?? new Set<string>()
    if (isPassed({ ...row, at: row.decided_at }, now)) set.add(row.gate)
    else set.delete(row.gate)
    passed.set(row.project_id, set)
  }
  return passed
}

export type GateTime = { projectId: string; gate: string; decision: string; at: number }

/** Every decision of many projects, oldest first: what their pace is read from. */
export async function gateTimes(db: Db, projectIds: readonly string[]): Promise<GateTime[]> {
  if (projectIds.length === 0) return []
  const rows = await db
    .selectFrom('gate_decisions')
    .select(['project_id', 'gate', 'decision', 'decided_at'])
    .where('project_id', 'in', [...projectIds])
    .orderBy('decided_at')
    .execute()
  return rows.map(row => ({ projectId: row.project_id, gate: row.gate, decision: row.decision, at: row.decided_at }))
}
