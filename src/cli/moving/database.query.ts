import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { Client } from 'pg'
import { AppError } from '../../sdk/trireme.ts'

export type Row = Record<string, unknown>

/** The two databases in which MLflow's server keeps its rows; only ever read. Placeholders are `?` in both. */
export type Query = {
  rows(sql: string, values?: readonly (string | number)[]): Promise<Row[]>
  /** for answers that may be larger than memory */
  stream(sql: string, values?: readonly (string | number)[]): AsyncIterable<Row[]>
  tables(): Promise<Set<string>>
  columns(table: string): Promise<Set<string>>
  close(): Promise<void>
}

const atOnce = 20_000

export function openSqlite(url: string): Query {
  // sqlite:///relative.db and sqlite:////absolute.db, as SQLAlchemy writes them
  const file = resolve(decodeURIComponent(url.replace(/^sqlite:\/\/\//, '')))
  if (!existsSync(file)) throw new AppError('not_found', `There is no file ${file}`)
  const db = new DatabaseSync(file, { readOnly: true, timeout: 30_000 })
  const rows = async (sql: string, values: readonly SQLInputValue[] = []): Promise<Row[]> =>
    db.prepare(sql).all(...values)
  return {
    rows,
    async *stream(sql, values = []) {
      let page: Row[] = []
      for (const row of db.prepare(sql).iterate(...values)) {
        page.push(row)
        if (page.length < atOnce) continue
        yield page
        page = []
      }
      if (page.length > 0) yield page
    },
    tables: async () => named(await rows(`select name from sqlite_master where type = 'table'`)),
    columns: async table => named(await rows(`select name from pragma_table_info(?)`, [table])),
    async close() {
      db.close()
    },
  }
}

/** One transaction that only reads and sees one state, however long it takes. */
export async function openPostgres(url: string): Promise<Query> {
  const client = new Client({ connectionString: url.replace(/^postgres(ql)?(\+\w+)?:/, 'postgresql:') })
  try {
    await client.connect()
  } catch (error) {
    throw new AppError('unavailable', `The database cannot be opened: ${String(error)}`)
  }
  await client.query('begin transaction isolation level repeatable read read only')
  const rows = async (sql: string, values: readonly (string | number)[] = []): Promise<Row[]> =>
    (await client.query<Row>(numbered(sql), [...values])).rows
  return {
    rows,
    async *stream(sql, values = []) {
      await client.query(`declare reading no scroll cursor for ${numbered(sql)}`, [...values])
      for (;;) {
        const page = await rows(`fetch ${atOnce} from reading`)
        if (page.length > 0) yield page
        if (page.length < atOnce) break
      }
      await client.query('close reading')
    },
    tables: async () =>
      named(
        await rows(`select table_name as name from information_schema.tables where table_schema = current_schema()`),
      ),
    columns: async table =>
      named(
        await rows(
          `select column_name as name from information_schema.columns where table_schema = current_schema() and table_name = ?`,
          [table],
        ),
      ),
    close: () => client.end(),
  }
}

const named = (rows: Row[]) => new Set(rows.map(row => String(row['name'])))

function numbered(sql: string): string {
  let at = 0
  return sql.replaceAll('?', () => `$${++at}`)
}
