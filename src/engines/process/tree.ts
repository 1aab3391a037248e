import { readFileSync, readdirSync } from 'node:fs'

/** Which process is meant: an id alone is given out again, an id with its start time and boot is not. */
export type ProcessName = { pid: number; startTime: number; boot: string }

/** One line of /proc/PID/stat, in clock ticks; `waitedTicks` is the time of children that ended and were waited for. */
export type ProcessStat = {
  pid: number
  state: string
  parent: number
  group: number
  session: number
  ticks: number
  waitedTicks: number
  threads: number
  startTime: number
}

/** Linux reports process times in hundredths of a second on every platform that Node runs on. */
export const ticksPerSecond = 100

export function readStat(pid: number | 'self'): ProcessStat | undefined {
  const text = readProc(pid, 'stat')
  if (text === undefined) return undefined
  // the name in brackets may hold spaces and brackets itself
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ')
  const at = (field: number) => Number(fields[field - 3] ?? 0)
  return {
    pid: Number.parseInt(text, 10),
    state: fields[0] ?? '',
    parent: at(4),
    group: at(5),
    session: at(6),
    ticks: at(14) + at(15),
    waitedTicks: at(16) + at(17),
    threads: at(20),
    startTime: at(22),
  }
}

export function nameOf(pid: number | 'self'): ProcessName | undefined {
  const stat = readStat(pid)
  return stat && { pid: stat.pid, startTime: stat.startTime, boot: readBoot() }
}

/** A zombie has ended: nothing of it runs any more. */
export function isAlive(name: ProcessName): boolean {
  const stat = readStat(name.pid)
  return stat !== undefined && stat.startTime === name.startTime && stat.state !== 'Z' && name.boot === readBoot()
}

/** The processes and everything that descends from them, each once. */
export function familyOf(roots: number[]): ProcessStat[] {
  const found = new Map<number, ProcessStat>()
  for (const queue = [...roots]; queue.length > 0;) {
    const stat = readStat(queue.shift() ?? 0)
    if (!stat || found.has(stat.pid)) continue
    found.set(stat.pid, stat)
    queue.push(...childrenOf(stat.pid))
  }
  return [...found.values()]
}

/**
 * Processes of a step wherever they went: one that left its parent's family still carries the step's name in its
 * environment or belongs to the step's session.
 */
export function strays(stepId: string, session?: number): ProcessStat[] {
  return allProcesses().filter(
    stat => stat.state !== 'Z' && (stat.session === session || carriesName(stat.pid, stepId)),
  )
}

/** Name of the environment variable by which a step's processes are known. */
export const stepVariable = 'TRIREME_STEP'

export type Io = { read: number; written: number }

/** Bytes that processes, and children that they waited for, moved to and from the disk; what the kernel keeps is not said. */
export function movedBytes(pids: number[]): Io {
  const texts = pids.flatMap(pid => readProc(pid, 'io') ?? [])
  const sum = (field: string) =>
    texts.reduce((all, text) => all + Number(new RegExp(`^${field}: (\\d+)$`, 'm').exec(text)?.[1] ?? 0), 0)
  return { read: sum('read_bytes'), written: sum('write_bytes') }
}

/** Memory that the processes hold themselves, in bytes: pages of files do not count, shared pages count once. */
export function heldMemory(pids: number[]): number {
  const [only] = pids
  if (pids.length === 1 && only !== undefined) return heldByOne(only)
  return pids.reduce((sum, pid) => sum + heldShare(pid), 0)
}

function heldByOne(pid: number): number {
  const text = readProc(pid, 'status') ?? ''
  const now = kilobytes(text, 'RssAnon') + kilobytes(text, 'RssShmem') + kilobytes(text, 'VmSwap')
  // the high-water mark of the kernel sees what a look from time to time misses
  return Math.max(now, kilobytes(text, 'VmHWM') - kilobytes(text, 'RssFile')) * 1024
}

function heldShare(pid: number): number {
  const text = readProc(pid, 'smaps_rollup')
  if (!text?.includes('Pss_Anon')) return heldByOne(pid)
  return (kilobytes(text, 'Pss_Anon') + kilobytes(text, 'Pss_Shmem') + kilobytes(text, 'SwapPss')) * 1024
}

const kilobytes = (text: string, field: string) =>
  Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0)

function childrenOf(pid: number): number[] {
  return listProc(`/proc/${pid}/task`).flatMap(task =>
    (readProc(pid, `task/${task}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  )
}

const allProcesses = (): ProcessStat[] =>
  listProc('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(name => readStat(Number(name)))
    .filter(stat => stat !== undefined)

const carriesName = (pid: number, stepId: string) =>
  (readProc(pid, 'environ') ?? '').split('\0').includes(`${stepVariable}=${stepId}`)

const readBoot = () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

function readProc(pid: number | 'self', file: string): string | undefined {
  return orGone(() => readFileSync(`/proc/${pid}/${file}`, 'latin1'))
}

function listProc(path: string): string[] {
  return orGone(() => readdirSync(path)) ?? []
}

// A process may end, or belong to another user, between the look at the list and the look at it.
function orGone<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM' || code === 'ENOTDIR')
      return undefined
    throw error
  }
}
