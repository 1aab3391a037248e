import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { messageOf } from '../../../kernel/errors.ts'
import { usageOf } from './memory.ts'

/** How a worker process is started; a sandbox puts itself before the command. Standard streams must be pipes. */
export type Spawn = (
  command: string,
  args: string[],
  options: SpawnOptions,
) => ChildProcessByStdio<Writable, Readable, Readable>
export type SpawnOptions = { env: Record<string, string>; cwd?: string }

/** Its own process group, so that a kill also reaches what the worker started. */
export const spawnPlain: Spawn = (command, args, options) =>
  spawn(command, args, { ...options, stdio: ['pipe', 'pipe', 'pipe'], detached: true })

export type DeathReason = 'deadline' | 'memory' | 'processes' | 'exit' | 'closed'

/** Why a worker is no more, in words that follow "the worker ...". */
export class WorkerDied extends Error {
  readonly reason: DeathReason

  constructor(reason: DeathReason, what: string) {
    super(what)
    this.name = 'WorkerDied'
    this.reason = reason
  }
}

/** Takes the bytes that arrive and gives the messages that are complete; throws if they are not the protocol. */
export type Decode<M> = (chunk: Buffer) => M[]

export type ChildOptions<M> = {
  launch: () => ChildProcessByStdio<Writable, Readable, Readable>
  decode: Decode<M>
  memoryBytes: number
  /** stderr, kept for people to read; the oldest is dropped */
  logBytes?: number
}

export type Child<M> = {
  pid: number | undefined
  /** One question at a time. Past the limit the process is killed; a death rejects with `WorkerDied`. */
  ask: (question: Uint8Array, limitMs: number) => Promise<M>
  kill: (death: WorkerDied) => void
  /** settles when the process has ended */
  ended: Promise<WorkerDied>
  hasEnded: () => boolean
  residentBytes: () => number | undefined
  log: () => string
}

type Pending<M> = { resolve: (answer: M) => void; reject: (death: WorkerDied) => void; timer: NodeJS.Timeout }
type State<M> = { pending?: Pending<M> | undefined; death?: WorkerDied; ended: boolean; log: string }

const pollMs = 50
const mostProcesses = 128
const megabyte = 1024 * 1024

export function startChild<M>(options: ChildOptions<M>): Child<M> {
  const child = options.launch()
  const state: State<M> = { ended: false, log: '' }
  const ended = new Promise<WorkerDied>(resolve => {
    child.once('error', error =>
      resolve((state.death ??= new WorkerDied('exit', `could not be started: ${messageOf(error)}`))),
    )
    child.once('exit', () => killGroup(child.pid)) // what it started may hold its pipes open
    child.once('close', (code, signal) => resolve((state.death ??= exitDeath(code ?? signal, state.log))))
  })
  const kill = (death: WorkerDied) => {
    state.death ??= death
    killGroup(child.pid)
  }
  void ended.then(death => {
    state.ended = true
    settle(state)?.reject(death)
  })
  watchUse(child.pid, { limit: options.memoryBytes, kill, ended })
  child.stdin.on('error', () => {}) // a broken pipe: the process is ending, and `close` says why
  child.stdout.on('data', (chunk: Buffer) => receive(state, () => options.decode(chunk), kill))
  keepLog(child.stderr, state, options.logBytes ?? 64 * 1024)
  return {
    pid: child.pid,
    ask: (question, limitMs) => ask({ state, stdin: child.stdin, kill }, question, limitMs),
    kill,
    ended,
    hasEnded: () => state.ended,
    residentBytes: () => (child.pid === undefined ? undefined : usageOf(child.pid)?.residentBytes),
    log: () => state.log,
  }
}

type Link<M> = { state: State<M>; stdin: Writable; kill: (death: WorkerDied) => void }

function ask<M>({ state, stdin, kill }: Link<M>, question: Uint8Array, limitMs: number): Promise<M> {
  const { death } = state
  if (death) return Promise.reject(death)
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => kill(new WorkerDied('deadline', `took longer than ${limitMs} ms`)), limitMs)
    state.pending = { resolve, reject, timer }
    stdin.write(question)
  })
}

function receive<M>(state: State<M>, decode: () => M[], kill: (death: WorkerDied) => void): void {
  try {
    for (const answer of decode()) settle(state)?.resolve(answer)
  } catch (error) {
    kill(new WorkerDied('exit', `answered with something else than an answer: ${messageOf(error)}`))
  }
}

function settle<M>(state: State<M>): Pending<M> | undefined {
  const { pending } = state
  state.pending = undefined
  clearTimeout(pending?.timer)
  return pending
}

function exitDeath(how: number | string | null, log: string): WorkerDied {
  const said = log
    .trimEnd()
    .split('\n')
    .findLast(line => /error|exception|killed/i.test(line))
  return new WorkerDied('exit', `ended by itself (${how})${said ? `: ${said.trim()}` : ''}`)
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // already gone
  }
}

type Watch = { limit: number; kill: (death: WorkerDied) => void; ended: Promise<WorkerDied> }

function watchUse(pid: number | undefined, { limit, kill, ended }: Watch): void {
  if (pid === undefined) return
  // a machine that runs out of memory should end the worker, not the server; not every system has this file
  writeFile(`/proc/${pid}/oom_score_adj`, '1000').catch(() => {})
  const poll = setInterval(() => {
    const { residentBytes, processes } = usageOf(pid) ?? { residentBytes: 0, processes: 0 }
    if (residentBytes > limit)
      kill(new WorkerDied('memory', `used ${inMegabytes(residentBytes)} of memory, its limit is ${inMegabytes(limit)}`))
    if (processes > mostProcesses) kill(new WorkerDied('processes', `started more than ${mostProcesses} processes`))
  }, pollMs)
  poll.unref()
  void ended.then(() => clearInterval(poll))
}

const inMegabytes = (bytes: number) => `${Math.round(bytes / megabyte)} MB`

function keepLog(stderr: Readable, state: { log: string }, mostBytes: number): void {
  stderr.setEncoding('utf8')
  stderr.on('data', (text: string) => {
    state.log = (state.log + text).slice(-mostBytes)
  })
}
