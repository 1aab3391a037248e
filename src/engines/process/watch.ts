import {
  familyOf,
  heldMemory,
  movedBytes,
  readStat,
  strays,
  ticksPerSecond,
  type Io,
  type ProcessStat,
} from './tree.ts'

export type Look = {
  cpuSeconds: number
  memoryBytes: number
  peakMemoryBytes: number
  /** processes and threads of the step itself */
  tasks: number
}

export type Watch = {
  look(): Look
  /** bytes to and from the disk so far */
  moved(): Io
  /** CPU time of all that has ended and been waited for; exact once everything has */
  finish(): Look
  /** the step's own processes, without what the sandbox runs beside them */
  own(): number[]
  /** ends a sandbox with all that is in it, however fast that multiplies: its first process takes the rest along */
  endSandbox(): void
  /** every process there is, also those that left the family */
  everyone(): ProcessStat[]
}

/** Watches a tree of processes; the first `wrappers` generations below `root` are the sandbox's and not counted as the step's. */
export function watchTree(options: {
  root: number
  stepId: string
  wrappers: number
  mostTasks: number
  groupPids: () => number[]
}): Watch {
  // start times of the processes seen last, so that one which left its family is still found
  let known = new Map(
    [readStat(options.root)].filter(stat => stat !== undefined).map(stat => [stat.pid, stat.startTime]),
  )
  const wrapping: number[] = []
  let moved: Io = { read: 0, written: 0 }
  let last: Look = { cpuSeconds: 0, memoryBytes: 0, peakMemoryBytes: 0, tasks: 0 }

  const family = (): ProcessStat[] => {
    const still = [...known].filter(([pid, startTime]) => readStat(pid)?.startTime === startTime).map(([pid]) => pid)
    const stats = familyOf([...still, ...options.groupPids()])
    known = new Map(stats.map(stat => [stat.pid, stat.startTime]))
    noteWrappers(stats)
    return stats
  }

  // Each wrapper's first child is the next; later ones may be orphans that the sandbox has taken in.
  const noteWrappers = (stats: ProcessStat[]) => {
    while (wrapping.length < options.wrappers) {
      const above = wrapping.at(-1)
      const next = above === undefined ? options.root : stats.find(stat => stat.parent === above)?.pid
      if (next === undefined) return
      wrapping.push(next)
    }
  }

  const ownOf = (stats: ProcessStat[]) => stats.filter(stat => !wrapping.includes(stat.pid) && stat.state !== 'Z')

  return {
    look() {
      const stats = family()
      const own = ownOf(stats)
      const tasks = own.reduce((sum, stat) => sum + stat.threads, 0)
      // a crowd must be seen before it grows further, and asking each for its memory is slow
      const memoryBytes = tasks > options.mostTasks ? last.memoryBytes : heldMemory(own.map(stat => stat.pid))
      const seconds = stats.reduce((sum, stat) => sum + stat.ticks + stat.waitedTicks, 0) / ticksPerSecond
      last = {
        cpuSeconds: Math.max(last.cpuSeconds, seconds),
        memoryBytes,
        peakMemoryBytes: Math.max(last.peakMemoryBytes, memoryBytes),
        tasks,
      }
      return last
    },
    moved() {
      const now = movedBytes(family().map(stat => stat.pid))
      moved = { read: Math.max(moved.read, now.read), written: Math.max(moved.written, now.written) }
      return moved
    },
    finish() {
      const waited = (readStat('self')?.waitedTicks ?? 0) / ticksPerSecond
      return { ...last, cpuSeconds: Math.max(last.cpuSeconds, waited) }
    },
    endSandbox() {
      if (options.wrappers > 0) signalAll([options.root], 'SIGKILL')
    },
    own: () => ownOf(family()).map(stat => stat.pid),
    everyone: () => {
      const running = [...family(), ...strays(options.stepId, options.root)].filter(stat => stat.state !== 'Z')
      return [...new Map(running.map(stat => [stat.pid, stat])).values()]
    },
  }
}

/** Whole process groups first: unlike a list, a group also holds what is born this moment. */
export function killAll(found: ProcessStat[]): void {
  const groups = new Set(found.map(stat => stat.group).filter(group => group > 0))
  signalAll([...[...groups].map(group => -group), ...found.map(stat => stat.pid)], 'SIGKILL')
}

/** Sends a signal to processes that may have ended since they were listed. */
export function signalAll(pids: number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal)
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
    }
  }
}
