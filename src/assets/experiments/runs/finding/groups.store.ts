import { sql } from 'kysely'
import type { Db } from '../../../../database/schema.ts'
import { valueTables, wholeText, wordsOf, type Keyed } from './search.store.ts'

/** Ids of runs by the value that they have of a param or tag. */
export async function idsByValue(
  db: Db,
  { scopes, entity, key }: { scopes: readonly number[]; entity: Exclude<Keyed, 'metric'>; key: string },
): Promise<{ value: string; ids: string[] }[]> {
  const { rows } = await sql<{ value: string; ids: string }>`select ${wholeText('v')} as value,
    string_agg(v.run_id, ' ') as ids from ${valueTables[entity]} v
    where v.scope in (${sql.join(scopes)}) and v.key = ${key} group by 1`.execute(db)
  return rows.map(({ value, ids }) => ({ value, ids: wordsOf(ids) }))
}

/** A metric of all runs of some experiments, a number for each id; both in two texts, as a row each takes longer. */
export async function metricColumn(
  db: Db,
  { scopes, key }: { scopes: readonly number[]; key: string },
): Promise<{ ids: string[]; values: Float64Array }> {
  const { rows } = await sql<{ ids: string | null; numbers: string | null }>`select string_agg(v.run_id, ' ') as ids,
    string_agg(cast(v.value as text), ' ') as numbers from run_metrics v
    where v.scope in (${sql.join(scopes)}) and v.key = ${key} and v.value is not null`.execute(db)
  return { ids: wordsOf(rows[0]?.ids), values: Float64Array.from(wordsOf(rows[0]?.numbers), toNumber) }
}

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

/** SQLite writes infinities as Inf. */
const toNumber = (text: string) => (text === 'Inf' ? Infinity : text === '-Inf' ? -Infinity : Number(text))
