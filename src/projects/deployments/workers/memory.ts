import { readdirSync, readFileSync } from 'node:fs'

const pageBytes = 4096

/** What a process holds together with everything that it started. */
export type Usage = { residentBytes: number; processes: number }

/**
 * Undefined where the system does not say (anything but Linux). Synchronous, because reading /proc takes microseconds and an
 * answer that comes late is of no use.
 */
export function usageOf(pid: number): Usage | undefined {
  const pages = /^\d+ (\d+)/.exec(readProc(`${pid}/statm`) ?? '')?.[1]
  if (pages === undefined) return undefined
  const children = childrenOf(pid).flatMap(child => usageOf(child) ?? [])
  return {
    residentBytes: children.reduce((total, child) => total + child.residentBytes, Number(pages) * pageBytes),
    processes: children.reduce((total, child) => total + child.processes, 1),
  }
}

/** A child is listed with the thread that started it. */
const childrenOf = (pid: number) =>
  threadsOf(pid).flatMap(thread =>
    (readProc(`${pid}/task/${thread}/children`) ?? '').split(' ').filter(Boolean).map(Number),
  )

function threadsOf(pid: number): string[] {
  try {
    return readdirSync(`/proc/${pid}/task`)
  } catch {
    // the process is gone
    return []
  }
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    // the process is gone, or this is not Linux
    return undefined
  }
}
