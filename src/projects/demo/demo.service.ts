import { spawn, type ChildProcess } from 'node:child_process'
import { extname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import type { Clock } from '../../kernel/clock.ts'
import { messageOf } from '../../kernel/errors.ts'
import { issueServiceToken } from '../../people/sessions/tokens/tokens.service.ts'
import { Demo } from './demo.schema.ts'
import { readDemo, saveDemo } from './demo.store.ts'

/** What the demo program says on stdout, a JSON line each. */
const Said = z.union([
  z.object({ plan: z.array(z.string()), project: z.string() }),
  z.object({ step: z.string(), state: z.enum(['running', 'done']), seconds: z.number().optional() }),
  z.object({ stopped: z.string(), reason: z.string() }),
])

export type DemoRun = { state(): Demo; stop(): Promise<void> }

type Options = { db: Db; clock: Clock; url: string; isOn: boolean; say: (line: string) => void }

/**
 * Runs the demo as a program of its own that has nothing but the public SDK and a token; a demo that was finished once is
 * not run again, one that was cut off goes on where it was.
 */
export async function runDemo(options: Options): Promise<DemoRun> {
  const kept = await readDemo(options.db)
  if (!options.isOn) return standing(kept.state === 'running' ? { ...kept, state: 'stopped' } : kept)
  if (kept.state === 'done') return standing(kept)
  let demo: Demo = { ...kept, state: 'running', error: undefined }
  const began = options.clock.now()
  const child = launch(options.url, await demoToken(options.db, options.clock))
  let complaint = ''
  child.stderr?.on('data', (chunk: Buffer) => (complaint = (complaint + chunk.toString()).slice(-2_000)))
  const ended = new Promise<number>(resolve => child.on('exit', code => resolve(code ?? 1)))
  let isStopping = false
  const heard = (async () => {
    if (!child.stdout) return
    for await (const line of createInterface({ input: child.stdout })) {
      demo = after(demo, line)
      await saveDemo(options.db, demo)
    }
  })()
  const whole = (async () => {
    const code = await ended
    await heard
    if (isStopping) return
    const seconds = ((options.clock.now() - began) / 1000).toFixed(1)
    demo = code === 0 ? { ...demo, state: 'done', step: null } : stoppedAt(demo, complaint)
    await saveDemo(options.db, demo)
    options.say(
      code === 0
        ? `demo done ${options.url} ${seconds}`
        : `demo stopped at ${demo.step ?? 'start'}: ${demo.error ?? ''}`,
    )
  })()
  return {
    state: () => demo,
    async stop() {
      isStopping = true
      child.kill('SIGTERM')
      await whole
    },
  }
}

const standing = (demo: Demo): DemoRun => ({ state: () => demo, stop: async () => {} })

/** The child ends with the server: its standard input closes when the server dies, however it dies. */
function launch(url: string, token: string): ChildProcess {
  const program = join(import.meta.dirname, '..', '..', 'cli', `demo.run${extname(import.meta.filename)}`)
  return spawn(process.execPath, [program], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH: process.env['PATH'], TRIREME_URL: url, TRIREME_TOKEN: token },
  })
}

function after(demo: Demo, line: string): Demo {
  const said = Said.safeParse(jsonOf(line)).data
  if (!said) return demo
  if ('plan' in said)
    return {
      ...demo,
      project: said.project,
      steps: said.plan.map(
        name => demo.steps.find(step => step.name === name) ?? { name, state: 'waiting', seconds: null },
      ),
    }
  if ('stopped' in said)
    return {
      ...demo,
      step: said.stopped,
      error: said.reason,
      steps: marked(demo, said.stopped, { state: 'stopped', seconds: null }),
    }
  return {
    ...demo,
    step: said.step,
    steps: marked(demo, said.step, { state: said.state, seconds: said.seconds ?? null }),
  }
}

const marked = (demo: Demo, name: string, mark: Pick<Demo['steps'][number], 'state' | 'seconds'>) =>
  demo.steps.map(step => (step.name === name ? { ...step, ...mark } : step))

const stoppedAt = (demo: Demo, complaint: string): Demo => ({
  ...demo,
  state: 'stopped',
  error: demo.error ?? (complaint.trim().split('\n').at(-1) || 'it ended without a word'),
})

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line)
  } catch (error) {
    return { notJson: messageOf(error) }
  }
}

/** A token of the service account "Demo", which may act as the demo accounts inside a demo project, and nothing else. */
export const demoToken = (db: Db, clock: Clock) =>
  issueServiceToken(db, {
    account: 'Demo',
    name: 'demo',
    rights: ['*', 'demo:act', 'user:write'],
    now: clock.now(),
    lastsMs: 3 * 3_600_000,
  })
