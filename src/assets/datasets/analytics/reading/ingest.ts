import { rm } from 'node:fs/promises'
import { AppError } from '../../../../kernel/errors.ts'
import { explainReading } from '../explain.ts'
import { withDuckDb, type Session, type Work } from '../session.ts'
import { describe, findNullable, unfinished, writeParquet } from '../tables.ts'
import type { FileFormat, IngestInput, IngestResult } from '../tables.schema.ts'
import { inspectContent } from './content.ts'
import { readCsv } from './csv.ts'
import { readJson, unmarkedCopy } from './json.ts'
import { readParquet } from './parquet.ts'
import type { Source, Table } from './table.ts'

const readers: Record<FileFormat, (session: Session, source: Source) => Promise<Table>> = {
  csv: readCsv,
  json: readJson,
  parquet: readParquet,
}

/** Reads an uploaded file of any of the three formats and writes it as canonical Parquet. */
export async function ingest(input: IngestInput, work: Work): Promise<IngestResult> {
  const { limits, scratch } = work.settings
  work.report({ step: 'checking', fraction: 0 })
  const content = await inspectContent(input.file, input.format)
  if (content.bytes > limits.inputBytes) {
    throw new AppError('too_large', `This file has ${content.bytes} bytes; at most ${limits.inputBytes} are read`)
  }
  const paths = [input.file, input.out, unfinished(input.out), unmarkedCopy(scratch)]
  try {
    return await withDuckDb(work, paths, async session => {
      const table = await readers[content.format](session, { input, content, work })
      if (table.rows > limits.rows) {
        throw new AppError('too_large', `This table has ${table.rows} rows; at most ${limits.rows} are read`)
      }
      return { ...(await write(session, table, input.out)), format: content.format }
    })
  } catch (error) {
    throw work.signal.aborted ? error : explainReading(error, content.format)
  } finally {
    await rm(unfinished(input.out), { force: true })
    await rm(unmarkedCopy(scratch), { force: true })
  }
}

async function write(session: Session, table: Table, out: string): Promise<Omit<IngestResult, 'format'>> {
  session.step('writing')
  const written = await writeParquet(session, table.select, { out, columns: table.columns.length })
  const columns = await describe(session, out)
  const nullable = await findNullable(session, out, columns)
  const renamed = table.columns.filter(({ source }) => source !== undefined)
  return {
    ...written,
    schema: columns.map((column, i) => ({ ...column, nullable: nullable[i] ?? true, ...sourceOf(table, i) })),
    notes: [...renamed.map(({ name }) => ({ column: name, code: 'renamed' as const })), ...table.notes],
    ...(table.dialect && { dialect: table.dialect }),
  }
}

const sourceOf = ({ columns }: Table, index: number) => {
  const source = columns[index]?.source
  return source === undefined ? {} : { source }
}
