import { open } from 'node:fs/promises'
import { z } from 'zod'
import { AppError } from '../../../../kernel/errors.ts'
import { explainReading } from '../explain.ts'
import type { Limits } from '../limits.ts'
import type { Session } from '../session.ts'
import { Count, ident, parquet, text } from '../sql.ts'
import { columnNames } from './names.ts'
import { checkColumnCount, type Source, type Table } from './table.ts'

/** Reads an uploaded Parquet file. Its types are kept; only those that few readers know become text. */
export async function readParquet(session: Session, { input, content, work }: Source): Promise<Table> {
  const { limits } = work.settings
  await checkFooter(input.file, { bytes: content.bytes, limits })
  try {
    const rows = await checkMetadata(session, input.file, limits)
    const shape = z.object({ column_name: z.string(), column_type: z.string() })
    const found = await session.rows(shape, `describe from ${parquet(input.file)}`)
    checkColumnCount(found.length, limits)
    const names = columnNames(found.map(({ column_name }) => column_name))
    const columns = found.map(
      ({ column_name, column_type }, i) => `${plain(column_name, column_type)} as ${ident(names[i]?.name ?? '')}`,
    )
    return { select: `select ${columns.join(', ')} from ${parquet(input.file)}`, columns: names, notes: [], rows }
  } catch (error) {
    throw explainReading(error, 'parquet')
  }
}

function plain(name: string, storage: string): string {
  if (storage === 'UUID' || storage === 'INTERVAL' || storage === 'BIT') return `cast(${ident(name)} as varchar)`
  if (storage === 'TIME WITH TIME ZONE') return `cast(${ident(name)} as time)`
  if (storage === 'HUGEINT' || storage === 'UHUGEINT') return `cast(${ident(name)} as varchar)`
  return ident(name)
}

/** The footer is read into memory at once, so its length is looked at first. */
export async function checkFooter(file: string, { bytes, limits }: { bytes: number; limits: Limits }): Promise<void> {
  const handle = await open(file, 'r')
  try {
    const length = Buffer.alloc(4)
    await handle.read(length, 0, 4, bytes - 8)
    const footer = length.readUInt32LE()
    if (footer > bytes - 12)
      throw new AppError('bad_request', 'This Parquet file is damaged: its footer is longer than the file')
    if (footer > limits.footerBytes) {
      throw new AppError(
        'too_large',
        `The footer of this Parquet file has ${footer} bytes; at most ${limits.footerBytes} are read`,
      )
    }
  } finally {
    await handle.close()
  }
}

async function checkMetadata(session: Session, file: string, limits: Limits): Promise<number> {
  const whole = await session.row(
    z.object({ rows: Count, groups: Count }),
    `select num_rows as rows, num_row_groups as groups from parquet_file_metadata(${text(file)})`,
  )
  if (whole.groups > limits.rowGroups) {
    throw new AppError(
      'too_large',
      `This Parquet file has ${whole.groups} row groups; at most ${limits.rowGroups} are read`,
      {
        hint: 'Write it with larger row groups, for instance of 100,000 rows',
      },
    )
  }
  const { leaves } = await session.row(
    z.object({ leaves: Count }),
    `select count(*) as leaves from parquet_schema(${text(file)}) where num_children is null or num_children = 0`,
  )
  checkColumnCount(leaves, limits)
  const { unpacked } = await session.row(
    z.object({ unpacked: z.number() }),
    `select coalesce(sum(total_uncompressed_size), 0)::double as unpacked from parquet_metadata(${text(file)})`,
  )
  if (unpacked > limits.unpackedBytes) {
    throw new AppError(
      'too_large',
      `Unpacked, this Parquet file has ${unpacked} bytes; at most ${limits.unpackedBytes} are read`,
    )
  }
  return whole.rows
}
