import { existsSync, mkdirSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { messageOf } from '../../kernel/errors.ts'

/** Limits that the kernel itself enforces on a whole tree. */
export type Cgroup = {
  folders: string[]
  /** files to which a process writes its id to join */
  doors: string[]
  pids(): number[]
  /** how often the kernel ended a process of the group for want of memory */
  memoryKills(): number
}

export type CgroupLimits = { memoryBytes: number; processes: number }

const root = '/sys/fs/cgroup'

/** Makes a group for one step; says in words why not where groups cannot be made or do not take limits. */
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

export function removeCgroup(folders: string[]): void {
  folders.filter(existsSync).forEach(removeFolder)
}

/** Every process in the folders, for an end that leaves nobody out. */
export const cgroupPids = (folders: string[]) => [...new Set(folders.filter(existsSync).flatMap(readPids))]

function makeUnified(name: string, limits: CgroupLimits, made: string[]): Cgroup {
  const folder = [ownFolder('', ''), root]
    .map(parent => makeWithControllers(parent, name))
    .find(made => made !== undefined)
  if (!folder) throw new Error('the memory and pids controllers are not handed down to this server')
  made.push(folder)
  writeFileSync(join(folder, 'memory.max'), String(limits.memoryBytes))
  writeIfThere(join(folder, 'memory.swap.max'), '0')
  writeFileSync(join(folder, 'pids.max'), String(limits.processes))
  return group([folder], () => counter(join(folder, 'memory.events'), 'oom_kill'))
}

// A group that holds processes hands no controllers down, so a server that is alone in its group has to ask the top.
function makeWithControllers(parent: string, name: string): string | undefined {
  const folder = join(parent, `trireme-${name}`)
  mkdirSync(folder)
  if (existsSync(join(folder, 'memory.max')) && existsSync(join(folder, 'pids.max'))) return folder
  rmdirSync(folder)
}

function makeSplit(name: string, limits: CgroupLimits, made: string[]): Cgroup {
  const memory = makeIn('memory', name, made)
  const pids = makeIn('pids', name, made)
  writeFileSync(join(memory, 'memory.limit_in_bytes'), String(limits.memoryBytes))
  writeIfThere(join(memory, 'memory.memsw.limit_in_bytes'), String(limits.memoryBytes))
  writeFileSync(join(pids, 'pids.max'), String(limits.processes))
  return group([memory, pids], () => counter(join(memory, 'memory.oom_control'), 'oom_kill'))
}

const group = (folders: string[], memoryKills: () => number): Cgroup => ({
  folders,
  doors: folders.map(folder => join(folder, 'cgroup.procs')),
  pids: () => cgroupPids(folders),
  memoryKills,
})

function makeIn(controller: string, name: string, made: string[]): string {
  const folder = join(ownFolder(controller, controller), `trireme-${name}`)
  mkdirSync(folder)
  made.push(folder)
  return folder
}

// Below our own group, so that limits set on the server from outside still hold; at the top where ours is not visible.
function ownFolder(mount: string, controller: string): string {
  const own = join(root, mount, ownGroup(controller))
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

const counter = (path: string, field: string) =>
  Number(new RegExp(`^${field} (\\d+)$`, 'm').exec(existsSync(path) ? readFileSync(path, 'utf8') : '')?.[1] ?? 0)

const readPids = (folder: string) =>
  readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n').filter(Boolean).map(Number)

function removeFolder(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) removeFolder(join(folder, entry.name)) // a step may have made groups of its own
  }
  rmdirSync(folder)
}
