import type { Db } from '../../../../database/schema.ts'
import type { KeyValue } from '../../rules.ts'
import { headOf } from '../../search/compile.ts'
import { touchWords } from '../runs.store.ts'

type RunKey = { id: string; scope: number }

/** Writes params that are not there yet; returns those that are there with another value. */
export async function insertParams(tx: Db, run: RunKey, params: readonly KeyValue[]): Promise<KeyValue[]> {
  const rows = params.map(param => rowOf(run, param))
  await tx
    .insertInto('run_params')
    .values(rows)
    .onConflict(c => c.columns(['run_id', 'key']).doNothing())
    .execute()
  await touchWords(tx, run.id)
  const kept = await tx
    .selectFrom('run_params')
    .select(['key', 'value'])
    .where('run_id', '=', run.id)
    .where(
      'key',
      'in',
      params.map(param => param.key),
    )
    .execute()
  const wished = new Map(params.map(param => [param.key, param.value]))
  return kept.filter(row => row.value !== wished.get(row.key))
}

/** Writes tags over those that are there; of a repeated key the last wins. */
export async function upsertTags(tx: Db, run: RunKey, tags: readonly KeyValue[]): Promise<void> {
  const rows = [...new Map(tags.map(tag => [tag.key, rowOf(run, tag)])).values()]
  if (rows.length === 0) return
  await tx
    .insertInto('run_tags')
    .values(rows)
    .onConflict(c =>
      c
        .columns(['run_id', 'key'])
        .doUpdateSet(eb => ({ value: eb.ref('excluded.value'), head: eb.ref('excluded.head') })),
    )
    .execute()
  await touchWords(tx, run.id)
}

/** False when there is no such tag. */
export async function deleteTag(tx: Db, runId: string, key: string): Promise<boolean> {
  const done = await tx.deleteFrom('run_tags').where('run_id', '=', runId).where('key', '=', key).executeTakeFirst()
  await touchWords(tx, runId)
  return done.numDeletedRows > 0n
}

export async function findTag(db: Db, runId: string, key: string): Promise<string | undefined> {
  const query = db.selectFrom('run_tags').select('value').where('run_id', '=', runId).where('key', '=', key)
  return (await query.executeTakeFirst())?.value
}

/** Params or tags of runs, by run, keys in alphabetical order. */
export async function listValues(
  db: Db,
  table: 'run_params' | 'run_tags',
  runIds: readonly string[],
): Promise<Map<string, KeyValue[]>> {
  const rows = await db
    .selectFrom(table)
    .select(['run_id', 'key', 'value'])
    .where('run_id', 'in', runIds)
    .orderBy('run_id')
    .orderBy('key')
    .execute()
  const found = new Map<string, KeyValue[]>(runIds.map(id => [id, []]))
  for (const { run_id, key, value } of rows) found.get(run_id)?.push({ key, value })
  return found
}

const rowOf = ({ id, scope }: RunKey, { key, value }: KeyValue) => ({
  run_id: id,
  scope,
  key,
  value,
  head: headOf(value),
})
