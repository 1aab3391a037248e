import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, constants, existsSync, openSync, rmSync } from 'node:fs'
import { Socket } from 'node:net'
import { constants as os } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { StepLimits, StepStatus } from '../../backbone/engines/engine.ts'
import { makeCgroup, removeCgroup, type Cgroup } from '../../backbone/engines/cgroup.ts'
import { beside, stepCommand, temporaryFolder, type Crossing } from './command.ts'
import { stepEnvironment } from './environment.ts'
import { writeJson, writeJsonDurably, type StepFolder, type StepPlan } from './folder.ts'
import { openGateway, type Gateway } from './gateway.ts'
import { hasFileOf, over } from './limits.ts'
import { BoundedLog } from './log.ts'
import { openSampler, type Sampler } from './sampler.ts'
import { killAll, signalAll, watchTree, type Look, type Watch } from './watch.ts'

const graceMs = 5_000
const heartbeatMs = 1_000

/** Why a step is being ended before its time; `at` starts the grace that it gets to clean up. */
type Stop = { state: 'failed' | 'cancelled'; reason?: string; at: number; graceMs: number }
type Exit = { code: number | null; signal: NodeJS.Signals | null }

/** Runs the step of a claimed folder to its end and leaves its final status there. */
export async function runStep(folder: StepFolder, plan: StepPlan): Promise<void> {
  const { limits } = plan.step
  const [pipe, way, cgroup] = await Promise.all([
    openPipe(join(folder.root, 'log.pipe')),
    openWay(folder, plan),
    enclose(folder, plan),
    writeJson(folder.status, statusNow('starting', Date.now(), idle)),
  ])
  const log = new BoundedLog(folder.log, limits.logBytes)
  const startedAt = Date.now()
  const { child, drained } = start({ folder, plan, way, cgroup, log, pipe })
  const watch = watchTree({
    root: child.pid ?? 0,
    stepId: plan.step.id,
    mostTasks: limits.processes,
    wrappers: plan.sandbox.kind === 'none' ? 0 : way ? 3 : 2,
    groupPids: () => cgroup?.pids() ?? [],
  })
  const exited = exitOf(child)
  const sampler = openSampler(folder.samples, { startedAt, memoryLimit: limits.memoryBytes })
  const sample = (used: Look) =>
    sampler.take(Date.now(), { ...used, io: watch.moved(), ...(way?.traffic() ?? { received: 0, sent: 0 }) })
  const stop = await attend({
    folder,
    limits,
    cgroup,
    watch,
    exited,
    startedAt,
    isDue: now => sampler.isDue(now),
    sample,
  })
  const exit = await exited
  await clear(watch)
  await Promise.race([drained, sleep(2_000)])
  log.close()
  way?.server.close()
  const used = watch.finish()
  sample(used)
  const found = stop ?? (exit.code === 0 ? undefined : await reasonLeft({ folder, limits, cgroup }, exit))
  const status = { ...statusNow('done', startedAt, used), finishedAt: Date.now(), ...verdict(exit, found) }
  // what the kernel ended at the limit was at the limit, whenever the last look was
  if (cgroup && cgroup.memoryKills() > 0) status.peakMemoryBytes = Math.max(used.peakMemoryBytes, limits.memoryBytes)
  if (cgroup) removeCgroup(cgroup.folders)
  await settle(folder, status)
}

const idle: Look = { cpuSeconds: 0, memoryBytes: 0, peakMemoryBytes: 0, tasks: 0 }

const statusNow = (state: StepStatus['state'], startedAt: number, used: Look): StepStatus => ({
  state,
  cpuSeconds: used.cpuSeconds,
  peakMemoryBytes: used.peakMemoryBytes,
  wallMs: Date.now() - startedAt,
  startedAt,
  heartbeatAt: Date.now(),
})

type Way = Gateway & { url: string; crossing?: Crossing }

/** The way to the server: a socket shown in the sandbox, or a loopback port where there is no sandbox. */
async function openWay(folder: StepFolder, { step, sandbox, data }: StepPlan): Promise<Way | undefined> {
  if (step.network !== 'server' || !step.serverUrl) return undefined
  const gateway = openGateway({ serverFile: join(data, 'server.json'), serverUrl: step.serverUrl })
  const { server } = gateway
  if (sandbox.kind === 'none') {
    await once(server.listen(0, '127.0.0.1'), 'listening')
    const address = server.address()
    if (!address || typeof address === 'string') throw new Error('the way to the server has no port')
    return { ...gateway, url: `http://127.0.0.1:${address.port}` }
  }
  const given = Number(new URL(step.serverUrl).port)
  const port = given >= 1024 ? given : 4310 // inside, no process may open a port below 1024
  // a name relative to our folder: the full path may be longer than a socket's name may be
  await once(server.listen('server.sock'), 'listening')
  return { ...gateway, url: `http://127.0.0.1:${port}`, crossing: { socket: join(folder.root, 'server.sock'), port } }
}

