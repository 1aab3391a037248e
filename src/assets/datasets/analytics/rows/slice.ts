import { rm } from 'node:fs/promises'
import { z } from 'zod'
import { AppError } from '../../../../kernel/errors.ts'
import type { Slice, SliceInput } from '../rows.schema.ts'
import { withDuckDb, type Session, type Work } from '../session.ts'
import { Count, ident, parquet } from '../sql.ts'
import { describe, unfinished, writeParquet, type Written } from '../tables.ts'
import type { TableColumn } from '../tables.schema.ts'
import { shown, toCell } from './cells.ts'
import { findColumn } from './filter.ts'

const ordered = new Set(['integer', 'float', 'decimal', 'date', 'time', 'timestamp', 'string'])

/** Finds the value that parts a table into an earlier and a later part, and writes both where asked. */
export async function slice(input: SliceInput, work: Work): Promise<Slice> {
  const outs = input.out ? [input.out.earlier, input.out.later] : []
  try {
    return await withDuckDb(work, [input.file, ...outs, ...outs.map(unfinished)], async session => {
      session.step('reading')
      const columns = await describe(session, input.file)
      const column = findColumn(columns, input.by)
      if (!ordered.has(column.type))
        throw new AppError('bad_request', `"${column.name}" (${column.type}) has no order to slice by`)
      await stageBoundary(session, input, column)
      const found = await count(session, input.file, column)
      if (!input.out) return found
      session.step('writing')
      const earlier = await writePart(session, { ...input, out: input.out.earlier }, { columns, column, side: '<' })
      const later = await writePart(session, { ...input, out: input.out.later }, { columns, column, side: '>=' })
      return { ...found, earlier, later }
    })
  } finally {
    for (const out of outs) await rm(unfinished(out), { force: true })
  }
}

/**
 * Keeps the boundary as a value of the column's own type. Two neighbours of the wanted share are tried, because equal
 * values stay together; the one that comes closer and leaves nobody out is taken.
 */
async function stageBoundary(session: Session, { file, fraction }: SliceInput, column: TableColumn): Promise<void> {
  const name = ident(column.name)
  const source = `(select ${name} as v from ${parquet(file)} where ${comparable(column)})`
  await session.run(
    `create temp table wanted as select quantile_disc(v, ${fraction}) as low, count(*) as n from ${source}`,
  )
  await session.run(
    `insert into wanted select (select min(v) from ${source} where v > (select low from wanted)), (select n from wanted)`,
  )
  await session.run(
    `create temp table boundary as select low as v from (
       select low, n, (select count(*) from ${source} where v < low) as before from wanted where low is not null)
     where before > 0 order by abs(before - ${fraction} * n), low limit 1`,
  )
  const { found } = await session.row(z.object({ found: Count }), 'select count(*) as found from boundary')
  if (found === 0) {
    throw new AppError(
      'bad_request',
      `"${column.name}" has fewer than two different values, so there is no earlier and later part`,
    )
  }
}

/** NaN and the infinities are not places in an order of times or measures; they count as missing. */
const comparable = ({ name, type }: TableColumn) =>
  type === 'float' ? `isfinite(${ident(name)})` : `${ident(name)} is not null`

async function count(session: Session, file: string, column: TableColumn): Promise<Slice> {
  const name = ident(column.name)
  const found = await session.row(
    z.object({ earlier: Count, later: Count, missing: Count }),
    `select count(*) filter (${comparable(column)} and ${name} < (select v from boundary)) as earlier,
       count(*) filter (${comparable(column)} and ${name} >= (select v from boundary)) as later,
       count(*) filter (not coalesce(${comparable(column)}, false)) as missing from ${parquet(file)}`,
  )
  const [[boundary] = []] = await session.values(`select ${shown({ ...column, name: 'v' })} from boundary`)
  return {
    by: column.name,
    boundary: toCell(boundary),
    earlier: { rows: found.earlier },
    later: { rows: found.later },
    missing: found.missing,
  }
}

type Part = { columns: TableColumn[]; column: TableColumn; side: '<' | '>=' }

function writePart(
  session: Session,
  { file, out }: { file: string; out: string },
  { columns, column, side }: Part,
): Promise<Written> {
  const where = `${comparable(column)} and ${ident(column.name)} ${side} (select v from boundary)`
  return writeParquet(session, `select * from ${parquet(file)} where ${where}`, { out, columns: columns.length })
}
