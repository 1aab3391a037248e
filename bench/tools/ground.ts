import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { readServerFile } from '../../src/backbone/storage/folder.ts'
import { seats } from '../../src/people/seats.ts'
import { connect, type Trireme } from '../../src/sdk/trireme.ts'
import { mlflowCalls, type MlflowCalls } from '../../test/mlflow.ts'
import { startPlatform } from '../../test/platform.ts'
import { clock } from './times.ts'

/** The real server as a process of its own, its owner signed in and on every seat of a project. */
export type Ground = {
  url: string
  dataDir: string
  owner: Trireme
  ownerId: string
  cookie: string
  project: string
  mlflow: MlflowCalls
  /** what a program sends with each call */
  headers: Record<string, string>
  pid(): number
  /** ends the server, does something with its data, and starts it again on it; how long that start took, in ms */
  restart(meanwhile?: () => void | Promise<void>): Promise<number>
  stop(): Promise<void>
}

export async function openGround(env: Record<string, string> = {}, databaseUrl = ''): Promise<Ground> {
  const platform = await startPlatform({ env: { TRIREME_LOG: 'error', ...env }, databaseUrl })
  const { url, dataDir } = platform
  const cookie = await signIn(url, platform.signInUrl)
  const owner = connect({ url, headers: () => ({ Cookie: cookie, Origin: url }) })
  const { id: ownerId } = await owner.sessions.me()
  const wishes = seats.map(seat => ({ seat, userId: ownerId }))
  const { project } = await owner.projects.create({ name: 'Bench', seats: wishes })
  const { secret } = await owner.tokens.create({ project: project.slug, name: 'bench', rights: ['*'] })
  return {
    url,
    dataDir,
    owner,
    ownerId,
    cookie,
    project: project.slug,
    mlflow: mlflowCalls({ url, token: secret, project: project.slug }),
    headers: { Authorization: `Bearer ${secret}`, 'Content-Type': 'application/json' },
    pid: () => readServerFile(dataDir)?.pid ?? 0,
    async restart(meanwhile) {
      await platform.kill('SIGTERM')
      await meanwhile?.()
      return clock(() => platform.restart())
    },
    stop: () => platform.stop(),
  }
}

async function signIn(url: string, link: string): Promise<string> {
  const answer = await fetch(`${url}/api/session/link`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ secret: link.split('#')[1] }),
  })
  if (!answer.ok) throw new Error(`signing in failed: ${await answer.text()}`)
  return answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
}

/** A server that only sends back what it gets: the limit of HTTP on this machine. */
export async function openBare(): Promise<{ url: string; stop(): void }> {
  const child = fork(join(import.meta.dirname, '../bare.child.ts'))
  const [url]: unknown[] = await once(child, 'message')
  return { url: z.string().parse(url), stop: () => child.disconnect() }
}
