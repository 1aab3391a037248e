import { readFileSync } from 'node:fs'

const pageBytes = 4096

/**
 * Bytes of RAM that a process and its children hold, undefined where the system does not say (anything but Linux).
 * Synchronous, because reading /proc takes microseconds and an answer that comes late is of no use.
 */
export function residentBytes(pid: number): number | undefined {
  const pages = /^\d+ (\d+)/.exec(readProc(`${pid}/statm`) ?? '')?.[1]
  if (pages === undefined) return undefined
  return Number(pages) * pageBytes + childrenOf(pid).reduce((total, child) => total + (residentBytes(child) ?? 0), 0)
}

const childrenOf = (pid: number) =>
  (readProc(`${pid}/task/${pid}/children`) ?? '').split(' ').filter(Boolean).map(Number)

function readProc(path: string): string | undefined {
  try {
    return readFileSync(`/proc/${path}`, 'latin1')
  } catch {
    // the process is gone, or this is not Linux
    return undefined
  }
}
