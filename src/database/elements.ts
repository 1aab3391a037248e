import { sql, type RawBuilder } from 'kysely'
import { isPostgres } from './open.ts'
import type { Db } from './schema.ts'

/**
 * The elements of a list as rows with a column `value` of JSON, so that they can be joined: one parameter however many they
 * are, and one statement, prepared once. Fields of an element that is a list are `value ->> 0` and so on, as text.
 */
export const elementsOf = (db: Db, list: readonly unknown[]): RawBuilder<unknown> =>
  isPostgres(db) ? sql`json_array_elements(${JSON.stringify(list)})` : sql`json_each(${JSON.stringify(list)})`
