import { open, stat } from 'node:fs/promises'
import { AppError } from '../../../../kernel/errors.ts'
import type { FileFormat } from '../tables.schema.ts'

export type Content = { format: FileFormat; bytes: number; hasByteOrderMark: boolean }

type Ends = { bytes: number; head: Buffer; tail: Buffer }

/** Formats that people upload by mistake, by their first bytes, with what to do instead. */
const others: { starts: number[]; name: string; hint: string }[] = [
  { starts: [0x1f, 0x8b], name: 'a gzip archive', hint: 'Unpack it and upload the file in it' },
  {
    starts: [0x50, 0x4b, 0x03, 0x04],
    name: 'a zip archive or an Excel workbook',
    hint: 'Unpack it, or save the sheet as CSV',
  },
  { starts: [0x28, 0xb5, 0x2f, 0xfd], name: 'a Zstandard archive', hint: 'Unpack it and upload the file in it' },
  { starts: [0x42, 0x5a, 0x68], name: 'a bzip2 archive', hint: 'Unpack it and upload the file in it' },
  { starts: [0xd0, 0xcf, 0x11, 0xe0], name: 'an old Excel workbook', hint: 'Save the sheet as CSV' },
  { starts: [0x41, 0x52, 0x52, 0x4f, 0x57, 0x31], name: 'an Arrow file', hint: 'Save the table as Parquet' },
  { starts: [0x4f, 0x62, 0x6a, 0x01], name: 'an Avro file', hint: 'Save the table as Parquet' },
  { starts: [0x4f, 0x52, 0x43], name: 'an ORC file', hint: 'Save the table as Parquet' },
  { starts: [0x53, 0x51, 0x4c, 0x69, 0x74, 0x65], name: 'an SQLite database', hint: 'Export the table as CSV' },
  { starts: [0x25, 0x50, 0x44, 0x46], name: 'a PDF document', hint: 'Upload the table as CSV, JSON or Parquet' },
  { starts: [0x89, 0x50, 0x4e, 0x47], name: 'a picture', hint: 'Upload a table as CSV, JSON or Parquet' },
  { starts: [0xff, 0xd8, 0xff], name: 'a picture', hint: 'Upload a table as CSV, JSON or Parquet' },
  { starts: [0x80, 0x04, 0x95], name: 'a Python pickle', hint: 'Save the table with to_parquet()' },
  { starts: [0x89, 0x48, 0x44, 0x46], name: 'an HDF5 file', hint: 'Save the table as Parquet' },
]

const headBytes = 64 * 1024

/** Says what a file holds by looking into it; what its name or its sender says is not asked. */
export async function inspectContent(file: string, wanted: FileFormat | undefined): Promise<Content> {
  const ends = await readEnds(file)
  if (ends.bytes === 0)
    throw new AppError('bad_request', 'This file is empty: it has zero bytes', { hint: 'Upload it again' })
  const isParquet = startsWith(ends.head, [0x50, 0x41, 0x52, 0x31])
  if (isParquet || startsWith(ends.head, [0x50, 0x41, 0x52, 0x45])) return parquetContent(ends, wanted)
  const other = others.find(({ starts }) => startsWith(ends.head, starts))
  if (other) {
    throw new AppError('unsupported_media', `This is ${other.name}; tables are read from CSV, JSON and Parquet`, {
      hint: other.hint,
    })
  }
  if (wanted === 'parquet') throw new AppError('bad_request', 'This is not a Parquet file: it does not start with PAR1')
  return textContent(ends, wanted)
}

function parquetContent({ bytes, head, tail }: Ends, wanted: FileFormat | undefined): Content {
  if (wanted && wanted !== 'parquet')
    throw new AppError('bad_request', `This is a Parquet file, not ${wanted.toUpperCase()}`)
  if (head[3] === 0x45)
    throw new AppError('unsupported_media', 'This Parquet file is encrypted', { hint: 'Save it without encryption' })
  if (bytes < 12 || !startsWith(tail.subarray(4), [0x50, 0x41, 0x52, 0x31])) {
    throw new AppError('bad_request', 'This Parquet file is cut off: its end is missing', { hint: 'Upload it again' })
  }
  return { format: 'parquet', bytes, hasByteOrderMark: false }
}

function textContent({ bytes, head }: Ends, wanted: FileFormat | undefined): Content {
  if (startsWith(head, [0xff, 0xfe]) || startsWith(head, [0xfe, 0xff])) {
    throw new AppError('bad_request', 'This file is UTF-16 text; tables are read as UTF-8', {
      hint: 'Save it as UTF-8 ("CSV UTF-8" in Excel)',
    })
  }
  const hasByteOrderMark = startsWith(head, [0xef, 0xbb, 0xbf])
  const start = head
    .subarray(hasByteOrderMark ? 3 : 0)
    .toString('latin1')
    .trimStart()
  if (start === '' && bytes <= headBytes) throw new AppError('bad_request', 'This file holds nothing but blanks')
  return { format: wanted ?? (/^[[{]/.test(start) ? 'json' : 'csv'), bytes, hasByteOrderMark }
}

async function readEnds(file: string): Promise<Ends> {
  const { size, isFile } = await stat(file).then(found => ({ size: found.size, isFile: found.isFile() }))
  if (!isFile) throw new AppError('internal', 'What should be read is not a plain file')
  const handle = await open(file, 'r')
  try {
    const head = Buffer.alloc(Math.min(size, headBytes))
    const tail = Buffer.alloc(Math.min(size, 8))
    await handle.read(head, 0, head.length, 0)
    await handle.read(tail, 0, tail.length, size - tail.length)
    return { bytes: size, head, tail }
  } finally {
    await handle.close()
  }
}

const startsWith = (bytes: Buffer, starts: number[]) => starts.every((byte, at) => bytes[at] === byte)
