import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isFinal, type StepSpec } from '../src/backbone/engines/engine.ts'
import { probeSandbox } from '../src/backbone/engines/sandbox.ts'
import { processEngine } from '../src/engines/process/process.engine.ts'
import { tell } from './tools/figures.ts'
import { median, quantile } from './tools/times.ts'

/** How long a step waits from its launch to its first line, beside a plain child process of the same program. */

const limits = { memoryBytes: 512 * 2 ** 20, wallMs: 60_000, processes: 64, logBytes: 2 ** 20 }
const program = ['/bin/sh', '-c', 'date +%s%N']
const data = await mkdtemp(join(tmpdir(), 'bench-steps-'))
const sandbox = await probeSandbox()
const engine = processEngine({ data, sandbox, capacity: 100 })
let number = 0

try {
  await step()
  const steps: number[] = []
  const forks: number[] = []
  for (let round = 0; round < 15; round++) {
    steps.push(await step())
    forks.push(await fork())
  }
  tell({
    what: 'start of a step beyond a bare fork, median',
    value: median(steps) - median(forks),
    unit: 'ms',
    goal: { atMost: 100 },
    beside: `step ${median(steps).toFixed(0)} ms (p95 ${quantile(steps, 0.95).toFixed(0)}), fork ${median(forks).toFixed(1)} ms, isolation: ${sandbox.kind}`,
  })
} finally {
  await rm(data, { recursive: true, force: true, maxRetries: 5 })
}

async function step(): Promise<number> {
  const spec: StepSpec = { id: `bench-${number++}`, command: program, env: {}, inputs: [], limits, network: 'none' }
  const began = now()
  const launched = await engine.launch(spec)
  if (launched.kind !== 'started') throw new Error(`the step did not start: ${launched.kind}`)
  while (!isFinal(await engine.status(launched.handle))) await new Promise(setImmediate)
  const { bytes } = await engine.logs(launched.handle, { from: 0 })
  await engine.remove(launched.handle)
  return toMs(Buffer.from(bytes).toString()) - began
}

async function fork(): Promise<number> {
  const began = now()
  const child = spawn(program[0] ?? '', program.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', chunk => (said += String(chunk)))
  await once(child, 'close')
  return toMs(said) - began
}

function now(): number {
  return performance.timeOrigin + performance.now()
}

function toMs(said: string): number {
  const nanoseconds = /^\d{16,}/m.exec(said)?.[0]
  if (!nanoseconds) throw new Error(`the step said no time: ${said}`)
  return Number(nanoseconds) / 1e6
}
