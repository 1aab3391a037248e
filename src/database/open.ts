import { mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync, type SQLInputValue, type SQLOutputValue, type StatementSync } from 'node:sqlite'
import { Kysely, PostgresAdapter, PostgresDialect, SqliteDialect, type PostgresPool, type SqliteDatabase } from 'kysely'
import type { Database, Db } from './schema.ts'
import { watched } from './watch.ts'

/** Opens the platform's database: Postgres when a URL is given, else the SQLite file. */
export function openDatabase(where: { url: string; file: string }): Db {
  if (where.url) return new Kysely<Database>({ dialect: new PostgresDialect({ pool: () => openPool(where.url) }) })
  if (!isWatched()) return new Kysely<Database>({ dialect: sqliteDialect(where.file) })
  const { dialect, watch } = watched(sqliteDialect(where.file))
  return watch(new Kysely<Database>({ dialect }))
}

const isWatched = () => process.env['NODE_TEST_CONTEXT'] !== undefined || process.env['NODE_ENV'] === 'development'

/** For the few statements that the two databases spell differently. */
export const isPostgres = (db: Db) => db.getExecutor().adapter instanceof PostgresAdapter

/** Its client is loaded only here: on SQLite the server starts without it. */
async function openPool(url: string): Promise<PostgresPool> {
  const { default: pg } = await import('pg')
  const getTypeParser = (oid: number, format?: 'text' | 'binary') =>
    parserOf(oid) ?? pg.types.getTypeParser(oid, format)
  const pool = new pg.Pool({ connectionString: url, max: 10, types: { getTypeParser } })
  // a lost connection fails its query and is replaced at the next one; unheard, these events would end the process
  pool.on('error', () => undefined)
  pool.on('connect', client => void client.on('error', () => undefined))
  return pool
}

const plainText = (value: string) => value

/** int8 and numeric become numbers, JSON stays text, so that both databases answer alike. */
function parserOf(oid: number) {
  if (oid === 20) return toSafeInteger
  if (oid === 1700) return Number
  if (oid === 114 || oid === 3802) return plainText
  return undefined
}

function toSafeInteger(text: string): number {
  const value = Number(text)
  if (!Number.isSafeInteger(value)) throw new RangeError(`${text} does not fit a number; read it as text`)
  return value
}

const sqliteDialect = (file: string) => new SqliteDialect({ database: async () => openSqlite(file) })

function openSqlite(file: string): SqliteDatabase {
  mkdirSync(dirname(file), { recursive: true })
  const db = new DatabaseSync(file, { timeout: 5_000 })
  // what was acknowledged survives a power cut
  db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma cache_size = -32000')
  const kept = new Map<string, Prepared>()
  const prepared = (sql: string) => {
    const known = kept.get(sql)
    if (known) return known
    if (kept.size >= 500) kept.clear()
    // the columns of the others may be new ones
    if (/^\s*(create|alter|drop)\b/i.test(sql)) kept.clear()
    const made = prepare(db, sql)
    kept.set(sql, made)
    return made
  }
  return {
    close: () => db.close(),
    // two processes that read and then write would fail at once under a deferred transaction
    // and a full disk ends a transaction by itself, so that there is nothing to roll back
    prepare: sql =>
      sql === 'rollback' && !db.isTransaction
        ? statement(db, prepared('select 1'), sql)
        : statement(db, prepared(sql === 'begin' ? 'begin immediate' : sql), sql),
  }
}

/** A statement and the names of its columns, which are dear to ask for; without any it answers with no rows. */
type Prepared = { made: StatementSync; columns: readonly string[] }

/** Rows come as lists: the objects that node:sqlite makes are hash tables inside, and reading them takes twice as long. */
function prepare(db: DatabaseSync, sql: string): Prepared {
  const made = db.prepare(sql)
  made.setReturnArrays(true)
  return { made, columns: made.columns().map(({ name }) => name) }
}

function statement(db: DatabaseSync, { made, columns }: Prepared, sql: string): ReturnType<SqliteDatabase['prepare']> {
  return {
    reader: columns.length > 0,
    all: values => made.all(...values.map(toSqlite)).map(list => rowOf(list, columns)),
    run: values => made.run(...values.map(toSqlite)),
    // a cursor of its own: the kept statement may be in use
    iterate: values =>
      prepare(db, sql)
        .made.iterate(...values.map(toSqlite))
        .map(list => rowOf(list, columns)),
  }
}

function rowOf(list: Readonly<Record<number, SQLOutputValue>>, columns: readonly string[]): object {
  const row: Record<string, SQLOutputValue | undefined> = {}
  for (let i = 0; i < columns.length; i++) row[columns[i] ?? ''] = list[i]
  return row
}

/** node:sqlite binds numbers as REAL (5 would become 5.0 in text and JSON), so whole numbers go as integers. */
function toSqlite(value: unknown): SQLInputValue {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return BigInt(value)
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value === undefined) return null
  if (value instanceof Date) return value.toISOString()
  return value as SQLInputValue
}
