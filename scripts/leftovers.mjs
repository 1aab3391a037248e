import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

/** @typedef {{ pid: number, command: string }} Process */

/**
 * The processes that name this folder in their arguments, environment or place, once those that are just ending had
 * their time. Detached ones are found as well: they have no parent left to follow.
 * @param {string} folder @param {{ patience: number }} options @returns {Promise<Process[]>}
 */
export async function processesOf(folder, { patience }) {
  for (const since = performance.now(); ; await sleep(50)) {
    const found = existsSync('/proc/self/environ') ? inProc(folder) : inList(folder)
    if (found.length === 0 || performance.now() - since > patience) return found
  }
}

/** @param {Process[]} processes */
export function endProcesses(processes) {
  for (const { pid } of processes) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch (error) {
      if (!isCode(error, 'ESRCH')) throw error
    }
  }
}

/** @param {string} folder */
function inProc(folder) {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && pid !== process.pid)
    .flatMap(pid => {
      const command = peek(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8'))
      const environment = peek(() => readFileSync(`/proc/${pid}/environ`, 'utf8'))
      const place = peek(() => readlinkSync(`/proc/${pid}/cwd`))
      const isOurs = [command, environment, place].some(text => text.includes(folder))
      return isOurs ? [{ pid, command: command.replaceAll('\0', ' ').trim().slice(0, 200) }] : []
    })
}

/** @param {string} folder */
function inList(folder) {
  const { stdout } = spawnSync('ps', ['-axEww', '-o', 'pid=,command='], { encoding: 'utf8' })
  return stdout
    .split('\n')
    .filter(line => line.includes(folder))
    .map(line => ({ pid: Number.parseInt(line, 10), command: line.trim().slice(0, 200) }))
    .filter(({ pid }) => pid !== process.pid)
}

/** Processes end while one looks, and those of others are closed. @param {() => string} read */
function peek(read) {
  try {
    return read()
  } catch (error) {
    if (['ENOENT', 'ESRCH', 'EACCES', 'EPERM'].some(code => isCode(error, code))) return ''
    throw error
  }
}

/** @param {unknown} error @param {string} code */
const isCode = (error, code) => error instanceof Error && 'code' in error && error.code === code
