import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tell } from './tools/figures.ts'
import { memoryOf } from './tools/memory.ts'
import { roundsOf } from './tools/times.ts'

/** From nothing to the first answered request, on data and a compile cache that are there; and what it holds when idle. */

const data = await mkdtemp(join(tmpdir(), 'bench-start-'))
const env = { ...process.env, TRIREME_DATA: data, TRIREME_PORT: '0', TRIREME_DEMO: 'off' }
const server = join(import.meta.dirname, '../bin/server.mjs')
const bare = join(import.meta.dirname, 'bare.child.ts')

try {
  await startAndEnd()
  const rounds = await roundsOf(7, async () => ({ server: await startAndEnd(), bare: await bareStart() }))
  tell({
    what: 'start to the first answered request, warm',
    value: rounds.median(round => round.server) / 1_000,
    unit: 's',
    goal: { atMost: 1 },
    beside: `bare Node server ${rounds.median(round => round.bare).toFixed(0)} ms`,
  })
  const child = launch()
  await firstAnswer(child)
  await sleep(15_000)
  const { rss, pss, processes } = await memoryOf(child.pid ?? 0)
  tell({
    what: 'memory when idle, all processes (RSS)',
    value: rss,
    unit: 'MB',
    goal: { atMost: 200 },
    beside: `${processes} process, PSS ${pss.toFixed(0)} MB`,
  })
  await end(child)
} finally {
  await rm(data, { recursive: true, force: true, maxRetries: 5 })
}

async function startAndEnd(): Promise<number> {
  const began = performance.now()
  const child = launch()
  const answered = await firstAnswer(child)
  await end(child)
  return answered - began
}

function launch() {
  return spawn(process.execPath, [server], { env, stdio: ['ignore', 'pipe', 'inherit'] })
}

/** When the server had answered its first request, asked as soon as it says its address. */
async function firstAnswer(child: ChildProcess & { stdout: NodeJS.ReadableStream }): Promise<number> {
  let said = ''
  for await (const chunk of child.stdout) {
    said += String(chunk)
    const url = /^ready (\S+)/m.exec(said)?.[1]
    if (!url) continue
    const answer = await fetch(`${url}/ready`)
    if (!answer.ok) throw new Error(await answer.text())
    await answer.text()
    child.stdout.resume()
    return performance.now()
  }
  throw new Error('the server ended before it was ready')
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM')
  await once(child, 'exit')
}

async function bareStart(): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, [bare], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
  const [url] = await once(child, 'message')
  await (await fetch(String(url), { method: 'POST', body: '{}' })).text()
  const answered = performance.now()
  const ended = once(child, 'exit')
  child.disconnect()
  await ended
  return answered - began
}
