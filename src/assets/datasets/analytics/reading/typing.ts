import { z } from 'zod'
import type { Session } from '../session.ts'
import { Count, ident } from '../sql.ts'
import type { IngestInput, ReadingNote } from '../tables.schema.ts'
import { candidates, meaning, type Reading } from './readings.ts'

/** A text column of the staged table, and the name it will have. */
export type TextColumn = { staged: string; name: string }

/** The SQL that gives the column its type, and what there is to say about it. */
export type Typed = { sql: string; notes: ReadingNote[] }

type Plan = { column: TextColumn; readings: Reading[] }
type Options = { table: string; readings: readonly Reading[]; dates: IngestInput['dates'] }

const sampleRows = 500
const columnsPerQuery = 50

/**
 * Decides the type of text columns by all their values: a sample leaves a few candidates, then one scan counts, per
 * candidate, the values it cannot read. Only a candidate that reads all of them is taken, else the column stays text.
 */
export async function typeTexts(session: Session, columns: TextColumn[], options: Options): Promise<Typed[]> {
  const typed: Typed[] = []
  for (let at = 0; at < columns.length; at += columnsPerQuery) {
    const batch = columns.slice(at, at + columnsPerQuery)
    const plans = await plan(session, batch, options)
    typed.push(...(await decide(session, plans, options)))
  }
  return typed
}

async function plan(session: Session, columns: TextColumn[], { table, readings }: Options): Promise<Plan[]> {
  const rows = await session.values(
    `select ${columns.map(({ staged }) => meaning(staged)).join(', ')} from (select * from ${table} limit ${sampleRows})`,
  )
  const plans: Plan[] = []
  for (const [index, column] of columns.entries()) {
    const seen = texts(rows.map(row => row[index]))
    const values = seen.length ? seen : await firstValues(session, column, table)
    plans.push({ column, readings: values.length ? candidates(values, readings) : [] })
  }
  return plans
}

async function firstValues(session: Session, { staged }: TextColumn, table: string): Promise<string[]> {
  const found = await session.values(
    `select v from (select ${meaning(staged)} v from ${table}) where v is not null limit ${sampleRows}`,
  )
  return texts(found.map(([value]) => value))
}

const texts = (values: unknown[]) => values.filter(value => typeof value === 'string')

async function decide(session: Session, plans: Plan[], options: Options): Promise<Typed[]> {
  const asked = plans.filter(({ readings }) => readings.length > 0)
  if (asked.length === 0) return plans.map(({ column }) => asText(column))
  const values = asked.map(({ column }, i) => `${ident(column.staged)} r${i}, ${meaning(column.staged)} v${i}`)
  const tests = asked.flatMap(({ readings }, i) => [
    `count(*) filter (v${i} is null and trim(r${i}) <> '') m${i}`,
    ...readings.map(
      (reading, j) =>
        `count(*) filter (v${i} is not null and not coalesce(${fits(reading, `v${i}`)}, false)) f${i}_${j}`,
    ),
  ])
  const found = await session.row(
    z.record(z.string(), Count),
    `select ${tests.join(', ')} from (select ${values.join(', ')} from ${options.table})`,
  )
  return plans.map(({ column, readings }) => {
    const i = asked.findIndex(plan => plan.column === column)
    const fitting = readings.filter((_, j) => found[`f${i}_${j}`] === 0)
    return choose(column, { fitting, missing: found[`m${i}`] ?? 0 }, options)
  })
}

const fits = ({ shape, convert }: Reading, value: string) =>
  `regexp_full_match(${value}, '${shape}') and ${convert(value)} is not null`

type Found = { fitting: Reading[]; missing: number }

function choose(column: TextColumn, { fitting, missing }: Found, { dates }: Options): Typed {
  const [first, ...others] = fitting
  if (!first) return asText(column)
  if (first.type === 'string') return asText(column, 'oversized_integers')
  const rival = others.find(other => other.order && first.order && other.order !== first.order)
  const chosen = rival ? [first, rival].find(reading => reading.order === dates) : first
  if (!chosen) return asText(column, 'ambiguous_dates')
  return {
    sql: chosen.convert(meaning(column.staged)),
    notes: missing ? [{ column: column.name, code: 'missing_markers', count: missing }] : [],
  }
}

const asText = ({ staged, name }: TextColumn, code?: ReadingNote['code']): Typed => ({
  sql: ident(staged),
  notes: code ? [{ column: name, code }] : [],
})
