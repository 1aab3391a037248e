import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { Demo } from '../src/projects/demo/demo.schema.ts'
import { mlflowCalls } from './mlflow.ts'
import type { TestPlatform } from './platform.ts'

/** A moment of the demo: so long after a step began. */
export type Moment = { step: string; afterMs: number }

export async function readDemo(url: string): Promise<Demo> {
  return Demo.parse(await (await fetch(`${url}/api/demo`)).json())
}

/** Kills the server at each moment, starts it again at once, and waits for the end of the demo. */
export async function playWithKills(platform: TestPlatform, moments: readonly Moment[]): Promise<string[]> {
  const killedIn: string[] = []
  for (const { step, afterMs } of moments) {
    await reached(platform.url, step)
    await sleep(afterMs)
    const { state, step: now } = await readDemo(platform.url)
    killedIn.push(`${state} ${now}`)
    await platform.kill('SIGKILL')
    await platform.restart()
  }
  for (;;) {
    const demo = await readDemo(platform.url)
    if (demo.state === 'done') return killedIn
    if (demo.state === 'stopped') throw new Error(`the demo stopped at ${demo.step}: ${demo.error}`)
    await sleep(250)
  }
}

async function reached(url: string, step: string): Promise<void> {
  for (;;) {
    const { state, steps, error } = await readDemo(url)
    if (state === 'stopped') throw new Error(`the demo stopped before ${step}: ${error}`)
    if (steps.some(({ name, state: now }) => name === step && now !== 'waiting')) return
    await sleep(50)
  }
}

/** Logs points of a metric one by one, whatever happens to the server, and knows which were acknowledged. */
export function startWriter(place: { url: string; token: string; project: string; runId: string }) {
  const mlflow = mlflowCalls(place)
  const acknowledged: number[] = []
  let isOver = false
  const writing = (async () => {
    for (let step = 0; !isOver; step += 1) {
      const point = { run_id: place.runId, key: 'beat', value: step / 8, timestamp: Date.now(), step }
      const isKept = await mlflow.ask('POST', 'runs/log-metric', point).then(
        ({ status }) => status === 200,
        () => false, // the server is being killed, or not up again yet
      )
      if (isKept) acknowledged.push(step)
      await sleep(isKept ? 15 : 60)
    }
  })()
  return async () => {
    isOver = true
    await writing
    return acknowledged
  }
}

const Claim = z.object({ shim: z.object({ pid: z.number() }).loose().optional() })

/** Which processes took each step, as its folder says while it is there: more than one would have run it twice. */
export function watchSteps(dataDir: string) {
  const takers = new Map<string, Set<string>>()
  let isOver = false
  const note = async (name: string) => {
    const text = await readFile(join(dataDir, 'steps', name, 'claim.json'), 'utf8').catch(() => undefined)
    if (text === undefined) return
    const taker = JSON.stringify(Claim.parse(JSON.parse(text)).shim)
    takers.set(name, (takers.get(name) ?? new Set()).add(taker))
  }
  const watching = (async () => {
    for (; !isOver; await sleep(40)) {
      const names = await readdir(join(dataDir, 'steps')).catch(() => [])
      for (const name of names.filter(name => name.startsWith('att_'))) await note(name)
    }
  })()
  return async () => {
    isOver = true
    await watching
    return takers
  }
}

/** Processes that have one of these words on their command line or in their environment, this one aside. */
export async function processesWith(words: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const id of (await readdir('/proc')).filter(name => /^\d+$/.test(name) && name !== String(process.pid))) {
    const read = (file: string) => readFile(`/proc/${id}/${file}`, 'utf8').catch(() => '')
    const command = await read('cmdline')
    const all = `${command}\0${await read('environ')}`
    if (words.some(word => all.includes(word))) found.push(`${id} ${command.replaceAll('\0', ' ')}`)
  }
  return found
}

/** The local command, as the operator types it. */
export async function trireme(dataDir: string, ...args: string[]): Promise<string> {
  const main = join(import.meta.dirname, '..', 'bin', 'trireme.mjs')
  const env = { ...process.env, TRIREME_DATA: dataDir, DATABASE_URL: '' }
  return (await promisify(execFile)(process.execPath, [main, ...args], { env, maxBuffer: 16 * 1024 * 1024 })).stdout
}
