import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import { openTrireme, type Inside } from '../../test/inside.ts'
import { openMlflow, type MlflowCalls } from '../../test/mlflow.ts'
import { freshDatabase, type TestDatabase } from '../../test/postgres.ts'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'

let database: TestDatabase
let inside: Inside
let mlflow: MlflowCalls
let outside: Db

before(async () => {
  database = await freshDatabase()
  inside = await openTrireme({ databaseUrl: database.url })
  mlflow = await openMlflow(inside)
  outside = openDatabase({ url: database.url, file: '' })
})
after(async () => {
  await outside.destroy()
  await inside.close()
  await database.drop()
})

/** What a restart of Postgres does to its clients. */
const cutConnections = () =>
  sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
    outside,
  )

test(
  'connections that are cut fail their requests as unavailable, lose nothing acknowledged and are replaced',
  { timeout: 120_000 },
  async () => {
    const { run } = await mlflow.post('runs/create', { experiment_id: '0', run_name: 'storm' })
    const run_id = run?.info.run_id
    const acknowledged: number[] = []
    const odd: string[] = []
    let isOver = false
    const clients = Array.from({ length: 4 }, async (_, client) => {
      for (let step = client; !isOver; step += 4) {
        const answer = await mlflow.ask('POST', 'runs/log-metric', {
          run_id,
          key: 'm',
          value: step,
          timestamp: 1,
          step,
        })
        if (answer.status === 200) acknowledged.push(step)
        else if (answer.status !== 503) odd.push(`${answer.status} ${answer.message}`)
      }
    })
    const fiveMore = async () => {
      for (const wanted = acknowledged.length + 5; acknowledged.length < wanted;) await sleep(10)
    }
    for (let cut = 0; cut < 8; cut++) {
      await fiveMore()
      await cutConnections()
    }
    await fiveMore()
    isOver = true
    await Promise.all(clients)
    assert.deepEqual(odd, [])
    const { metrics } = await mlflow.get(`metrics/get-history?run_id=${run_id}&metric_key=m`)
    const kept = new Set(metrics.map(({ step }) => step))
    assert.deepEqual(
      acknowledged.filter(step => !kept.has(step)),
      [],
    )
    assert.equal((await fetch(`${inside.url}/ready`)).status, 200)
  },
)
