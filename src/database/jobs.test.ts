import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { freshDatabase, type TestDatabase } from '../../test/postgres.ts'
import { openLog } from '../kernel/log.ts'
import { cancelJob, enqueue, findJob, releaseLeases, retryJob, runJobs, type JobHandler } from './jobs.ts'
import { migrate } from './migrate.ts'
import { openDatabase } from './open.ts'
import type { Db } from './schema.ts'

const log = openLog('silent')
const until = async (is: () => Promise<boolean>) => {
  while (!(await is())) await new Promise(resolve => setTimeout(resolve, 10))
}

for (const kind of ['SQLite', 'Postgres'] as const)
  describe(`jobs on ${kind}`, () => {
    let folder = ''
    let database: TestDatabase | undefined
    let first: Db
    let second: Db

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'jobs-'))
      database = kind === 'Postgres' ? await freshDatabase() : undefined
      first = openDatabase({ url: database?.url ?? '', file: join(folder, 'jobs.db') })
      second = openDatabase({ url: database?.url ?? '', file: join(folder, 'jobs.db') })
      await migrate(first)
    })
    after(async () => {
      await first.destroy()
      await second.destroy()
      await database?.drop()
      await rm(folder, { recursive: true, force: true })
    })

    test('two servers on one database run each job once', async () => {
      const ran: string[] = []
      const handler: JobHandler = async job => {
        await new Promise(resolve => setTimeout(resolve, 5))
        ran.push(job.key)
      }
      for (let i = 0; i < 20; i++) await enqueue(first, { kind: 'once', key: `k${i}`, payload: {} })
      const servers = [first, second].map(db => runJobs({ db, log, handlers: { once: handler }, pollMs: 20 }))
      await until(async () => (await findJob(first, 'once', 'k19'))?.state === 'done' && ran.length >= 20)
      await Promise.all(servers.map(server => server.stop()))
      assert.deepEqual(ran.toSorted(), Array.from({ length: 20 }, (_, i) => `k${i}`).toSorted())
    })

    test('enqueueing the same key again returns the first job', async () => {
      const one = await enqueue(first, { kind: 'same', key: 'k', payload: { a: 1 } })
      const two = await enqueue(first, { kind: 'same', key: 'k', payload: { a: 2 } })
      assert.equal(one.id, two.id)
      assert.deepEqual(two.payload, { a: 1 })
    })

    test('a stopped server gives its job to the next one', async () => {
      await enqueue(first, { kind: 'long', key: 'k', payload: {} })
      const waiting: JobHandler = (_, { signal }) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      const one = runJobs({ db: first, log, handlers: { long: waiting }, pollMs: 20 })
      await until(async () => (await findJob(first, 'long', 'k'))?.state === 'running')
      await one.stop()
      const two = runJobs({ db: second, log, handlers: { long: async () => {} }, pollMs: 20 })
      await until(async () => (await findJob(first, 'long', 'k'))?.state === 'done')
      await two.stop()
      assert.equal((await findJob(first, 'long', 'k'))?.attempt, 2)
    })

    test('a killed server leaves no job behind: released leases are taken up again', async () => {
      const job = await enqueue(first, { kind: 'killed', key: 'k', payload: {} })
      await first
        .updateTable('jobs')
        .set({ state: 'running', owner: 'srv_gone', attempt: 1, lease_until: Date.now() + 60_000 })
        .where('id', '=', job.id)
        .execute()
      await releaseLeases(first)
      const server = runJobs({ db: first, log, handlers: { killed: async () => {} }, pollMs: 20 })
      await until(async () => (await findJob(first, 'killed', 'k'))?.state === 'done')
      await server.stop()
    })

    test('cancelling a running job aborts its work, and it can be tried again', async () => {
      const job = await enqueue(first, { kind: 'cancel', key: 'k', payload: {} })
      let isCancelled = false
      const handler: JobHandler = (_, { signal }) =>
        isCancelled
          ? Promise.resolve()
          : new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)))
      const server = runJobs({ db: first, log, handlers: { cancel: handler }, pollMs: 20, leaseMs: 300 })
      await until(async () => (await findJob(first, 'cancel', 'k'))?.state === 'running')
      await cancelJob(first, job.id)
      await until(async () => (await findJob(first, 'cancel', 'k'))?.state === 'cancelled')
      isCancelled = true
      await retryJob(first, job.id)
      await until(async () => (await findJob(first, 'cancel', 'k'))?.state === 'done')
      await server.stop()
    })

    test('a failing job keeps its reason', async () => {
      await enqueue(first, { kind: 'fails', key: 'k', payload: {} })
      const server = runJobs({
        db: first,
        log,
        handlers: { fails: () => Promise.reject(new Error('no disk')) },
        pollMs: 20,
      })
      await until(async () => (await findJob(first, 'fails', 'k'))?.state === 'failed')
      await server.stop()
      assert.equal((await findJob(first, 'fails', 'k'))?.error, 'no disk')
    })
  })
