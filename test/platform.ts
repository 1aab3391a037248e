import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

type Logs = { stdout: string[]; stderr: string[] }

export type TestPlatform = {
  url: string
  /** The one-time link that the server printed at its latest start. */
  signInUrl: string
  dataDir: string
  /** of its latest start */
  pid: number
  /** What the server printed since its latest start. */
  logs: Logs
  /** The first line of stdout that matches; waits for it. */
  line(pattern: RegExp): Promise<string>
  /** Sends a signal and returns the exit code, or the signal's name if that ended it. */
  kill(signal: NodeJS.Signals): Promise<number | string>
  /** Starts again on the same data and port after a kill. */
  restart(): Promise<void>
  /** Ends the server with SIGTERM, which must exit with 0, and removes its data. */
  stop(): Promise<void>
}

export type PlatformOptions = {
  /** a Postgres; SQLite when not given */
  databaseUrl?: string
  /** data of an earlier server; a new folder when not given */
  dataDir?: string
  env?: Record<string, string>
}

const main = join(dirname(import.meta.dirname), 'bin/server.mjs')

/** Starts the real server, as a process of its own on a free port, on empty data and without the demo. */
export async function startPlatform(options: PlatformOptions = {}): Promise<TestPlatform> {
  const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), 'platform-')))
  const given = { TRIREME_DATA: dataDir, DATABASE_URL: options.databaseUrl ?? '' }
  const settings = { TRIREME_DEMO: 'off', ...options.env, ...given }
  let server = await launch({ TRIREME_PORT: '0', ...settings })
  const { url } = server
  const kill = (signal: NodeJS.Signals) => {
    server.child.kill(signal)
    return server.exited
  }
  return {
    url,
    dataDir,
    get pid() {
      return server.child.pid ?? 0
    },
    get signInUrl() {
      return server.signInUrl
    },
    get logs() {
      return server.logs
    },
    line: pattern => server.line(pattern),
    kill,
    async restart() {
      await server.exited
      server = await launch({ ...settings, TRIREME_PORT: new URL(url).port })
    },
    async stop() {
      const { exitCode, signalCode } = server.child
      const code = exitCode === null && signalCode === null ? await kill('SIGTERM') : 0
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
      assert.equal(code, 0, `the server ended with ${code}:\n${server.logs.stderr.join('\n')}`)
    },
  }
}

/** Starts the server and waits for the lines that the door promises. */
async function launch(env: Record<string, string>) {
  const child = spawn(process.execPath, [main], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  // a test that fails before it stops the server takes it along
  const takeAlong = () => child.kill('SIGKILL')
  process.once('exit', takeAlong)
  child.once('exit', () => process.off('exit', takeAlong))
  const exited = once(child, 'exit').then(([code, signal]) => Exit.parse(code ?? signal))
  const logs = { stdout: gather(child.stdout), stderr: gather(child.stderr) }
  const line = (pattern: RegExp) => lineOf(child, { logs, pattern })
  const url = (await line(/^ready \S+ [\d.]+$/)).split(' ')[1] ?? ''
  const signInUrl = (await line(/^sign-in \S+#\S+$/)).split(' ')[1] ?? ''
  return { child, exited, logs, line, url, signInUrl }
}

const Exit = z.union([z.number(), z.string()])

function gather(stream: Readable): string[] {
  const lines: string[] = []
  createInterface(stream).on('line', line => lines.push(line))
  return lines
}

async function lineOf(child: ChildProcess, wanted: { logs: Logs; pattern: RegExp }): Promise<string> {
  for (;;) {
    const found = wanted.logs.stdout.find(line => wanted.pattern.test(line))
    if (found !== undefined) return found
    if (child.exitCode !== null || child.signalCode !== null)
      throw new Error(`the server ended before it printed ${wanted.pattern}:\n${wanted.logs.stderr.join('\n')}`)
    await sleep(20)
  }
}
