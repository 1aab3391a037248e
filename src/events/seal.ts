import { existsSync } from 'node:fs'
import { open, readFile, rename } from 'node:fs/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import { isPostgres } from '../database/open.ts'
import type { Db } from '../database/schema.ts'
import { messageOf } from '../kernel/errors.ts'
import type { Log } from '../kernel/log.ts'
import { chainHash, chainText, committed, cursorOf, isPlaced, parseCursor } from './events.ts'

/**
 * The sealer chains events in commit order, shortly after they were written: hashing inside each transaction would make all
 * writers wait for one another. The head of the chain is also kept in a file outside the database, so that a cut-off end
 * of the log is found.
 */
export type Checkpoint = { position: number; hash: string }

const genesis = '0'.repeat(64)
const batch = 2_000
/** before the first event */
const start = { tx: 0, seq: 0 }

/** Chains what is not chained yet; returns how many events it sealed. */
export async function sealEvents(db: Db, checkpointFile: string): Promise<number> {
  let total = 0
  for (;;) {
    const sealed = await db.transaction().execute(sealBatch)
    total += sealed.count
    if (sealed.head && sealed.count > 0) await writeCheckpoint(checkpointFile, sealed.head)
    if (sealed.count < batch) return total
  }
}

export type Sealer = { stop(): Promise<void> }

/** Seals at least every two seconds until stopped; once more at the end. */
export function runSealer(options: { db: Db; log: Log; checkpointFile: string; everyMs?: number }): Sealer {
  let running = Promise.resolve()
  const seal = () =>
    (running = running.then(async () => {
      try {
        await sealEvents(options.db, options.checkpointFile)
      } catch (error) {
        options.log.error('sealing events failed', { error: messageOf(error) })
      }
    }))
  const timer = setInterval(() => void seal(), options.everyMs ?? 1_000)
  return {
    async stop() {
      clearInterval(timer)
      await seal()
    },
  }
}

async function sealBatch(tx: Db): Promise<{ count: number; head: Checkpoint | undefined }> {
  if (isPostgres(tx)) await sql`select pg_advisory_xact_lock(4311)`.execute(tx)
  const last = await tx.selectFrom('event_seals').selectAll().orderBy('position', 'desc').limit(1).executeTakeFirst()
  const rows = await committed(tx)
    .where(isPlaced(tx, '>', last ?? start))
    .orderBy('tx')
    .orderBy('seq')
    .limit(batch)
    .execute()
  let head = last ? { position: last.position, hash: last.hash } : undefined
  const seals = rows.map(row => {
    head = { position: (head?.position ?? 0) + 1, hash: chainHash(head?.hash ?? genesis, row) }
    return { position: head.position, event_id: row.id, tx: row.tx, seq: row.seq, hash: head.hash }
  })
  for (let at = 0; at < seals.length; at += 500)
    await tx
      .insertInto('event_seals')
      .values(seals.slice(at, at + 500))
      .execute()
  return { count: seals.length, head }
}

export type Fault = { position: number; eventId: string; what: 'edited' | 'removed' | 'cut-off' }
export type Verification = {
  isWhole: boolean
  sealed: number
  unsealed: number
  head: Checkpoint | undefined
  faults: Fault[]
}

/** Walks the whole chain; names each event that was edited, removed or cut off. */
export async function verifyEvents(db: Db, checkpointFile: string): Promise<Verification> {
  const faults: Fault[] = []
  let previous = genesis
  let position = 0
  for (;;) {
    const rows = await sealedRows(db, position)
    for (const row of rows) {
      if (row.position !== position + 1) faults.push({ position: position + 1, eventId: '', what: 'removed' })
      if (row.id === null) faults.push({ position: row.position, eventId: row.event_id, what: 'removed' })
      else if (chainHash(previous, { ...row, id: row.id }) !== row.hash && row.position === position + 1)
        faults.push({ position: row.position, eventId: row.event_id, what: 'edited' })
      previous = row.hash
      position = row.position
    }
    if (rows.length < batch) break
  }
  const kept = await readCheckpoint(checkpointFile)
  if (kept && kept.position > position) faults.push({ position: kept.position, eventId: '', what: 'cut-off' })
  const unsealed = await countUnsealed(db)
  return {
    isWhole: faults.length === 0,
    sealed: position,
    unsealed,
    head: position ? { position, hash: previous } : undefined,
    faults,
  }
}

