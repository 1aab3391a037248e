import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../../database/schema.ts'
import type { IdText } from './ids.ts'
import { valueTables, type Keyed } from './search.store.ts'

/** Ids of runs by the value that they have of a param or tag; long values apart, since an index holds only their heads. */
export async function idsByValue(
  db: Db,
  { scopes, entity, key }: { scopes: readonly number[]; entity: 'param' | 'tag'; key: string },
): Promise<{ value: string; ids: IdText }[]> {
  const of = sql`${valueTables[entity]} v where v.scope in (${sql.join(scopes)}) and v.key = ${key}`
  const { rows } = await sql<{ value: string; ids: IdText }>`
    select v.head as value, string_agg(v.run_id, ' ') as ids from ${of} and length(v.head) < 100 group by v.head
    union all select v.value, string_agg(v.run_id, ' ') from ${of} and length(v.head) >= 100 group by v.value`.execute(
    db,
  )
  return rows
}

/** The finite values of a metric in all runs of some experiments; in two texts, as a row each takes longer. */
export async function metricColumn(
  db: Db,
  { scopes, key }: { scopes: readonly number[]; key: string },
): Promise<{ ids: IdText; values: number[] }> {
  const { rows } = await sql<{ ids: IdText; numbers: string | null }>`select string_agg(v.run_id, ' ') as ids,
    string_agg(cast(v.value as text), ',') as numbers from run_metrics v
    where v.scope in (${sql.join(scopes)}) and v.key = ${key}
      and v.value >= ${-Number.MAX_VALUE} and v.value <= ${Number.MAX_VALUE}`.execute(db)
  return { ids: rows[0]?.ids, values: Numbers.parse(JSON.parse(`[${rows[0]?.numbers ?? ''}]`)) }
}

/** what was written as numbers just now; a look at each takes longer than to read them */
const Numbers = z.custom<number[]>(Array.isArray)

/** Names of the values of runs, in alphabetical order: the index is asked for the next one and not for all rows. */
export async function listKeys(
  db: Db,
  { scopes, entity, atMost }: { scopes: readonly number[]; entity: Keyed; atMost: number },
): Promise<string[]> {
  const table = valueTables[entity]
  const keys = new Set<string>()
  for (const scope of scopes) {
    const { rows } = await sql<{ key: string }>`with recursive k(key) as (
      select min(key) from ${table} where scope = ${scope} union all
      select (select min(v.key) from ${table} v where v.scope = ${scope} and v.key > k.key) from k where k.key is not null
    ) select key from k where key is not null limit ${atMost}`.execute(db)
    for (const { key } of rows) keys.add(key)
  }
  return [...keys].toSorted().slice(0, atMost)
}
