import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { messageOf } from '../../../kernel/errors.ts'
import type { Log } from '../../../kernel/log.ts'
import { ensureOwner } from '../../../people/owner.ts'
import type { Blobs } from '../blobs.ts'
import type { Kept } from '../hashed.ts'
import { deleteLoose, insertLoose, insertRemoval, listLoose, type Loose } from './collecting.store.ts'

/** Which of some blobs a table names. Each slice that keeps digests has one; the composition root knows them all. */
export type Holder = (db: Db, digests: readonly string[]) => Promise<string[]>

type Sum = { blobs: number; bytes: number }
type Ground = { db: Db; clock: Clock; blobs: Blobs; holders: readonly Holder[] }

const hour = 3_600_000
/** longer than a backup runs, and than an upload in parts waits for its end */
const grace = 48 * hour
/** what one statement names */
const atOnce = 500

/** Looks at the start and every six hours for blobs that nothing names any more. */
export function runCollector({ log, ...ground }: Ground & { log: Log }): { stop(): Promise<void> } {
  const stopping = new AbortController()
  let looking: Promise<unknown> = Promise.resolve()
  const look = () => {
    looking = collectBlobs(ground, stopping.signal).catch((error: unknown) =>
      log.error('blobs that nothing names were not removed; it is tried again', { error: messageOf(error) }),
    )
  }
  const first = setTimeout(look, 60_000).unref()
  const timer = setInterval(look, 6 * hour).unref()
  return {
    async stop() {
      clearTimeout(first)
      clearInterval(timer)
      stopping.abort()
      await looking
    },
  }
}

/**
 * Notes blobs that nothing names, and removes those that nothing has named for so long. Whoever writes the same bytes anew
 * makes a blob young, and a young one stays: its name is on the way into a table. Interrupted anywhere, it is begun again.
 */
export async function collectBlobs(ground: Ground, signal?: AbortSignal): Promise<Sum> {
  await noteLoose(ground, signal)
  return removeLoose(ground, signal)
}

async function noteLoose({ db, clock, blobs, holders }: Ground, signal?: AbortSignal): Promise<void> {
  for await (const batch of batchesOf(blobs.list())) {
    if (signal?.aborted) return
    const held = await heldOf(db, holders, batch)
    const loose = batch.filter(({ digest }) => !held.has(digest))
    await deleteLoose(db, [...held])
    await insertLoose(db, loose, clock.now())
  }
}

async function removeLoose(ground: Ground, signal?: AbortSignal): Promise<Sum> {
  const sum = { blobs: 0, bytes: 0 }
  const before = ground.clock.now() - grace
  while (!signal?.aborted) {
    const due = await listLoose(ground.db, { before, limit: atOnce })
    if (due.length === 0) break
    const { blobs, bytes } = await removeDue(ground, due)
    sum.blobs += blobs
    sum.bytes += bytes
  }
  return sum
}

async function removeDue({ db, clock, blobs, holders }: Ground, due: readonly Loose[]): Promise<Sum> {
  const held = await heldOf(db, holders, due)
  const gone = new Map<string, number>()
  for (const { digest, size, since } of due)
    if (!held.has(digest) && (await blobs.remove(digest, since))) gone.set(digest, size)
  const owner = await ensureOwner(db, clock)
  return db.transaction().execute(async tx => {
    // one that is named again, or young, is noted anew when nothing names it any more
    const settled = await deleteLoose(
      tx,
      due.map(({ digest }) => digest),
    )
    const sizes = settled.flatMap(digest => gone.get(digest) ?? [])
    const removed = { blobs: sizes.length, bytes: sizes.reduce((bytes, size) => bytes + size, 0) }
    if (removed.blobs === 0) return removed
    await insertRemoval(tx, { at: clock.now(), ...removed })
    const author = { actor: { id: owner }, source: 'system', clock } as const
    await append(tx, author, { verb: 'remove', object: { kind: 'platform', id: 'blobs' }, payload: removed })
    return removed
  })
}

async function heldOf(db: Db, holders: readonly Holder[], blobs: readonly Kept[]): Promise<Set<string>> {
  const digests = blobs.map(({ digest }) => digest)
  const held = new Set<string>()
  for (const holder of holders) for (const digest of await holder(db, digests)) held.add(digest)
  return held
}

async function* batchesOf(all: AsyncIterable<Kept>): AsyncGenerator<Kept[]> {
  let batch: Kept[] = []
  for await (const one of all) {
    if (batch.push(one) < atOnce) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}
