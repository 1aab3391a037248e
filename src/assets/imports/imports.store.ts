import { z } from 'zod'
import { isPostgres } from '../../database/open.ts'
import type { Db } from '../../database/schema.ts'
import type { ImportTable } from '../../database/schema/imports.ts'
import { Import, ImportFinding, type Counts } from './imports.schema.ts'

const { totals: Totals, counts: StoredCounts } = Import.shape

export type StoredImport = {
  id: string
  source: { kind: Import['source']['kind']; label: string; key: string }
  state: Import['state']
  totals: Import['totals']
  counts: Counts
  error: string | null
  createdBy: string
  seat: string | null
  createdAt: number
  seenAt: number
  finishedAt: number | null
  endedBy: string | null
}

export type NewImport = Pick<StoredImport, 'id' | 'source' | 'createdBy' | 'seat'> & { projectId: string; now: number }

/** False when one of the same source runs already. */
export async function insertImport(tx: Db, wish: NewImport): Promise<boolean> {
  const done = await tx
    .insertInto('imports')
    .values({
      id: wish.id,
      project_id: wish.projectId,
      source_kind: wish.source.kind,
      source_label: wish.source.label,
      source_key: wish.source.key,
      state: 'running',
      totals: '{}',
      counts: JSON.stringify({ seen: {}, made: {} }),
      created_by: wish.createdBy,
      created_by_seat: wish.seat,
      created_at: wish.now,
      seen_at: wish.now,
    })
    .onConflict(c => c.doNothing())
    .executeTakeFirst()
  return done.numInsertedOrUpdatedRows === 1n
}

export async function findImport(db: Db, projectId: string, id: string): Promise<StoredImport | undefined> {
  const row = await imports(db, projectId).where('id', '=', id).executeTakeFirst()
  return row && toImport(row)
}

/** The same, and nobody else changes it until the transaction ends; SQLite has one writer anyway. */
export async function lockImport(tx: Db, projectId: string, id: string): Promise<StoredImport | undefined> {
  const query = imports(tx, projectId).where('id', '=', id)
  const row = await (isPostgres(tx) ? query.forUpdate() : query).executeTakeFirst()
  return row && toImport(row)
}

export async function findRunning(db: Db, projectId: string, sourceKey: string): Promise<StoredImport | undefined> {
  const row = await imports(db, projectId)
    .where('source_key', '=', sourceKey)
    .where('state', '=', 'running')
    .executeTakeFirst()
  return row && toImport(row)
}

/** Newest first, after a place. */
export async function listStored(
  db: Db,
  projectId: string,
  page: { after: { createdAt: number; id: string } | undefined; limit: number },
): Promise<StoredImport[]> {
  const { after } = page
  let query = imports(db, projectId).orderBy('created_at', 'desc').orderBy('id').limit(page.limit)
  if (after)
    query = query.where(eb =>
      eb.or([
        eb('created_at', '<', after.createdAt),
        eb.and([eb('created_at', '=', after.createdAt), eb('id', '>', after.id)]),
      ]),
    )
  return (await query.execute()).map(toImport)
}

/** The places that they read, as people know them. */
export async function importNames(db: Db, ids: string[]): Promise<Map<string, string>> {
  const rows = await db.selectFrom('imports').select(['id', 'source_label']).where('id', 'in', ids).execute()
  return new Map(rows.map(row => [row.id, row.source_label]))
}

export type ImportSet = Partial<Pick<StoredImport, 'state' | 'error' | 'finishedAt' | 'endedBy' | 'totals' | 'counts'>>

export async function updateImport(tx: Db, id: string, { seenAt, ...set }: ImportSet & { seenAt: number }) {
  const { state, error, finishedAt, endedBy, totals, counts } = set
  await tx
    .updateTable('imports')
    .set({
      seen_at: seenAt,
      ...(state === undefined ? {} : { state }),
      ...(error === undefined ? {} : { error }),
      ...(finishedAt === undefined ? {} : { finished_at: finishedAt }),
      ...(endedBy === undefined ? {} : { ended_by: endedBy }),
      ...(totals === undefined ? {} : { totals: JSON.stringify(totals) }),
      ...(counts === undefined ? {} : { counts: JSON.stringify(counts) }),
    })
    .where('id', '=', id)
    .execute()
}