export type SealState = { events: number; sealed: number; unsealed: number; head: Checkpoint | undefined }

/** How long the log is and how far it is chained, without walking it. */
export async function readSealState(db: Db): Promise<SealState> {
  const last = await db
    .selectFrom('event_seals')
    .select(['position', 'hash', 'tx', 'seq'])
    .orderBy('position', 'desc')
    .limit(1)
    .executeTakeFirst()
  const behind = db.selectFrom('events').where(isPlaced(db, '>', last ?? start))
  const row = await behind.select(eb => eb.fn.countAll<number>().as('n')).executeTakeFirstOrThrow()
  const [sealed, unsealed] = [last?.position ?? 0, Number(row.n)]
  return { events: sealed + unsealed, sealed, unsealed, head: last && { position: last.position, hash: last.hash } }
}

/** `hash` is the SHA-256 of `previous`, a line break and `said`; `previous` is the hash at the position before. */
export type SealedEvent = { cursor: string; position: number; previous: string; hash: string; said: string }

/** A project's events with their places in the chain of the whole log, oldest first. */
export async function listSealed(
  db: Db,
  projectId: string,
  page: { after: string | undefined; limit: number },
): Promise<SealedEvent[]> {
  const rows = await db
    .selectFrom('events')
    .innerJoin('event_seals as own', 'own.event_id', 'events.id')
    .leftJoin('event_seals as before', join => join.on(eb => eb('before.position', '=', eb('own.position', '-', 1))))
    .selectAll('events')
    .select(['own.position', 'own.hash', 'before.hash as previous'])
    .where('events.project_id', '=', projectId)
    .where(isPlaced(db, '>', parseCursor(page.after ?? cursorOf(start))))
    .orderBy('events.tx')
    .orderBy('events.seq')
    .limit(page.limit)
    .execute()
  return rows.map(row => ({
    cursor: cursorOf(row),
    position: row.position,
    previous: row.previous ?? genesis,
    hash: row.hash,
    said: chainText(row),
  }))
}

async function sealedRows(db: Db, after: number) {
  const rows = await db
    .selectFrom('event_seals')
    .leftJoin('events', 'events.id', 'event_seals.event_id')
    .selectAll('events')
    .select(['event_seals.position', 'event_seals.event_id', 'event_seals.hash'])
    .where('event_seals.position', '>', after)
    .orderBy('event_seals.position')
    .limit(batch)
    .execute()
  return rows.map(row => ({
    ...row,
    seq: row.seq ?? 0,
    tx: row.tx ?? 0,
    recorded_at: row.recorded_at ?? 0,
    occurred_at: row.occurred_at ?? 0,
    actor: row.actor ?? '',
    verb: row.verb ?? '',
    object_kind: row.object_kind ?? '',
    object_id: row.object_id ?? '',
    tier: row.tier ?? 0,
    source: row.source ?? '',
    payload: row.payload ?? '',
  }))
}

async function countUnsealed(db: Db): Promise<number> {
  const row = await db
    .selectFrom('events')
    .leftJoin('event_seals', 'event_seals.event_id', 'events.id')
    .where('event_seals.event_id', 'is', null)
    .select(eb => eb.fn.countAll<number>().as('n'))
    .executeTakeFirstOrThrow()
  return Number(row.n)
}

async function writeCheckpoint(file: string, head: Checkpoint): Promise<void> {
  const handle = await open(`${file}.new`, 'w')
  try {
    await handle.writeFile(JSON.stringify(head))
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(`${file}.new`, file)
}

const CheckpointFile = z.object({ position: z.number(), hash: z.string() })

async function readCheckpoint(file: string): Promise<Checkpoint | undefined> {
  if (!existsSync(file)) return undefined
  return CheckpointFile.parse(JSON.parse(await readFile(file, 'utf8')))
}
