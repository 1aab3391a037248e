import { sql } from 'kysely'
import { AppError } from '../kernel/errors.ts'
import { core } from './migrations/0001-core.ts'
import { people } from './migrations/0002-people.ts'
import { backbone } from './migrations/0003-backbone.ts'
import { assets } from './migrations/0004-assets.ts'
import { experiments } from './migrations/0005-experiments.ts'
import { projects } from './migrations/0006-projects.ts'
import { latestVersions } from './migrations/0007-latest-versions.ts'
import { eventVerbs } from './migrations/0008-event-verbs.ts'
import { organisation } from './migrations/0009-organisation.ts'
import { seenAndMeasured } from './migrations/0010-seen-and-measured.ts'
import { promises } from './migrations/0021-promises.ts'
import { protectedAliases } from './migrations/0015-protected-aliases.ts'
import { runsTable } from './migrations/0013-runs-table.ts'
import { imports } from './migrations/0012-imports.ts'
import { webhooks } from './migrations/0017-webhooks.ts'
import { asking } from './migrations/0020-asking.ts'
import { insights } from './migrations/0022-insights.ts'
import { importedRuns } from './migrations/0018-imported-runs.ts'
import { runOrders } from './migrations/0019-run-orders.ts'
import { runWords } from './migrations/0024-run-words.ts'
import { playbooks } from './migrations/0029-playbooks.ts'
import { nearAndDeprecated } from './migrations/0030-near-and-deprecated.ts'
import { agents } from './migrations/0027-agents.ts'
import { metricExtremes } from './migrations/0035-metric-extremes.ts'
import { looseBlobs } from './migrations/0036-loose-blobs.ts'
import { experimentTrash } from './migrations/0037-experiment-trash.ts'
import { hypothesisWords } from './migrations/0038-hypothesis-words.ts'
import { answered } from './migrations/0045-answered.ts'
import { shares } from './migrations/0046-shares.ts'
import { ownHours } from './migrations/0032-own-hours.ts'
import { askedUses } from './migrations/0031-asked-uses.ts'
import { longHistory } from './migrations/0028-long-history.ts'
import { skillsAndLinks } from './migrations/0033-skills-and-links.ts'
import { isPostgres } from './open.ts'
import type { Db } from './schema.ts'

/** The few words that the two databases spell differently. */
export type Dialect = {
  /** a growing primary key */
  serial: string
  /** the id of the writing transaction */
  transactionId: string
  bytes: string
  /** a number in a column that holds a list as JSON */
  element: (column: string, at: number) => string
  /** the objects of a list as JSON, as rows called `e` */
  elements: (column: string) => string
  /** a text of such a row */
  field: (name: string) => string
}

/** Forward only: a change to released tables is a new file. Statements run on SQLite and Postgres alike. */
export type Migration = { name: string; up: (dialect: Dialect) => string[] }

export const migrations: readonly Migration[] = [
  core,
  people,
  backbone,
  assets,
  experiments,
  projects,
  latestVersions,
  eventVerbs,
  organisation,
  seenAndMeasured,
  protectedAliases,
  runsTable,
  imports,
  webhooks,
  promises,
  asking,
  insights,
  importedRuns,
  runOrders,
  runWords,
  playbooks,
  nearAndDeprecated,
  agents,
  metricExtremes,
  looseBlobs,
  experimentTrash,
  hypothesisWords,
  ownHours,
  askedUses,
  longHistory,
  skillsAndLinks,
  answered,
  shares,
]

const sqlite: Dialect = {
  serial: 'integer primary key autoincrement',
  transactionId: '0',
  bytes: 'blob',
  element: (column, at) => `json_extract(${column}, '$[${at}]')`,
  elements: column => `json_each(${column}) e`,
  field: name => `json_extract(e.value, '$.${name}')`,
}
const postgres: Dialect = {
  serial: 'bigserial primary key',
  transactionId: 'pg_current_xact_id()::text::bigint',
  bytes: 'bytea',
  element: (column, at) => `(${column}::json ->> ${at})::double precision`,
  elements: column => `json_array_elements(${column}::json) e(value)`,
  field: name => `(e.value ->> '${name}')`,
}

export type Migrated = { applied: string[] }

/**
 * Brings the database to today's tables, all in one transaction under a lock: several servers may start at once.
 * `backUp` is called before the first change to a database that already holds data.
 */
export async function migrate(db: Db, backUp: () => Promise<void> = async () => {}): Promise<Migrated> {
  if ((await pendingOf(db)).length === 0) return { applied: [] }
  if ((await appliedIn(db)).length > 0) await backUp()
  const applied = await db.transaction().execute(async tx => {
    if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(4310)`.execute(tx)
    const pending = await pendingOf(tx)
    for (const migration of pending) await apply(tx, migration)
    return pending.map(migration => migration.name)
  })
  return { applied }
}

/** How many changes to the tables the next start brings. */
export const countPending = async (db: Db) => (await pendingOf(db)).length

/** Makes the tables of an earlier moment in an empty database, for a backup of that moment. */
export async function migrateTo(db: Db, names: readonly string[]): Promise<void> {
  const unknown = names.filter(name => !migrations.some(migration => migration.name === name))
  if (unknown.length > 0)
    throw new AppError(
      'conflict',
      `This backup is of a newer Trireme (${unknown.join(', ')}); restore it with that version`,
    )
  const done = await appliedIn(db)
  await db.transaction().execute(async tx => {
    for (const migration of migrations)
      if (names.includes(migration.name) && !done.includes(migration.name)) await apply(tx, migration)
  })
}

async function pendingOf(db: Db): Promise<Migration[]> {
  const done = await appliedIn(db)
  const unknown = done.filter(name => !migrations.some(migration => migration.name === name))
  if (unknown.length > 0)
    throw new AppError(
      'conflict',
      `This database was written by a newer Trireme (${unknown.join(', ')}); start that version, or restore a backup`,
    )
  return migrations.filter(migration => !done.includes(migration.name))
}

async function appliedIn(db: Db): Promise<string[]> {
  const tables = isPostgres(db)
    ? sql<{
        name: string
      }>`select table_name as name from information_schema.tables where table_schema = current_schema() and table_name = 'migrations'`
    : sql<{ name: string }>`select name from sqlite_master where type = 'table' and name = 'migrations'`
  if ((await tables.execute(db)).rows.length === 0) return []
  return (await db.selectFrom('migrations').select('name').execute()).map(row => row.name)
}

async function apply(tx: Db, migration: Migration) {
  for (const statement of migration.up(isPostgres(tx) ? postgres : sqlite)) await sql.raw(statement).execute(tx)
  await tx.insertInto('migrations').values({ name: migration.name, applied_at: Date.now() }).execute()
}
