import { append } from '../events/events.ts'
import type { Clock } from '../kernel/clock.ts'
import type { Db } from '../database/schema.ts'
import { createLink } from './links.store.ts'
import { findOwner, insertUser } from './users/users.store.ts'

const quarterHour = 15 * 60_000

/** The person who installed Trireme; made at the first start, named by the person at the first sign-in. */
export async function ensureOwner(
  db: Db,
  clock: Clock,
  who: { name: string; source: 'system' | 'simulation' } = { name: 'Owner', source: 'system' },
): Promise<string> {
  return db.transaction().execute(async tx => {
    const known = await findOwner(tx)
    if (known !== undefined) return known
    const id = await insertUser(tx, { name: who.name, kind: 'person', isOwner: true, now: clock.now() })
    await append(
      tx,
      { actor: { id }, source: who.source, clock },
      { verb: 'join', object: { kind: 'user', id }, payload: { owner: true } },
    )
    return id
  })
}

/** A link that signs the owner in once within 15 minutes; only its hash is stored. */
export async function ownerLink(db: Db, clock: Clock): Promise<string> {
  const userId = await ensureOwner(db, clock)
  return createLink(db, { kind: 'sign-in', userId, createdBy: null, now: clock.now(), lastsMs: quarterHour })
}
