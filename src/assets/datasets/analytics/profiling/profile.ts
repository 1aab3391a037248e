import { z } from 'zod'
import type { ColumnProfile, Profile } from '../profiles.schema.ts'
import { withDuckDb, type Work } from '../session.ts'
import { Count, ident, parquet } from '../sql.ts'
import { countRows, describe } from '../tables.ts'
import { countValues, type Subject } from './column.ts'
import { findNotes } from './notes.ts'
import { profileNumbers, type Findings } from './numbers.ts'
import { profileTexts, type TextHints } from './texts.ts'
import { profileClocks, profileTimes } from './times.ts'

/** Looks at every column of a table. Parquet keeps columns apart, so one after the other costs what one scan would. */
export async function profile({ file }: { file: string }, work: Work): Promise<Profile> {
  return withDuckDb(work, [file], async session => {
    const columns = await describe(session, file)
    const rows = await countRows(session, file)
    const profiles: ColumnProfile[] = []
    for (const [index, column] of columns.entries()) {
      session.step('profiling', { from: index / columns.length, to: (index + 1) / columns.length })
      profiles.push(await profileColumn({ session, file, column, rows }))
    }
    return { rules: 1, rows, columns: profiles }
  })
}

async function profileColumn(subject: Subject): Promise<ColumnProfile> {
  const { session, file, column, rows } = subject
  const { count } = await session.row(
    z.object({ count: Count }),
    `select count(${ident(column.name)}) as count from ${parquet(file)}`,
  )
  const { hasLongTails = false, hints, ...findings } = count === 0 ? {} : await find(subject)
  const distinct = await settleDistinct(subject, { distinct: findings.distinct, count })
  const found = {
    name: column.name,
    type: column.type,
    count,
    nulls: rows - count,
    ...findings,
    ...(distinct && { distinct }),
  }
  return { ...found, notes: findNotes({ profile: found, hasLongTails, hints }) }
}

function find(subject: Subject): Promise<Findings & { hints?: TextHints }> {
  switch (subject.column.type) {
    case 'integer':
    case 'float':
    case 'decimal':
      return profileNumbers(subject)
    case 'date':
    case 'timestamp':
      return profileTimes(subject)
    case 'time':
      return profileClocks(subject)
    case 'string':
      return profileTexts(subject)
    case 'boolean':
      return countValues(subject).then(({ top, distinct }) => ({ ...(top && { top }), ...(distinct && { distinct }) }))
    default:
      return Promise.resolve({})
  }
}

const mostCounted = 50_000_000

/** Whether a column is a key is worth counting; an estimate cannot tell. */
async function settleDistinct(
  { session, file, column, rows }: Subject,
  { distinct, count }: { distinct: ColumnProfile['distinct']; count: number },
): Promise<ColumnProfile['distinct']> {
  if (!distinct || distinct.exact) return distinct
  const mayBeKey = distinct.count > count * 0.9 && rows <= mostCounted
  const mayBeConstant = distinct.count <= 1
  if (!mayBeKey && !mayBeConstant) return { ...distinct, count: Math.min(distinct.count, count) }
  const exact = await session.row(
    z.object({ n: Count }),
    `select count(distinct ${ident(column.name)}) as n from ${parquet(file)}`,
  )
  return { count: exact.n, exact: true }
}
