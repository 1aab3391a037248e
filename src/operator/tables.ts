import { sql } from 'kysely'
import { isPostgres } from '../database/open.ts'
import type { Db } from '../database/schema.ts'

/** Tables as a backup sees them: names and rows, whatever the database. */
export type Row = Record<string, unknown>

const atOnce = 1_000

export async function tablesOf(db: Db): Promise<string[]> {
  const found = isPostgres(db)
    ? sql<{
        name: string
      }>`select table_name as name from information_schema.tables where table_schema = current_schema() and table_type = 'BASE TABLE'`
    : sql<{
        name: string
      }>`select name from sqlite_master where type = 'table' and name not like 'sqlite~_%' escape '~'`
  const names = (await found.execute(db)).rows.map(row => row.name)
  return names.filter(name => name !== 'migrations').toSorted()
}

/** All rows of a table, some at a time; on Postgres only inside a transaction. */
export const rowsOf = (db: Db, table: string): AsyncIterable<Row[]> =>
  isPostgres(db) ? rowsByCursor(db, table) : rowsByPlace(db, table)

async function* rowsByCursor(db: Db, table: string) {
  await sql`declare all_rows no scroll cursor for select * from ${sql.table(table)}`.execute(db)
  for (;;) {
    const { rows } = await sql<Row>`fetch ${sql.lit(atOnce)} from all_rows`.execute(db)
    if (rows.length > 0) yield rows
    if (rows.length < atOnce) break
  }
  await sql`close all_rows`.execute(db)
}

async function* rowsByPlace(db: Db, table: string) {
  let last = 0
  for (;;) {
    const { rows } =
      await sql<Row>`select rowid as row_place, * from ${sql.table(table)} where rowid > ${last} order by rowid limit ${atOnce}`.execute(
        db,
      )
    if (rows.length > 0) yield rows.map(withoutPlace)
    last = Number(rows.at(-1)?.['row_place'] ?? last)
    if (rows.length < atOnce) break
  }
}

const withoutPlace = (row: Row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'row_place'))

/** Tables in an order in which each comes after those it refers to. */
export async function fillingOrder(db: Db, tables: string[]): Promise<string[]> {
  if (!isPostgres(db)) return tables
  const { rows } = await sql<{
    child: string
    parent: string
  }>`select conrelid::regclass::text as child, confrelid::regclass::text as parent from pg_constraint where contype = 'f'`.execute(
    db,
  )
  const order: string[] = []
  const place = (table: string) => {
    if (order.includes(table)) return
    for (const { child, parent } of rows) if (child === table && parent !== table) place(parent)
    order.push(table)
  }
  for (const table of tables) place(table)
  return order.filter(table => tables.includes(table))
}

/** Numbers that the database gives itself go on after the highest one. */
export async function continueNumbers(db: Db): Promise<void> {
  if (!isPostgres(db)) return
  const { rows } = await sql<{
    table: string
    column: string
  }>`select table_name as table, column_name as column from information_schema.columns where table_schema = current_schema() and column_default like 'nextval(%'`.execute(
    db,
  )
  for (const { table, column } of rows)
    await sql`select setval(pg_get_serial_sequence(${table}, ${column}), (select coalesce(max(${sql.ref(column)}), 0) + 1 from ${sql.table(table)}), false)`.execute(
      db,
    )
}

/** One row as a line: bytes and the numbers that JSON lacks are wrapped. */
export const toLine = (row: Row) => JSON.stringify(row, (_, value: unknown) => wrapped(value))

function wrapped(value: unknown): unknown {
  if (typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0)))
    return { $number: Object.is(value, -0) ? '-0' : String(value) }
  if (Buffer.isBuffer(value) || value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') }
  // what a Buffer says of itself before the replacer sees it
  if (isBufferSaid(value)) return { $bytes: Buffer.from(value.data).toString('base64') }
  return value
}

const isBufferSaid = (value: unknown): value is { type: 'Buffer'; data: number[] } =>
  typeof value === 'object' && value !== null && 'type' in value && value.type === 'Buffer' && 'data' in value

export function fromLine(line: string): Row {
  const row: Row = JSON.parse(line)
  for (const [name, value] of Object.entries(row)) row[name] = unwrapped(value)
  return row
}

function unwrapped(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if ('$number' in value) return Number(value.$number)
  if ('$bytes' in value) return Buffer.from(String(value.$bytes), 'base64')
  return value
}
