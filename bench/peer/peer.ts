import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { driverUrl, mlflowImage, postgresDriver, type MlflowRelease } from '../../test/python.ts'
import { memoryOf } from '../tools/memory.ts'

/** MLflow's own server, on a SQLite file or a Postgres and a folder for artifacts, as its command line starts it. */
export type Peer = {
  url: string
  /** a file, or the address of a Postgres */
  database: string
  /** the folder that its `mlflow-artifacts:` stands for */
  artifacts: string
  startMs: number
  memory: () => Promise<number>
  /** the same store behind so many processes; it starts with one */
  restart: (workers: number) => Promise<void>
  stop(): Promise<void>
}

type PeerWish = { release?: MlflowRelease; databaseUrl?: string; timed?: boolean }

/** A `timed` start finds its tables there. */
export async function startPeer({ release = 'newest', databaseUrl, timed = false }: PeerWish = {}): Promise<Peer> {
  const mlflow = join(await mlflowImage(release), 'bin', 'mlflow')
  const folder = await mkdtemp(join(tmpdir(), 'bench-mlflow-'))
  const database = databaseUrl ?? join(folder, 'mlflow.db')
  const store = databaseUrl === undefined ? `sqlite:///${database}` : driverUrl(databaseUrl)
  const telemetry = { MLFLOW_DISABLE_TELEMETRY: 'true', DO_NOT_TRACK: 'true', HOME: folder }
  const driver = databaseUrl === undefined ? {} : { PYTHONPATH: await postgresDriver() }
  const env = { ...process.env, ...telemetry, ...driver }
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const artifacts = join(folder, 'artifacts')
  const places = ['--backend-store-uri', store, '--artifacts-destination', artifacts]
  if (timed) await makeTables()
  let server = await launch(1)
  return {
    url,
    database,
    artifacts,
    startMs: server.startMs,
    memory: async () => (await memoryOf(server.child.pid ?? 0)).rss,
    async restart(workers) {
      await server.stop()
      server = await launch(workers)
    },
    async stop() {
      await server.stop()
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }

  async function makeTables() {
    const child = spawn(mlflow, ['db', 'upgrade', store], { env, cwd: folder, stdio: 'ignore' })
    const [code] = await once(child, 'exit')
    if (code !== 0) throw new Error(`mlflow db upgrade ended with ${code}`)
  }

  async function launch(workers: number) {
    const began = performance.now()
    const out = await open(join(folder, 'log'), 'a')
    const args = ['server', ...places, '--workers', String(workers), '--host', '127.0.0.1', '--port', String(port)]
    const child = spawn(mlflow, args, { env, cwd: folder, detached: true, stdio: ['ignore', out.fd, out.fd] })
    await out.close()
    const takeAlong = () => endGroup(child, 'SIGKILL')
    process.once('exit', takeAlong)
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1))
    await untilUp(url, child).catch(async error => {
      throw new Error(`${error}\n${await readFile(join(folder, 'log'), 'utf8')}`)
    })
    const startMs = performance.now() - began
    const stop = async () => {
      endGroup(child, 'SIGTERM')
      await Promise.race([once(child, 'exit'), sleep(10_000)])
      endGroup(child, 'SIGKILL')
      process.off('exit', takeAlong)
      await sleep(500)
    }
    return { child, startMs, stop }
  }
}

/** It runs its workers and its helpers as processes of their own. */
function endGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid) process.kill(-child.pid, signal)
  } catch {
    // all of them have ended
  }
}

async function untilUp(url: string, child: ChildProcess): Promise<void> {
  for (const until = Date.now() + 180_000; Date.now() < until; await sleep(20)) {
    if (child.exitCode !== null) throw new Error(`the MLflow server ended with ${child.exitCode}`)
    const answer = await fetch(`${url}/health`).catch(() => undefined) // it does not listen yet
    if (answer?.ok) return
  }
  throw new Error('the MLflow server did not answer within three minutes')
}

/** Below those that the system gives to who asks for any: a server that starts at the same time would take it. */
async function freePort(): Promise<number> {
  for (let tries = 0; tries < 100; tries++) {
    const port = 15_000 + Math.floor(Math.random() * 15_000)
    const server = createServer().listen(port, '127.0.0.1')
    const isFree = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    server.close()
    if (isFree) return port
  }
  throw new Error('there is no free port')
}
