import type { Db } from '../database/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import { messageOf } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { noteSession, noteToken, noteVisit } from './presence.store.ts'

export type Sign = { userId: string; tokenId?: string; sessionId?: string }

/** When people, sessions and tokens were last seen: collected, and written now and then, since every request is a sign. */
export type Presence = {
  note(sign: Sign): void
  flush(): Promise<void>
  close(): Promise<void>
}

export function openPresence(parts: { db: Db; clock: Clock; log: Log; everyMs?: number }): Presence {
  const { db, clock, log, everyMs = 5_000 } = parts
  let seen = {
    users: new Map<string, number>(),
    tokens: new Map<string, number>(),
    sessions: new Map<string, number>(),
  }
  const flush = async () => {
    const { users, tokens, sessions } = seen
    if (users.size + tokens.size === 0) return
    seen = { users: new Map(), tokens: new Map(), sessions: new Map() }
    await db.transaction().execute(async tx => {
      for (const [id, at] of users) await noteVisit(tx, id, at)
      for (const [id, at] of tokens) await noteToken(tx, id, at)
      for (const [id, at] of sessions) await noteSession(tx, id, at)
    })
  }
  // who was seen when is worth less than a request that works
  const safely = () =>
    flush().catch((error: unknown) => log.warn('noting who was here failed', { error: messageOf(error) }))
  const timer = setInterval(() => void safely(), everyMs).unref()
  return {
    note({ userId, tokenId, sessionId }) {
      const now = clock.now()
      if (tokenId !== undefined) seen.tokens.set(tokenId, now)
      if (sessionId === undefined) return
      seen.users.set(userId, now)
      seen.sessions.set(sessionId, now)
    },
    flush,
    async close() {
      clearInterval(timer)
      await safely()
    },
  }
}