/** Each is told once. */
export async function insertFindings(tx: Db, importId: string, findings: readonly ImportFinding[]): Promise<void> {
  for (let at = 0; at < findings.length; at += 500) {
    const rows = findings.slice(at, at + 500).map(finding => ({ import_id: importId, ...finding }))
    await tx
      .insertInto('import_findings')
      .values(rows)
      .onConflict(c => c.columns(['import_id', 'kind', 'subject', 'code']).doNothing())
      .execute()
  }
}

export async function listStoredFindings(
  db: Db,
  importId: string,
  page: { after: number; limit: number },
): Promise<{ finding: ImportFinding; place: number }[]> {
  const rows = await db
    .selectFrom('import_findings')
    .selectAll()
    .where('import_id', '=', importId)
    .where('id', '>', page.after)
    .orderBy('id')
    .limit(page.limit)
    .execute()
  return rows.map(({ id, kind, subject, code, detail }) => ({
    finding: ImportFinding.parse({ kind, subject, code, detail }),
    place: id,
  }))
}

/** How many findings there are of each code, by import. */
export async function countFindings(db: Db, ids: readonly string[]): Promise<Map<string, Record<string, number>>> {
  const counts = new Map<string, Record<string, number>>(ids.map(id => [id, {}]))
  if (ids.length === 0) return counts
  const rows = await db
    .selectFrom('import_findings')
    .select(eb => ['import_id', 'code', eb.fn.countAll<number>().as('count')])
    .where('import_id', 'in', ids)
    .groupBy(['import_id', 'code'])
    .execute()
  for (const { import_id, code, count } of rows) Object.assign(counts.get(import_id) ?? {}, { [code]: count })
  return counts
}

export type MarkKey = { projectId: string; sourceKey: string; kind: string }
export type Mark = { id: string; mark: string }

export async function findMarks(db: Db, key: MarkKey, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('import_marks')
    .select(['id', 'mark'])
    .where('project_id', '=', key.projectId)
    .where('source_key', '=', key.sourceKey)
    .where('kind', '=', key.kind)
    .where('id', 'in', ids)
    .execute()
  return new Map(rows.map(row => [row.id, row.mark]))
}

export async function upsertMarks(tx: Db, key: MarkKey, marks: readonly Mark[]): Promise<void> {
  const rows = [...new Map(marks.map(mark => [mark.id, mark])).values()].map(mark => ({
    project_id: key.projectId,
    source_key: key.sourceKey,
    kind: key.kind,
    ...mark,
  }))
  for (let at = 0; at < rows.length; at += 500)
    await tx
      .insertInto('import_marks')
      .values(rows.slice(at, at + 500))
      .onConflict(c =>
        c.columns(['project_id', 'source_key', 'kind', 'id']).doUpdateSet(eb => ({ mark: eb.ref('excluded.mark') })),
      )
      .execute()
}

const imports = (db: Db, projectId: string) => db.selectFrom('imports').selectAll().where('project_id', '=', projectId)

const Stored = z.object({ state: Import.shape.state, kind: Import.shape.source.shape.kind })

function toImport(row: ImportTable): StoredImport {
  const { state, kind } = Stored.parse({ state: row.state, kind: row.source_kind })
  return {
    id: row.id,
    source: { kind, label: row.source_label, key: row.source_key },
    state,
    totals: Totals.parse(JSON.parse(row.totals)),
    counts: StoredCounts.parse(JSON.parse(row.counts)),
    error: row.error,
    createdBy: row.created_by,
    seat: row.created_by_seat,
    createdAt: row.created_at,
    seenAt: row.seen_at,
    finishedAt: row.finished_at,
    endedBy: row.ended_by,
  }
}
