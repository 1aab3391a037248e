import { spawn } from 'node:child_process'
import type { ChildProcessByStdio } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import type { Readable, Writable } from 'node:stream'
import { randomUUID } from 'node:crypto'
import { inCgroup, makeCgroup, passingName, removeCgroup, type Cgroup } from '../../../backbone/engines/cgroup.ts'
import { messageOf } from '../../../kernel/errors.ts'
import { usageOf } from './memory.ts'

/** How a worker process is started; a sandbox puts itself before the command. Standard streams must be pipes. */
export type Spawn = (
  command: string,
  args: string[],
  options: SpawnOptions,
) => ChildProcessByStdio<Writable, Readable, Readable>
export type SpawnOptions = {
  env: Record<string, string>
  cwd?: string
  /** of the control groups that the process joins before it is anything */
  doors?: string[]
}

/** Its own process group, so that a kill also reaches what the worker started. */
export const spawnPlain: Spawn = (command, args, { doors = [], ...options }) => {
  const [program = '', ...rest] = inCgroup(doors, [command, ...args])
  return spawn(program, rest, { ...options, stdio: ['pipe', 'pipe', 'pipe'], detached: true })
}

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
  launch: (doors: string[]) => ChildProcessByStdio<Writable, Readable, Readable>
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
/** where the kernel counts: threads too, of which a process may have many */
const mostTasks = 2_048
const megabyte = 1024 * 1024

export function startChild<M>(options: ChildOptions<M>): Child<M> {
  const cgroup = enclose(options.memoryBytes)
  const child = options.launch(cgroup?.doors ?? [])
  const state: State<M> = { ended: false, log: '' }
  const ended = new Promise<WorkerDied>(resolve => {
    child.once('error', error =>
      resolve((state.death ??= new WorkerDied('exit', `could not be started: ${messageOf(error)}`))),
    )
    child.once('exit', () => killTree(child.pid, cgroup)) // what it started may hold its pipes open
    child.once('close', (code, signal) => {
      state.death ??= (cgroup && overLimit(cgroup, options.memoryBytes)) ?? exitDeath(code ?? signal, state.log)
      resolve(state.death)
    })
  })
  const kill = (death: WorkerDied) => {
    state.death ??= death
    killTree(child.pid, cgroup)
  }
  void ended.then(death => {
    state.ended = true
    if (cgroup) leave(cgroup)
    settle(state)?.reject(death)
  })
  watchUse(child.pid, { limit: options.memoryBytes, cgroup, kill, ended })
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
  // what a shell answers for a program that it cannot run
  if (how === 126 || how === 127) return new WorkerDied('exit', `could not be started: ${log.trim()}`)
  return new WorkerDied('exit', `ended by itself (${how})${said ? `: ${said.trim()}` : ''}`)
}

/** The kernel's limits, where it takes any; the watch below holds to them everywhere, and is a moment late. */
function enclose(memoryBytes: number): Cgroup | undefined {
  const made = makeCgroup(passingName(randomUUID()), { memoryBytes, processes: mostTasks })
  return 'reason' in made ? undefined : made
}

function killTree(pid: number | undefined, cgroup: Cgroup | undefined): void {
  for (const one of [...(pid === undefined ? [] : [-pid]), ...(cgroup?.pids() ?? [])])
    try {
      process.kill(one, 'SIGKILL')
    } catch {
      // already gone
    }
}

/** Ends who left the process group, and removes the control group; the kernel takes a moment to see that it is empty. */
function leave(cgroup: Cgroup, triesLeft = 50): void {
  killTree(undefined, cgroup)
  try {
    removeCgroup(cgroup.folders)
  } catch {
    if (triesLeft > 0) setTimeout(() => leave(cgroup, triesLeft - 1), 20).unref()
  }
}

function overLimit(cgroup: Cgroup, memoryBytes: number): WorkerDied | undefined {
  if (cgroup.memoryKills() > 0) return tooMuchMemory(memoryBytes)
  if (cgroup.processRefusals() > 0) return tooManyProcesses(mostTasks)
}

const tooMuchMemory = (limit: number) =>
  new WorkerDied('memory', `used more than its ${Math.round(limit / megabyte)} MB of memory`)
const tooManyProcesses = (most: number) => new WorkerDied('processes', `started more than ${most} processes`)

type Watch = {
  limit: number
  cgroup: Cgroup | undefined
  kill: (death: WorkerDied) => void
  ended: Promise<WorkerDied>
}

function watchUse(pid: number | undefined, { limit, cgroup, kill, ended }: Watch): void {
  if (pid === undefined) return
  // a machine that runs out of memory should end the worker, not the server; not every system has this file
  writeFile(`/proc/${pid}/oom_score_adj`, '1000').catch(() => {})
  const poll = setInterval(() => {
    const { residentBytes, processes } = usageOf(pid) ?? { residentBytes: 0, processes: 0 }
    const refused = cgroup && overLimit(cgroup, limit)
    if (refused) kill(refused)
    if (residentBytes > limit) kill(tooMuchMemory(limit))
    if (processes > mostProcesses) kill(tooManyProcesses(mostProcesses))
  }, pollMs)
  poll.unref()
  void ended.then(() => clearInterval(poll))
}

function keepLog(stderr: Readable, state: { log: string }, mostBytes: number): void {
  stderr.setEncoding('utf8')
  stderr.on('data', (text: string) => {
    state.log = (state.log + text).slice(-mostBytes)
  })
}
