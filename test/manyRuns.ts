import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { folderOf } from '../src/backbone/storage/folder.ts'
import { isPostgres, openDatabase } from '../src/database/open.ts'
import type { Db } from '../src/database/schema.ts'
import { signInWith } from './inside.ts'
import { startPlatform, type TestPlatform } from './platform.ts'

/** Runs put straight into the tables: through the protocol a hundred thousand take an hour. */
export type ManyRuns = {
  projectId: string
  scope: number
  userId: string
  /** the number of the first run; 0 when not said */
  from?: number
  runs: number
  /** m0, m1 ...: no two runs have the same value of one; the least was lower by 0.5, the greatest is 1.5 less the value */
  metrics: number
  /** p0, p1 ...: `p0` has 2 values, `p1` has 3, `p2` has 4 ... */
  params: number
  /** t0, t1 ...: one value each */
  tags: number
}

export const manyBegan = 1_700_000_000_000
/** No order of ids tells anything of the order of runs. */
export const manyId = (at: number) => createHash('md5').update(`run ${at}`).digest('hex')
export const manyValue = (at: number, key: number) => ((at * 7_919 + key * 104_729) % 1_000_003) / 1_000_003
export const manyParam = (at: number, key: number) => `v${at % (key + 2)}`

export async function insertManyRuns(db: Db, wish: ManyRuns): Promise<void> {
  await db.transaction().execute(async tx => {
    for (let from = 0; from < wish.runs; from += 1_000) await insertRuns(tx, wish, from)
    const at = sql`(r.start_time - ${sql.lit(manyBegan)})`
    const from = (keys: number) => sql`from runs r cross join (${numbers(keys)}) k where r.scope = ${wish.scope}`
    const key = (letter: string) => sql`${sql.lit(letter)} || k.n`
    const value = sql`((${at} * 7919 + k.n * 104729) % 1000003) / cast(1000003 as double precision)`
    if (wish.metrics > 0)
      await sql`insert into run_metrics (run_id, key, scope, value, step, time, least, greatest, ranged)
        select r.run_id, ${key('m')}, r.scope, ${value}, 1, r.start_time, ${value} - 0.5, 1.5 - ${value}, 1
        ${from(wish.metrics)}`.execute(tx)
    const word = sql`'v' || (${at} % (k.n + 2))`
    if (wish.params > 0)
      await sql`insert into run_params (run_id, key, scope, head, value)
        select r.run_id, ${key('p')}, r.scope, ${word}, ${word} ${from(wish.params)}`.execute(tx)
    const tag = sql`'v' || k.n`
    if (wish.tags > 0)
      await sql`insert into run_tags (run_id, key, scope, head, value)
        select r.run_id, ${key('t')}, r.scope, ${tag}, ${tag} ${from(wish.tags)}`.execute(tx)
  })
  // Postgres does the same by itself after a minute
  if (isPostgres(db)) await sql`analyze`.execute(db)
}

const numbers = (count: number) =>
  sql.join(
    Array.from({ length: count }, (_, n) => sql`select ${sql.lit(n)} as n`),
    sql` union all `,
  )

async function insertRuns(tx: Db, { scope, userId, runs, from: first = 0 }: ManyRuns, from: number): Promise<void> {
  const rows = Array.from({ length: Math.min(1_000, runs - from) }, (_, i) => {
    const at = first + from + i
    const start = manyBegan + at
    return {
      run_id: manyId(at),
      scope,
      name: `run-${at}`,
      status: 'FINISHED',
      lifecycle: 'active',
      user_name: 'bench',
      start_time: start,
      end_time: start + 1,
      artifact_uri: `mlflow-artifacts:/0/${manyId(at)}/artifacts`,
      origin: 'client',
      created_by: userId,
      created_at: start,
    }
  })
  await tx.insertInto('runs').values(rows).execute()
}

/** A server whose project `harbour` has so many runs, each with three metrics and two params; its owner is not signed in. */
export async function platformWithRuns(runs: number): Promise<TestPlatform> {
  const platform = await startPlatform()
  const { api, id: userId } = await signInWith(() => platform.url, platform.signInUrl)
  const { project } = await api.projects.create({ name: 'Harbour', seats: [{ seat: 'data_scientist', userId }] })
  await platform.kill('SIGTERM')
  const db = openDatabase({ url: '', file: folderOf(platform.dataDir).database })
  const { scope } = await db
    .insertInto('experiments')
    .values({
      project_id: project.id,
      experiment_id: '0',
      name: 'Default',
      artifact_location: 'mlflow-artifacts:/0',
      lifecycle: 'active',
      created_by: userId,
      created_at: manyBegan,
      updated_at: manyBegan,
    })
    .returning('scope')
    .executeTakeFirstOrThrow()
  await insertManyRuns(db, { projectId: project.id, scope, userId, runs, metrics: 3, params: 2, tags: 0 })
  await db.destroy()
  await platform.restart()
  return platform
}
