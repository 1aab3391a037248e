import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { redact } from './settings.ts'

export type ChildOptions = {
  env: Record<string, string>
  cwd?: string
  signal?: AbortSignal
  input?: string
  /** each line of stderr as it comes, without credentials */
  onLine?: (line: string) => void
}

export type ChildResult = { code: number; stdout: string; stderr: string }

/**
 * Runs a tool in a process group of its own and waits for it. An abort kills the whole group and rejects with the
 * signal's reason once it is gone; a tool that is not there answers with code 127.
 */
export function runChild([program = '', ...args]: string[], options: ChildOptions): Promise<ChildResult> {
  const { env, cwd, signal, input, onLine } = options
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const child = spawn(program, args, { env, cwd, detached: true, stdio: ['pipe', 'pipe', 'pipe'] })
    const kill = () => killGroup(child.pid)
    let stdout = ''
    const lines: string[] = []
    child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
    createInterface({ input: child.stderr }).on('line', line => {
      lines.push(redact(line))
      onLine?.(redact(line))
    })
    child.stdin.on('error', () => undefined) // a tool may end without reading its input; its code tells
    child.stdin.end(input ?? '')
    signal?.addEventListener('abort', kill, { once: true })
    const settle = (result: ChildResult) => {
      signal?.removeEventListener('abort', kill)
      if (signal?.aborted) reject(signal.reason)
      else resolve(result)
    }
    child.once('error', error => settle({ code: 127, stdout: '', stderr: error.message }))
    child.once('close', code => settle({ code: code ?? 137, stdout, stderr: lines.join('\n') }))
  })
}

function killGroup(leader: number | undefined): void {
  if (leader === undefined) return
  try {
    process.kill(-leader, 'SIGKILL')
  } catch (error) {
    const isGone = error instanceof Error && 'code' in error && error.code === 'ESRCH'
    if (!isGone) throw error
  }
}
