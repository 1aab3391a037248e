import { DuckDBInstance, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { join } from 'node:path'
import type { z } from 'zod'
import type { Progress } from './calls.ts'
import type { ChildSettings } from './limits.ts'
import { text } from './sql.ts'

/** What one call may use: its limits, the signal that ends it and where it says how far it is. */
export type Work = { settings: ChildSettings; signal: AbortSignal; report(progress: Progress): void }

export type Session = {
  /** says which part of the call the following queries are, and from where to where it goes */
  step(step: Progress['step'], span?: { from: number; to: number }): void
  run(sql: string, values?: DuckDBValue[]): Promise<void>
  rows<T extends z.ZodType>(shape: T, sql: string, values?: DuckDBValue[]): Promise<z.output<T>[]>
  /** the first row; every query asked this way has one */
  row<T extends z.ZodType>(shape: T, sql: string, values?: DuckDBValue[]): Promise<z.output<T>>
  /** rows as lists of values, for tables whose columns are not known here */
  values(sql: string, values?: DuckDBValue[]): Promise<DuckDBValue[][]>
}

const pollMs = 250

/**
 * Runs `work` on a DuckDB of its own, in memory, that can open exactly the given files and nothing else: no other path,
 * no network, no extension, and no way to change that.
 */
export async function withDuckDb<T>(work: Work, paths: string[], body: (session: Session) => Promise<T>): Promise<T> {
  const instance = await DuckDBInstance.create(':memory:', startOptions(work.settings))
  const connection = await instance.connect()
  try {
    await lock(connection, paths)
    return await body(toSession(connection, work))
  } finally {
    connection.closeSync()
    instance.closeSync()
  }
}

const startOptions = ({ scratch, memoryBytes, threads, limits }: ChildSettings) => ({
  threads: String(threads),
  memory_limit: `${Math.floor(memoryBytes / 1024)}KiB`,
  temp_directory: join(scratch, 'spill'),
  max_temp_directory_size: `${Math.floor(limits.tempBytes / 1024)}KiB`,
  home_directory: scratch,
  extension_directory: join(scratch, 'none'),
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  allow_community_extensions: 'false',
  allow_persistent_secrets: 'false',
})

async function lock(connection: DuckDBConnection, paths: string[]): Promise<void> {
  await connection.run("set TimeZone = 'UTC'")
  await connection.run('set preserve_insertion_order = true')
  await connection.run('set enable_progress_bar = true')
  await connection.run('set enable_progress_bar_print = false')
  await connection.run(`set allowed_paths = [${paths.map(text).join(', ')}]`)
  await connection.run('set enable_external_access = false')
  await connection.run('set lock_configuration = true')
}

function toSession(connection: DuckDBConnection, work: Work): Session {
  let step: Progress['step'] = 'checking'
  let span: { from: number; to: number } | undefined

  const tell = () => {
    const share = Math.min(1, connection.progress.percentage / 100)
    if (share < 0) work.report({ step, fraction: span?.from ?? null })
    else work.report({ step, fraction: span ? span.from + share * (span.to - span.from) : share })
  }

  const ask = async <T>(query: () => Promise<T>): Promise<T> => {
    work.signal.throwIfAborted()
    const interrupt = () => connection.interrupt()
    work.signal.addEventListener('abort', interrupt, { once: true })
    const timer = setInterval(tell, pollMs)
    try {
      return await query()
    } catch (error) {
      work.signal.throwIfAborted()
      throw error
    } finally {
      clearInterval(timer)
      work.signal.removeEventListener('abort', interrupt)
    }
  }

  const rows: Session['rows'] = async (shape, sql, values) => {
    const reader = await ask(() => connection.runAndReadAll(sql, values))
    return reader.getRowObjectsJS().map(row => shape.parse(row))
  }

  return {
    step(name, part) {
      step = name
      span = part
      work.report({ step, fraction: span?.from ?? null })
    },
    run: async (sql, values) => void (await ask(() => connection.run(sql, values))),
    rows,
    async row(shape, sql, values) {
      const [first] = await rows(shape, sql, values)
      if (first === undefined) throw new Error('A query that always has a row had none')
      return first
    },
    values: async (sql, values) => (await ask(() => connection.runAndReadAll(sql, values))).getRows(),
  }
}
