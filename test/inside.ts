import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { AttemptKinds } from '../src/backbone/engines/attempts/attempts.kind.ts'
import type { Db } from '../src/database/schema.ts'
import { readConfig } from '../src/kernel/config.ts'
import { catchUp } from '../src/people/insights/projection/projector.ts'
import { startPlatform, type Platform } from '../src/platform.ts'
import { connect, type Trireme } from '../src/sdk/trireme.ts'

/** A platform in this process, on empty data, with its owner signed in. */
export type Inside = {
  url: string
  dataDir: string
  /** for what no route arranges */
  db: Db
  owner: Trireme
  ownerId: string
  /** signs a person in with the link of an invitation */
  signIn(link: string): Promise<{ api: Trireme; id: string; cookie: string }>
  /** stops and starts again on the same data; something may happen to it in between */
  restart(between?: () => Promise<void>): Promise<void>
  close(): Promise<void>
}

export type InsideOptions = { databaseUrl?: string; env?: Record<string, string>; attemptKinds?: AttemptKinds }

export async function openTrireme(options: InsideOptions = {}): Promise<Inside> {
  const { databaseUrl = '', env = {}, ...more } = options
  const dataDir = await mkdtemp(join(tmpdir(), 'inside-'))
  const start = () =>
    startPlatform(
      readConfig({
        TRIREME_DATA: dataDir,
        TRIREME_PORT: '0',
        TRIREME_DEMO: 'off',
        TRIREME_LOG: 'error',
        DATABASE_URL: databaseUrl,
        ...env,
      }),
      more,
    )
  let platform: Platform = await start()
  const signIn = (link: string) => signInWith(() => platform.url, link)
  const owner = await signIn(await platform.signInUrl())
  return {
    get url() {
      return platform.url
    },
    dataDir,
    get db() {
      return platform.db
    },
    owner: owner.api,
    ownerId: owner.id,
    signIn,
    async restart(between = async () => {}) {
      await platform.stop()
      await between()
      platform = await start()
    },
    async close() {
      await platform.stop()
      // a step that just ended may still write its cache
      await rm(dataDir, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** What a browser does with a sign-in link: exchange it once, then send the cookie and its own origin. */
export async function signInWith(url: () => string, link: string) {
  const answer = await fetch(`${url()}/api/session/link`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ secret: link.split('#')[1] }),
  })
  if (!answer.ok) throw new Error(`signing in failed: ${await answer.text()}`)
  const cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? ''
  const api = connect({
    get url() {
      return url()
    },
    headers: () => ({ Cookie: cookie, Origin: url() }),
  })
  return { api, id: (await api.sessions.me()).id, cookie }
}

/** Insights know all that has happened; on Postgres an event is read only once no older transaction is open. */
export async function readWhole(db: Db): Promise<void> {
  for (;;) {
    const { read } = await catchUp(db, { most: Infinity })
    const { n } = await db
      .selectFrom('events')
      .select(eb => eb.fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow()
    if (read >= Number(n)) return
    await sleep(20)
  }
}
