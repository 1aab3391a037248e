import type { Generated } from 'kysely'

export interface CoreTables {
  migrations: { name: string; applied_at: number }
  settings: { key: string; value: string }
  events: EventTable
  event_seals: EventSealTable
  jobs: JobTable
}

export interface EventTable {
  /** grows with each append; with `tx` it is the order of commits */
  seq: Generated<number>
  /** Postgres: id of the writing transaction; SQLite has one writer, always 0 */
  tx: Generated<number>
  id: string
  recorded_at: number
  occurred_at: number
  actor: string
  on_behalf_of: string | null
  acting_seat: string | null
  verb: string
  object_kind: string
  object_id: string
  object_version: string | null
  project_id: string | null
  tier: number
  hypothesis_id: string | null
  cause_id: string | null
  source: string
  payload: string
}

export interface EventSealTable {
  position: number
  event_id: string
  tx: number
  seq: number
  hash: string
}

export interface JobTable {
  id: string
  kind: string
  /** one job of a kind per key: enqueueing again returns the first */
  key: string
  project_id: string | null
  payload: string
  state: string
  owner: string | null
  lease_until: number
  attempt: number
  progress: string | null
  cancel_requested: number
  error: string | null
  created_at: number
  started_at: number | null
  finished_at: number | null
}
