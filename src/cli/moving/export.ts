import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { mkdir, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { finished } from 'node:stream/promises'
import { DuckDBInstance } from '@duckdb/node-api'
import { AppError, type Trireme } from '../../sdk/trireme.ts'
import { targetOf } from './archive.ts'
import { keepLines } from './lines.ts'
import { inside, keep, openMlruns } from './mlruns.ts'
import { writeSeals } from './seals.ts'
import type { Series, Source, SourceRun } from './source.ts'

export type Export = { api: Trireme; project: string; source: Source; tell: (words: string) => void }
export type Exported = {
  to: string
  counts: Record<string, number>
  /** what this layout cannot hold */
  lost: string[]
  files: number
  bytes: number
}

/** Writes everything of a project into a folder or one file, piece by piece; what a folder holds is not fetched again. */
export async function exportProject(wish: Export, to: string): Promise<Exported> {
  const { api, project } = wish
  const target = targetOf(to)
  const { folder } = target
  await mkdir(folder, { recursive: true })
  if ((await readdir(folder)).some(name => !known.includes(name)))
    throw new AppError('conflict', `${folder} holds something else`, {
      hint: 'Name an empty folder, or one of an earlier export',
    })
  const counts: Record<string, number> = {}
  const lost = await history(wish, { folder, counts })
  counts['datasets'] = await datasets(wish, join(folder, 'datasets'))
  const told = await events(wish, join(folder, 'events.ndjson'))
  counts['events'] = told
  counts['sealedEvents'] = await writeSeals(wish, { file: join(folder, 'seals.ndjson'), events: told })
  const { files, bytes } = await manifest(folder, { project, counts, lost, about: await api.projects.get({ project }) })
  await target.pack()
  return { to, counts, lost, files, bytes }
}

const known = ['mlruns', 'tables', 'datasets', 'events.ndjson', 'seals.ndjson', 'manifest.json']

type Ground = { folder: string; counts: Record<string, number> }

/** MLflow's layout, and the same as tables beside it. */
async function history({ source, tell }: Export, { folder, counts }: Ground): Promise<string[]> {
  const mlruns = openMlruns(join(folder, 'mlruns'), source)
  const tables = await openTables(join(folder, 'tables'))
  const count = (kind: string) => (counts[kind] = (counts[kind] ?? 0) + 1)
  let told = 0
  for await (const experiment of source.experiments()) {
    await mlruns.experiment(experiment)
    count('experiments')
    for await (const page of source.runs(experiment.id))
      for (const run of page) {
        await mlruns.run(experiment, run, tables.passing(run, source.points(run)))
        await tables.run(experiment.id, run)
        count('runs')
        if (Date.now() - told > 1_000) tell(`${counts['runs'] ?? 0} runs of ${counts['experiments'] ?? 0} experiments`)
        if (Date.now() - told > 1_000) told = Date.now()
      }
    for await (const page of source.loggedModels(experiment.id))
      for (const model of page) {
        await mlruns.loggedModel(experiment, model)
        count('loggedModels')
      }
  }
  for await (const model of source.registered()) {
    await mlruns.registered(model)
    count('registeredModels')
  }
  await tables.close()
  return mlruns.lost
}

const columns = {
  runs: {
    run_id: 'VARCHAR',
    experiment_id: 'VARCHAR',
    name: 'VARCHAR',
    user_name: 'VARCHAR',
    status: 'VARCHAR',
    lifecycle: 'VARCHAR',
    start_time: 'BIGINT',
    end_time: 'BIGINT',
  },
  params: { run_id: 'VARCHAR', key: 'VARCHAR', value: 'VARCHAR' },
  tags: { run_id: 'VARCHAR', key: 'VARCHAR', value: 'VARCHAR' },
  metrics: { run_id: 'VARCHAR', key: 'VARCHAR', step: 'DOUBLE', time: 'DOUBLE', value: 'VARCHAR' },
} as const
type TableName = keyof typeof columns
const names: readonly TableName[] = ['runs', 'params', 'tags', 'metrics']

/** Rows go to files of lines first, so that memory stays flat, and become Parquet at the end. */
async function openTables(folder: string) {
  await mkdir(folder, { recursive: true })
  const lines = (name: TableName) => join(folder, `${name}.ndjson`)
  const out = {
    runs: createWriteStream(lines('runs')),
    params: createWriteStream(lines('params')),
    tags: createWriteStream(lines('tags')),
    metrics: createWriteStream(lines('metrics')),
  }
  const write = async (name: TableName, rows: readonly object[]) => {
    if (rows.length === 0) return
    const isFull = !out[name].write(rows.map(row => `${JSON.stringify(row)}\n`).join(''))
    if (isFull) await new Promise(resolve => out[name].once('drain', resolve))
  }
  return {
    async *passing(run: SourceRun, points: AsyncIterable<Series[]>): AsyncGenerator<Series[]> {
      for await (const all of points) {
        for (const { key, steps, times, values } of all)
          await write(
            'metrics',
            values.map((value, at) => ({
              run_id: run.id,
              key,
              step: steps[at],
              time: times[at],
              value: String(value),
            })),
          )
        yield all
      }
    },
    async run(experiment: string, run: SourceRun) {
      const { id, name, userName, status, lifecycle, startTime, endTime } = run
      const row = { run_id: id, experiment_id: experiment, name, user_name: userName, status, lifecycle }
      await write('runs', [{ ...row, start_time: startTime, end_time: endTime }])
      await write(
        'params',
        run.params.map(pair => ({ run_id: id, ...pair })),
      )
      await write(
        'tags',
        run.tags.map(pair => ({ run_id: id, ...pair })),
      )
    },
    async close() {
      const duckdb = await (await DuckDBInstance.create(':memory:')).connect()
      for (const name of names) {
        out[name].end()
        await finished(out[name])
        const shape = Object.entries(columns[name]).map(([column, type]) => `${column}: '${type}'`)
        const wanted = name === 'metrics' ? '* replace (cast(value as double) as value)' : '*'
        const to = join(folder, `${name}.parquet`)
        await duckdb.run(
          `copy (select ${wanted} from read_json(${quoted(lines(name))}, format = 'newline_delimited', columns = {${shape.join(', ')}})) to ${quoted(to)} (format parquet, compression zstd)`,
        )
        await rm(lines(name))
      }
      duckdb.closeSync()
    },
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`

async function datasets({ api, project }: Export, folder: string): Promise<number> {
  let count = 0
  for (let before: string | undefined; ;) {
    const page = await api.datasets.list({ project, limit: 200, ...(before === undefined ? {} : { before }) })
    for (const { name } of page.datasets)
      for (const { version } of (await api.datasets.versions({ project, name })).versions) {
        count++
        const file = inside(folder, join(folder, encodeURIComponent(name), `v${version}.parquet`))
        // a version never changes
        if (existsSync(file)) continue
        const answer = await api.datasets.download({ project, name, version, format: 'parquet' })
        await keep(file, answer.body ?? new Blob([]).stream())
      }
    if (page.next === null) return count
    before = page.next
  }
}

/** Newest first, as the log is read. */
const events = ({ api, project }: Export, file: string) =>
  keepLines(file, async write => {
    let count = 0
    for (let before: string | undefined; ;) {
      const page = await api.events.list({ project, limit: 500, ...(before === undefined ? {} : { before }) })
      await write(page.events)
      count += page.events.length
      if (page.next === null) return count
      before = page.next
    }
  })

/** Every file with its hash, written last: a folder with a manifest is whole. */
async function manifest(folder: string, said: object): Promise<{ files: number; bytes: number }> {
  const files: { path: string; bytes: number; sha256: string }[] = []
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name === 'manifest.json') continue
    const file = join(entry.parentPath, entry.name)
    const path = file.slice(folder.length + 1)
    files.push({ path, bytes: (await stat(file)).size, sha256: await hashOf(file) })
  }
  files.sort((a, b) => (a.path < b.path ? -1 : 1))
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ format: 1, ...said, files }, null, 2))
  return { files: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) }
}

export async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const chunk of createReadStream(file, { highWaterMark: 1 << 20 })) hash.update(chunk)
  return hash.digest('hex')
}
