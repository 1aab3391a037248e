import { AppError } from '../../../../kernel/errors.ts'
import type { Limits } from '../limits.ts'
import type { Work } from '../session.ts'
import type { IngestInput, IngestResult, ReadingNote } from '../tables.schema.ts'
import type { Content } from './content.ts'
import type { ColumnName } from './names.ts'

/** A file that is to be read, and what is known of it. */
export type Source = { input: IngestInput; content: Content; work: Work }

/** A file as a table: the query that gives it with its final names and types. */
export type Table = {
  select: string
  columns: ColumnName[]
  notes: ReadingNote[]
  rows: number
  dialect?: IngestResult['dialect']
}

export function checkColumnCount(count: number, limits: Limits): void {
  if (count <= limits.columns) return
  throw new AppError('too_large', `This table has ${count} columns; at most ${limits.columns} are read`, {
    hint: 'Turn it so that many columns become rows (long form), or leave some out',
  })
}
