import { z } from 'zod'
import type { Session } from '../session.ts'
import { Count } from '../sql.ts'
import type { IngestInput, ReadingNote } from '../tables.schema.ts'
import { candidates, isMarker, missingMarkers, type Reading } from './readings.ts'

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
    const found = await decide(session, plans, options)
    typed.push(...batch.map(column => found.get(column) ?? asText(column)))
  }
  return typed
}

async function plan(session: Session, columns: TextColumn[], { table, readings }: Options): Promise<Plan[]> {
  const rows = await session.values(
    `select ${columns.map(({ staged }) => staged).join(', ')} from ${table} limit ${sampleRows}`,
  )
  const plans: Plan[] = []
  for (const [index, column] of columns.entries()) {
    const seen = meanings(rows.map(row => row[index]))
    const values = seen.length ? seen : await firstValues(session, column, table)
    plans.push({ column, readings: values.length ? candidates(values, readings) : [] })
  }
  return plans
}

async function firstValues(session: Session, { staged }: TextColumn, table: string): Promise<string[]> {
  const says = `${staged} is not null and not ${isMarker(`trim(${staged})`, missingMarkers)}`
  const found = await session.values(`select ${staged} from ${table} where ${says} limit ${sampleRows}`)
  return meanings(found.map(([value]) => value))
}

const meanings = (values: unknown[]) =>
  values
    .filter(value => typeof value === 'string')
    .map(value => value.replace(/^ +| +$/g, ''))
    .filter(value => !missingMarkers.includes(value))

/** Asks about the likeliest reading of each column first; most columns need no second question. */
async function decide(session: Session, plans: Plan[], { table, dates }: Options): Promise<Map<TextColumn, Typed>> {
  const decided = new Map<TextColumn, Typed>()
  for (let open = plans.filter(hasReadings); open.length > 0; open = open.map(withoutLikeliest).filter(hasReadings)) {
    const asked = open.map(({ column, readings }) => ({ column, readings: likeliest(readings) }))
    const results = await countMisfits(session, asked, table)
    for (const [i, { column }] of asked.entries()) {
      const result = results[i]
      if (result && result.fitting.length > 0) decided.set(column, choose(column, result, dates))
    }
    open = open.filter(({ column }) => !decided.has(column))
  }
  return decided
}

const hasReadings = ({ readings }: Plan) => readings.length > 0

/** The first reading, and with it the one that would read the same text with day and month the other way round. */
const likeliest = ([first, ...others]: Reading[]): Reading[] =>
  first
    ? [first, ...others.filter(other => other.shape === first.shape && other.order && other.order !== first.order)]
    : []

const withoutLikeliest = ({ column, readings }: Plan): Plan => {
  const asked = likeliest(readings)
  return { column, readings: readings.filter(reading => !asked.includes(reading)) }
}

async function countMisfits(session: Session, plans: Plan[], table: string): Promise<Found[]> {
  const values = plans.map(({ column }, i) => `trim(${column.staged}) t${i}`)
  const tests = plans.flatMap(({ readings }, i) => [
    `count(*) filter (${isMarker(`t${i}`, missingMarkers)}) m${i}`,
    `count(*) filter (t${i} = '') e${i}`,
    ...readings.map(
      (reading, j) => `count(case when t${i} is null or ${fits(reading, `t${i}`)} then null else 1 end) f${i}_${j}`,
    ),
  ])
  const counted = `select ${tests.join(', ')} from (select ${values.join(', ')} from ${table})`
  const found = await session.row(z.record(z.string(), Count), counted)
  return plans.map(({ readings }, i) => {
    const { [`m${i}`]: markers = 0, [`e${i}`]: empty = 0 } = found
    // no reading fits a marker: where nothing else failed, everything that means something fits
    const fitting = readings.filter((_, j) => found[`f${i}_${j}`] === markers)
    // an empty cell says the same as a marker, but nobody has to be told
    return { fitting, missing: markers - empty }
  })
}

const fits = ({ shape, convert }: Reading, value: string) =>
  `regexp_full_match(${value}, '${shape}') and ${convert(value)} is not null`

type Found = { fitting: Reading[]; missing: number }

function choose(column: TextColumn, { fitting, missing }: Found, dates: Options['dates']): Typed {
  const [first, ...others] = fitting
  if (!first) return asText(column)
  if (first.type === 'string') return asText(column, 'oversized_integers')
  const chosen = others.length > 0 ? fitting.find(reading => reading.order === dates) : first
  if (!chosen) return asText(column, 'ambiguous_dates')
  return {
    sql: chosen.convert(`trim(${column.staged})`),
    notes: missing ? [{ column: column.name, code: 'missing_markers', count: missing }] : [],
  }
}

const asText = ({ staged, name }: TextColumn, code?: ReadingNote['code']): Typed => ({
  sql: staged,
  notes: code ? [{ column: name, code }] : [],
})