async function enclose(folder: StepFolder, { step, sandbox, useCgroups }: StepPlan): Promise<Cgroup | undefined> {
  if (!useCgroups) return undefined
  const extra = sandbox.kind === 'none' ? { processes: 0, memoryBytes: 0 } : beside
  const made = makeCgroup(step.id, {
    memoryBytes: step.limits.memoryBytes + extra.memoryBytes,
    processes: step.limits.processes + extra.processes,
  })
  if ('reason' in made) return void process.stderr.write(`${made.reason}; watching the processes instead\n`)
  await writeJson(folder.cgroup, made.folders)
  return made
}

type Start = {
  folder: StepFolder
  plan: StepPlan
  way: Way | undefined
  cgroup: Cgroup | undefined
  log: BoundedLog
  pipe: Pipe
}

function start({ folder, plan, way, cgroup, log, pipe: { output, input } }: Start): {
  child: ChildProcess
  drained: Promise<unknown>
} {
  const temporary = temporaryFolder(plan, folder)
  const env = stepEnvironment(plan.step, { folder, temporary, ...(way ? { serverUrl: way.url } : {}) })
  const [program = '', ...args] = stepCommand(plan, folder, {
    ...(cgroup ? { cgroup } : {}),
    ...(way?.crossing ? { crossing: way.crossing } : {}),
  })
  const child = spawn(program, args, { cwd: folder.work, env, detached: true, stdio: ['ignore', input, input] })
  closeSync(input)
  output.on('data', (bytes: Buffer) => log.write(bytes))
  return { child, drained: once(output, 'end') }
}

// A pipe made by name: Node's own are sockets, which a program cannot open again as /dev/stdout.
type Pipe = { output: Socket; input: number }

async function openPipe(path: string): Promise<Pipe> {
  rmSync(path, { force: true })
  await promisify(execFile)('mkfifo', ['-m', '600', path])
  const output = new Socket({
    fd: openSync(path, constants.O_RDONLY | constants.O_NONBLOCK),
    readable: true,
    writable: false,
  })
  const input = openSync(path, 'w')
  rmSync(path)
  return { output, input }
}

function exitOf(child: ChildProcess): Promise<Exit> {
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve({ code, signal }))
  })
}

type Attention = {
  folder: StepFolder
  limits: StepLimits
  cgroup: Cgroup | undefined
  watch: Watch
  exited: Promise<Exit>
  startedAt: number
  isDue: Sampler['isDue']
  sample: (used: Look) => void
}

/** Beats, measures and holds to the limits until the step has ended; tells whether it was ended before its time. */
async function attend({
  folder,
  limits,
  cgroup,
  watch,
  exited,
  startedAt,
  ...take
}: Attention): Promise<Stop | undefined> {
  const ended = new AbortController()
  let stop: Stop | undefined
  let wasTold = false
  let beatAt = 0
  const asked = new AbortController()
  process.once('SIGTERM', () => asked.abort())
  const finish = () => ended.abort()
  exited.then(finish, finish)
  while (!ended.signal.aborted) {
    const lookedAt = Date.now()
    const spent = process.cpuUsage()
    const used = watch.look()
    const { user, system } = process.cpuUsage(spent)
    if (!stop) {
      stop = reasonToStop({
        folder,
        limits,
        used,
        startedAt,
        cgroup,
        wasAsked: asked.signal.aborted,
      })
    }
    // a step that is just entering its sandbox has no process yet that could be asked
    if (stop && stop.graceMs > 0 && !wasTold) wasTold = tell(watch)
    if (stop && Date.now() >= stop.at + stop.graceMs) {
      watch.endSandbox()
      killAll(watch.everyone())
    }
    if (lookedAt - beatAt >= heartbeatMs) {
      beatAt = lookedAt
      await beat(folder, statusNow('running', startedAt, used))
    }
    if (take.isDue(lookedAt)) take.sample(used)
    await Promise.race([exited, sleep(pauseAfter(lookedAt - startedAt, (user + system) / 1_000))])
  }
  return stop
}

