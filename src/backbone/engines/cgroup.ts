import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { messageOf } from '../../kernel/errors.ts'

/** Limits that the kernel itself enforces on a whole tree. */
export type Cgroup = {
  folders: string[]
  /** files to which a process writes its id to join */
  doors: string[]
  pids(): number[]
  /** how often the kernel ended a process of the group for want of memory */
  memoryKills(): number
  /** how often the kernel refused the group another process or thread */
  processRefusals(): number
}

/** `processes` counts threads too, as the kernel does. */
export type CgroupLimits = { memoryBytes: number; processes: number }

const root = '/sys/fs/cgroup'
const prefix = 'trireme-'

/** Makes a group for one tree of processes; says in words why not where groups cannot be made or do not take limits. */
export function makeCgroup(name: string, limits: CgroupLimits): Cgroup | { reason: string } {
  const made: string[] = []
  try {
    return existsSync(join(root, 'cgroup.controllers'))
      ? makeUnified(name, limits, made)
      : makeSplit(name, limits, made)
  } catch (error) {
    made.forEach(removeFolder)
    return { reason: `no control group: ${messageOf(error)}` }
  }
}

/** The name of a group that lasts no longer than this process: what a killed one left is swept up by the next. */
export const passingName = (id: string) => `of-${process.pid}-${id}`

export function removeCgroup(folders: string[]): void {
  folders.filter(existsSync).forEach(removeFolder)
}

/** Every process in the folders, for an end that leaves nobody out. */
export const cgroupPids = (folders: string[]) => [...new Set(folders.filter(existsSync).flatMap(readPids))]

/** The command line that joins the groups and then becomes the command; unchanged where there is none to join. */
export function inCgroup(doors: string[], command: string[]): string[] {
  return doors.length === 0 ? command : ['/bin/sh', '-c', joinThem, 'sh', String(doors.length), ...doors, ...command]
}

const joinThem = [
  'n=$1; shift',
  'while [ "$n" -gt 0 ]; do echo $$ > "$1" || exit 125; shift; n=$((n-1)); done',
  'exec "$@"',
].join('\n')

// A group that holds processes hands no controllers down: the place for ours is then beside it, where a service manager
// gave the server a group inside one that is delegated, or at the top.
function makeUnified(name: string, limits: CgroupLimits, made: string[]): Cgroup {
  const own = ownFolder('', '')
  const places = own === root ? [root] : [own, dirname(own), root]
  const folder = places.map(parent => makeWithControllers(parent, name)).find(found => found !== undefined)
  if (!folder) throw new Error('the memory and pids controllers are not handed down to this server')
  made.push(folder)
  writeFileSync(join(folder, 'memory.max'), String(limits.memoryBytes))
  writeIfThere(join(folder, 'memory.swap.max'), '0')
  writeFileSync(join(folder, 'pids.max'), String(limits.processes))
  return group([folder], {
    memory: [join(folder, 'memory.events'), 'oom_kill'],
    processes: [join(folder, 'pids.events'), 'max'],
  })
}

function makeWithControllers(parent: string, name: string): string | undefined {
  const isHandedDown = (folder: string) => ['memory.max', 'pids.max'].every(file => existsSync(join(folder, file)))
  const folder = attempted(() => {
    attempted(() => writeFileSync(join(parent, 'cgroup.subtree_control'), '+memory +pids')) // the files tell the outcome
    return makeFolder(parent, name)
  })
  if (folder === undefined || isHandedDown(folder)) return folder
  rmdirSync(folder)
}

function makeSplit(name: string, limits: CgroupLimits, made: string[]): Cgroup {
  const [memory = '', pids = ''] = ['memory', 'pids'].map(controller => {
    const folder = makeFolder(ownFolder(controller, controller), name)
    made.push(folder)
    return folder
  })
  writeFileSync(join(memory, 'memory.limit_in_bytes'), String(limits.memoryBytes))
  writeIfThere(join(memory, 'memory.memsw.limit_in_bytes'), String(limits.memoryBytes))
  writeFileSync(join(pids, 'pids.max'), String(limits.processes))
  return group([memory, pids], {
    memory: [join(memory, 'memory.oom_control'), 'oom_kill'],
    processes: [join(pids, 'pids.events'), 'max'],
  })
}

type Counter = [file: string, field: string]

const group = (folders: string[], counters: { memory: Counter; processes: Counter }): Cgroup => ({
  folders,
  doors: folders.map(folder => join(folder, 'cgroup.procs')),
  pids: () => cgroupPids(folders),
  memoryKills: () => count(counters.memory),
  processRefusals: () => count(counters.processes),
})

function makeFolder(parent: string, name: string): string {
  sweep(parent)
  const folder = join(parent, prefix + name)
  mkdirSync(folder)
  return folder
}

/** Removes what servers left that were killed: a group in which something still runs cannot be removed, and stays. */
function sweep(parent: string): void {
  for (const name of readdirSync(parent)) {
    const maker = /^trireme-of-(\d+)-/.exec(name)?.[1]
    if (maker !== undefined && !existsSync(`/proc/${maker}`)) attempted(() => removeFolder(join(parent, name)))
  }
}

// Below our own group, so that limits set on the server from outside still hold; at the top where ours is not visible.
function ownFolder(mount: string, controller: string): string {
  const own = resolve(join(root, mount, ownGroup(controller)))
  return existsSync(own) ? own : join(root, mount)
}

function ownGroup(controller: string): string {
  const lines = readFileSync('/proc/self/cgroup', 'utf8')
    .split('\n')
    .map(line => line.split(':'))
  return (
    lines
      .find(([, controllers]) => controllers?.split(',').includes(controller))
      ?.slice(2)
      .join(':') ?? '/'
  )
}

function writeIfThere(path: string, value: string): void {
  if (existsSync(path)) writeFileSync(path, value)
}

/** What the kernel may refuse here, for a want of rights or of controllers, and somewhere else not. */
function attempted<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

const count = ([path, field]: Counter) =>
  Number(new RegExp(`^${field} (\\d+)$`, 'm').exec(existsSync(path) ? readFileSync(path, 'utf8') : '')?.[1] ?? 0)

const readPids = (folder: string) =>
  readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number)

function removeFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeFolder(join(folder, entry.name)) // a step may have made groups of its own
  }
  rmdirSync(folder)
}
