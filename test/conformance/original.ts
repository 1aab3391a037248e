import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, open, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mlflowImage } from '../python.ts'

export type Original = { url: string; stop(): Promise<void> }

/** MLflow's own server of the newest release, with one worker, on a SQLite file of its own. */
export async function startOriginal(): Promise<Original> {
  const program = join(await mlflowImage(), 'bin', 'mlflow')
  const folder = await mkdtemp(join(tmpdir(), 'mlflow-'))
  const port = await freePort()
  const url = `http://127.0.0.1:${port}`
  const places = [
    '--backend-store-uri',
    `sqlite:///${folder}/store.db`,
    '--artifacts-destination',
    `${folder}/artifacts`,
  ]
  const env = {
    PATH: process.env['PATH'],
    HOME: folder,
    MLFLOW_DISABLE_TELEMETRY: 'true',
    MLFLOW_SERVER_ENABLE_JOB_EXECUTION: 'false',
  }
  const log = await open(join(folder, 'log'), 'a')
  const args = ['server', ...places, '--workers', '1', '--host', '127.0.0.1', '--port', String(port)]
  const child = spawn(program, args, { env, cwd: folder, detached: true, stdio: ['ignore', log.fd, log.fd] })
  await log.close()
  const end = (signal: NodeJS.Signals) => {
    if (child.pid === undefined) return
    try {
      process.kill(-child.pid, signal)
    } catch (error) {
      // its workers may have gone with it already
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
  const takeAlong = () => end('SIGKILL')
  process.once('exit', takeAlong)
  while (!(await isUp(url))) {
    if (child.exitCode !== null) throw new Error(await readFile(join(folder, 'log'), 'utf8'))
    await sleep(200)
  }
  return {
    url,
    async stop() {
      end('SIGTERM')
      await Promise.race([once(child, 'exit'), sleep(5_000)])
      takeAlong()
      process.off('exit', takeAlong)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

async function isUp(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/health`, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    // it does not listen yet
    return false
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  server.close()
  if (address === null || typeof address === 'string') throw new Error('no port is free')
  return address.port
}
