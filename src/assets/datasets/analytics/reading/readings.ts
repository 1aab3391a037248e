import { text } from '../sql.ts'
import type { ColumnType } from '../tables.schema.ts'

/**
 * One way to read text as a type: what a value must look like (a regular expression that JavaScript and DuckDB read
 * alike) and what DuckDB makes of it. A value that looks right and yet gives null, as 2001-02-30 does, is not of the type.
 */
export type Reading = {
  type: ColumnType
  storage: string
  shape: string
  convert: (value: string) => string
  order?: 'day_first' | 'month_first'
}

/** Text that stands for "no value" in columns that are otherwise numbers, truth values or times. */
export const missingMarkers = ['', 'NA', 'N/A', 'n/a', 'na', '#N/A', 'null', 'NULL', 'Null', 'None', 'none', '?', '-']

const tryCast = (storage: string) => (value: string) => `try_cast(${value} as ${storage})`
const tryTime = (format: string) => (value: string) => `try_strptime(${value}, '${format}')`
const reading = (type: ColumnType, storage: string, shape: string): Reading => ({
  type,
  storage,
  shape,
  convert: tryCast(storage),
})

const isoDate = '[0-9]{4}-[0-9]{2}-[0-9]{2}'
const isoTime = '[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?'
const nanoTime = '[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?'
const zone = ' ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)'

/** A number does not begin with a needless zero: 00501 is a postal code. */
const whole = '[+-]?(0|[1-9][0-9]*)'

const numbers: Reading[] = [
  reading('boolean', 'BOOLEAN', '[Tt]rue|TRUE|[Ff]alse|FALSE'),
  reading('integer', 'BIGINT', whole),
  // whole numbers beyond 64 bits are names of things: as floats they would lose digits
  { type: 'string', storage: 'VARCHAR', shape: whole, convert: value => value },
  reading(
    'float',
    'DOUBLE',
    `[+-]?((0|[1-9][0-9]*)(\\.[0-9]*)?|\\.[0-9]+)([eE][+-]?[0-9]+)?|[Nn]a[Nn]|NAN|[+-]?([Ii]nf(inity)?|INF)`,
  ),
]

const isoTimes: Reading[] = [
  reading('time', 'TIME', isoTime),
  reading('date', 'DATE', isoDate),
  reading('timestamp', 'TIMESTAMP', `${isoDate}([T ]${isoTime})?`),
  reading('timestamp', 'TIMESTAMP_NS', `${isoDate}[T ]${nanoTime}`),
  reading('timestamp', 'TIMESTAMP WITH TIME ZONE', `${isoDate}[T ]${isoTime}${zone}`),
]

type Part = { shape: string; format: string; order?: 'day_first' | 'month_first' }

const days: Part[] = [
  { shape: '[0-9]{4}/[0-9]{1,2}/[0-9]{1,2}', format: '%Y/%m/%d' },
  { shape: '[0-9]{4}\\.[0-9]{1,2}\\.[0-9]{1,2}', format: '%Y.%m.%d' },
  { shape: '[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}', format: '%Y-%m-%d' },
  { shape: '[0-9]{1,2}\\.[0-9]{1,2}\\.[0-9]{4}', format: '%d.%m.%Y' },
  { shape: '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}', format: '%m/%d/%Y', order: 'month_first' },
  { shape: '[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}', format: '%d/%m/%Y', order: 'day_first' },
  { shape: '[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}', format: '%m-%d-%Y', order: 'month_first' },
  { shape: '[0-9]{1,2}-[0-9]{1,2}-[0-9]{4}', format: '%d-%m-%Y', order: 'day_first' },
  { shape: '[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}', format: '%m/%d/%y', order: 'month_first' },
  { shape: '[0-9]{1,2}/[0-9]{1,2}/[0-9]{2}', format: '%d/%m/%y', order: 'day_first' },
  { shape: '[A-Za-z]{3} +[0-9]{1,2} [0-9]{4}', format: '%b %d %Y' },
  { shape: '[A-Za-z]{3} +[0-9]{1,2}, [0-9]{4}', format: '%b %d, %Y' },
  { shape: '[A-Za-z]{3,9} +[0-9]{1,2} [0-9]{4}', format: '%B %d %Y' },
  { shape: '[A-Za-z]{3,9} +[0-9]{1,2}, [0-9]{4}', format: '%B %d, %Y' },
  { shape: '[0-9]{1,2} [A-Za-z]{3} [0-9]{4}', format: '%d %b %Y' },
  { shape: '[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}', format: '%d %B %Y' },
  { shape: '[0-9]{1,2}-[A-Za-z]{3}-[0-9]{4}', format: '%d-%b-%Y' },
  { shape: '[0-9]{1,2}-[A-Za-z]{3}-[0-9]{2}', format: '%d-%b-%y' },
]

const clocks: Part[] = [
  { shape: '', format: '' },
  { shape: ' +[0-9]{1,2}:[0-9]{2}', format: ' %H:%M' },
  { shape: ' +[0-9]{1,2}:[0-9]{2}:[0-9]{2}', format: ' %H:%M:%S' },
  { shape: ' +[0-9]{1,2}:[0-9]{2}:[0-9]{2}\\.[0-9]{1,6}', format: ' %H:%M:%S.%f' },
  { shape: ' +[0-9]{1,2}:[0-9]{2} ?[AaPp][Mm]', format: ' %I:%M %p' },
  { shape: ' +[0-9]{1,2}:[0-9]{2}:[0-9]{2} ?[AaPp][Mm]', format: ' %I:%M:%S %p' },
]

const writtenTimes: Reading[] = days.flatMap(day =>
  clocks.map(clock => {
    const parse = tryTime(day.format + clock.format)
    const isDate = clock.format === ''
    return {
      type: isDate ? ('date' as const) : ('timestamp' as const),
      storage: isDate ? 'DATE' : 'TIMESTAMP',
      shape: day.shape + clock.shape,
      convert: (value: string) => (isDate ? `cast(${parse(value)} as date)` : parse(value)),
      ...(day.order && { order: day.order }),
    }
  }),
)

/** In order of preference: the first that fits every value of a column is taken. */
export const timeReadings: readonly Reading[] = [...isoTimes, ...writtenTimes]
export const allReadings: readonly Reading[] = [...numbers, ...timeReadings]

/** The readings that fit all given values; at most a few, so that the whole column can be asked about each. */
export function candidates(values: readonly string[], readings: readonly Reading[]): Reading[] {
  return readings.filter(({ shape }) => {
    const whole = new RegExp(`^(?:${shape})$`)
    return values.every(value => whole.test(value))
  })
}

/**
 * SQL: whether a text says "no value". A list is asked, since `in` would become a join for every column, and a table of
 * 1,000 columns would not fit into memory. No reading reads a marker, so converting one gives null by itself.
 */
export const isMarker = (value: string, markers: readonly string[]) =>
  `list_contains([${markers.map(text).join(', ')}], ${value})`
