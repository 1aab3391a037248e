import { fork } from 'node:child_process'
import { mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { Reply, type Request } from './calls.ts'
import type { ChildSettings } from './limits.ts'

export type Child = {
  pid: number | undefined
  post(request: Request): void
  kill(): void
  /** resolves with how it ended, after its scratch folder is gone */
  ended: Promise<string>
}

export type ChildOptions = Omit<ChildSettings, 'scratch'> & { folder: string }

/** Starts the process that holds DuckDB, with an environment made from nothing and a scratch folder of its own. */
export function startChild({ folder, ...settings }: ChildOptions, onReply: (reply: Reply) => void): Child {
  const scratch = mkdtempSync(join(folder, 'child-'))
  const child = fork(
    join(import.meta.dirname, `child${extname(import.meta.filename)}`),
    [JSON.stringify({ ...settings, scratch })],
    {
      cwd: scratch,
      env: { TZ: 'UTC' },
      execArgv: ['--max-old-space-size=512'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  )
  const exit = Promise.withResolvers<string>()
  child.once('exit', (code, signal) => exit.resolve(signal ?? `exit code ${code}`))
  child.once('error', error => exit.resolve(error.message))
  child.on('message', raw => {
    const reply = Reply.safeParse(raw)
    // a child that does not keep to the protocol is not to be trusted with the next call
    if (reply.success) onReply(reply.data)
    else child.kill('SIGKILL')
  })
  return {
    pid: child.pid,
    // a message that cannot be sent any more needs no answer: the exit that follows answers the call
    post: request => void child.send(request, () => undefined),
    kill: () => void child.kill('SIGKILL'),
    ended: exit.promise.then(async how => {
      await rm(scratch, { recursive: true, force: true })
      return how
    }),
  }
}
