import { sql } from 'kysely'
import { z } from 'zod'
import type { Db } from '../../../../database/schema.ts'
import type { Sql } from '../../search/compile.ts'
import type { IdText } from './ids.ts'
import { valueTables, type Keyed } from './search.store.ts'

/** Ids of runs by the value that they have of a param or tag; long values apart, since an index holds only their heads. */
export async function idsByValue(
  db: Db,
  { scopes, entity, key }: { scopes: readonly number[]; entity: 'param' | 'tag'; key: string },
): Promise<Valued[]> {
  const by = async (value: Sql, more: Sql) => {
    const { rows } = await sql<Valued & { size: number }>`
      select ${value} as value, length(${value}) as size, count(*) as count, string_agg(v.run_id, ' ') as ids
      from ${valueTables[entity]} v where v.scope in (${sql.join(scopes)}) and v.key = ${key} ${more}
      group by ${value}`.execute(db)
    return rows
  }
  const heads = await by(sql.ref('v.head'), sql``)
  const whole = heads.filter(({ size }) => size < longHead)
  if (whole.length === heads.length) return whole
  return [...whole, ...(await by(sql.ref('v.value'), sql`and length(v.head) >= ${longHead}`))]
}

/** what is as long may be the head of more */
const longHead = 100

type Valued = { value: string; count: number; ids: IdText }

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