function tell(watch: Watch): boolean {
  const pids = watch.own()
  signalAll(pids, 'SIGTERM')
  return pids.length > 0
}

// Short steps are looked at often; a look that costs much, at a large tree, is taken less often. On a busy machine it
// takes long and costs no more.
const pauseAfter = (ageMs: number, costMs: number) => Math.max(ageMs < 2_000 ? 25 : 100, costMs * 20)

async function beat(folder: StepFolder, status: StepStatus): Promise<void> {
  try {
    await writeJson(folder.status, status)
  } catch (error) {
    process.stderr.write(`no heartbeat: ${String(error)}\n`) // a full disk must not end the step
  }
}

type Situation = {
  folder: StepFolder
  limits: StepLimits
  used: Look
  startedAt: number
  cgroup: Cgroup | undefined
  wasAsked: boolean
}

function reasonToStop({ folder, limits, used, startedAt, cgroup, wasAsked }: Situation): Stop | undefined {
  const at = Date.now()
  const failed = (reason: string, graceMs: number): Stop => ({ state: 'failed', reason, at, graceMs })
  if (existsSync(folder.cancel)) return { state: 'cancelled', at, graceMs }
  if (wasAsked) return failed('It was ended from outside the platform', graceMs)
  const refused = reasonOfKernel(limits, cgroup)
  if (refused !== undefined) return failed(refused, 0)
  if (used.memoryBytes > limits.memoryBytes) return failed(over.memory(limits.memoryBytes), 0)
  if (used.tasks > limits.processes) return failed(over.processes(limits.processes), 0)
  if (limits.cpuSeconds !== undefined && used.cpuSeconds > limits.cpuSeconds)
    return failed(over.cpu(limits.cpuSeconds), graceMs)
  if (at - startedAt > limits.wallMs) return failed(over.wall(limits.wallMs), graceMs)
}

function reasonOfKernel(limits: StepLimits, cgroup: Cgroup | undefined): string | undefined {
  if (cgroup && cgroup.memoryKills() > 0) return over.memory(limits.memoryBytes)
  if (cgroup && cgroup.processRefusals() > 0) return over.processes(limits.processes)
}

/** Ends what the step left running behind it. */
async function clear(watch: Watch): Promise<void> {
  for (let round = 0; round < 100; round++) {
    const left = watch.everyone()
    if (left.length === 0) return
    killAll(left)
    await sleep(20)
  }
}

function verdict(exit: Exit, stop: Pick<Stop, 'state' | 'reason'> | undefined): Partial<StepStatus> {
  const ended = signalOf(exit)
  return {
    state: stop?.state ?? 'done',
    ...(exit.code === null ? {} : { exitCode: exit.code }),
    ...(ended ? { signal: ended } : {}),
    ...(stop?.reason ? { reason: stop.reason } : {}),
  }
}

/** Why a step failed that nobody stopped, where it can be told. */
async function reasonLeft(
  { folder, limits, cgroup }: Pick<Situation, 'folder' | 'limits' | 'cgroup'>,
  exit: Exit,
): Promise<Pick<Stop, 'state' | 'reason'>> {
  const refused = reasonOfKernel(limits, cgroup)
  if (refused !== undefined) return { state: 'failed', reason: refused }
  const ended = signalOf(exit)
  const { fileBytes } = limits
  if (fileBytes !== undefined && (ended === 'SIGXFSZ' || (await hasFileOf(folder, fileBytes))))
    return { state: 'failed', reason: over.file(fileBytes) }
  if (ended === 'SIGKILL')
    return { state: 'failed', reason: 'It was killed from outside; the machine may have run out of memory' }
  return { state: 'failed' }
}

const signalOf = ({ code, signal }: Exit) =>
  signal ?? (code !== null && code > 128 ? signalNamed(code - 128) : undefined)
const signalNamed = (number: number) => Object.entries(os.signals).find(([, value]) => value === number)?.[0]

/** The one write that must succeed: on a full disk it is tried again for ten minutes. */
async function settle(folder: StepFolder, status: StepStatus): Promise<void> {
  for (let left = 600; ; left--) {
    try {
      return await writeJsonDurably(folder.status, status)
    } catch (error) {
      if (left === 0) throw error
      await sleep(1_000)
    }
  }
}
