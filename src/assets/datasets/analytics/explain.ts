import { AppError, messageOf } from '../../../kernel/errors.ts'
import type { FileFormat } from './tables.schema.ts'

const outOfDisk = /no space left|max_temp_directory_size|temp(orary)? directory/i

/** Turns what DuckDB says into an answer for a person; server paths never leave with it. */
export function explain(error: unknown): AppError {
  if (error instanceof AppError) return error
  const said = messageOf(error)
  if (/^Out of Memory Error/.test(said)) return outOfMemory()
  if (outOfDisk.test(said)) {
    return new AppError(
      'too_large',
      'This needs more disk space for intermediate results than the server has to give',
      {
        hint: 'Use fewer rows or columns, or ask an administrator for more disk space',
      },
    )
  }
  return new AppError('internal', `The analytics query failed: ${firstLine(said)}`)
}

/** The same while a person's own file is read: what DuckDB cannot read is then the file's fault. */
export function explainReading(error: unknown, format: FileFormat): unknown {
  const said = messageOf(error)
  const isAboutTheFile =
    /^(Invalid Input|Conversion|IO|Binder|Parser|Serialization|Not implemented|Invalid) Error/i.test(said)
  const isAboutTheMachine = outOfDisk.test(said) || /permission denied|cannot open file/i.test(said)
  if (error instanceof AppError || !isAboutTheFile || isAboutTheMachine) return error
  const line = lineOf(said)
  const name = format === 'parquet' ? 'Parquet' : format.toUpperCase()
  const message = `This ${name} file cannot be read${line ? ` (line ${line})` : ''}: ${firstLine(said)}`
  return new AppError('bad_request', message, line ? { details: { line } } : {})
}

/** DuckDB counts a malformed line of JSON among the lines before it. */
function lineOf(said: string): number | undefined {
  const csv = /CSV Error on Line: (\d+)/.exec(said)?.[1]
  const json = /^Invalid Input Error: Malformed JSON.* in line (\d+)/.exec(said)?.[1]
  return csv ? Number(csv) : json ? Number(json) - 1 : undefined
}

export const outOfMemory = () =>
  new AppError('too_large', 'This needs more memory than the server gives to analytics', {
    hint: 'Split the file, or ask an administrator for a larger memory limit',
  })

const firstLine = (said: string) =>
  (said.split('\n')[0] ?? said)
    .replace(/^[A-Za-z ]+ Error: /, '')
    .replace(/(in file )?"?(\/|[A-Za-z]:\\)[^"\n]*"?/g, '')
    .replace(/, at byte (\d+) in line \d+/, 'at byte $1')
    .trim()
    .slice(0, 300)
