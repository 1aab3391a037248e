/**
 * What the analytics process costs over DuckDB itself: reading and profiling flights-3m.parquet (3,000,000 rows), held
 * against one plain COPY of the same file by the same DuckDB in the same run. Rounds are interleaved; the best counts.
 * Run with: node bench/datasets.ts [rounds]
 */
import { DuckDBInstance } from '@duckdb/node-api'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openAnalytics, type Analytics } from '../src/assets/datasets/analytics/analytics.ts'
import { text } from '../src/assets/datasets/analytics/sql.ts'

const flights = join(import.meta.dirname, '../node_modules/vega-datasets/data/flights-3m.parquet')
const rounds = Number(process.argv[2] ?? 7)

type Round = Record<'copy' | 'ingest' | 'profile' | 'ingestCsv' | 'preview', number>

async function clock(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

async function plainCopy(out: string): Promise<void> {
  const instance = await DuckDBInstance.create(':memory:', { threads: '2' })
  const connection = await instance.connect()
  await connection.run(`copy (from read_parquet(${text(flights)})) to ${text(out)} (format parquet, compression zstd)`)
  connection.closeSync()
  instance.closeSync()
}

async function measure(analytics: Analytics, folder: string): Promise<Round> {
  const [parquet, csv] = [join(folder, 'flights.parquet'), join(folder, 'flights.csv')]
  const copy = await clock(() => plainCopy(join(folder, 'copy.parquet')))
  const ingest = await clock(() => analytics.ingest({ file: flights, out: parquet }))
  const profile = await clock(() => analytics.profile(parquet))
  const preview = await clock(() => analytics.preview(parquet, { orderBy: 'delay', descending: true, limit: 100 }))
  await analytics.exportRows(parquet, { out: csv, format: 'csv' })
  const ingestCsv = await clock(() => analytics.ingest({ file: csv, out: join(folder, 'again.parquet') }))
  return { copy, ingest, profile, preview, ingestCsv }
}

async function main(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'trireme-bench-'))
  const analytics = openAnalytics({ dataDir: folder })
  try {
    // the first calls start the two processes
    await measure(analytics, folder)
    const found: Round[] = []
    for (let round = 0; round < rounds; round++) found.push(await measure(analytics, folder))
    const best = (name: keyof Round) => Math.min(...found.map(round => round[name]))
    const line = (label: string, ms: number) =>
      console.log(
        `${label.padEnd(44)} ${ms.toFixed(0).padStart(6)} ms  ${(ms / best('copy')).toFixed(2).padStart(6)} x`,
      )
    console.log(`flights-3m.parquet, 3,000,000 rows, best of ${rounds} rounds`)
    line('DuckDB: COPY to Parquet (zstd)', best('copy'))
    line('ingest: checks, COPY, schema, digest', best('ingest'))
    line('profile: five columns', best('profile'))
    line('ingest and profile', Math.min(...found.map(round => round.ingest + round.profile)))
    line('ingest of the same rows as CSV', best('ingestCsv'))
    line('preview: 100 rows by descending delay', best('preview'))
  } finally {
    await analytics.close()
    await rm(folder, { recursive: true, force: true })
  }
}

await main()
