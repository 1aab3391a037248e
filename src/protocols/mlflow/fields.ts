import { z } from 'zod'
import { AppError } from '../../kernel/errors.ts'

/**
 * Fields of MLflow's messages as JSON and query strings carry them: whole numbers also as text, doubles also as "NaN" and
 * "Infinity", booleans only as true or false. Null is the same as missing, unknown fields are passed over.
 */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform(value => value ?? undefined)

/** Text that both databases can hold: no NUL, no half characters. */
export const words = z.string().overwrite(given => given.replaceAll('\0', '').toWellFormed())
export const needed = words.min(1)
export const text = optional(words)

// no more than a double can tell apart: what is larger could be written, and never read again
const whole = z.union([
  z.custom<number>(value => Number.isSafeInteger(value)),
  z
    .string()
    .regex(/^-?\d{1,16}$/)
    .transform(Number)
    .refine(Number.isSafeInteger),
])
export const neededWhole = whole
export const int = optional(whole)

const double = z.union([
  z.custom<number>(value => typeof value === 'number'),
  z
    .string()
    .regex(/^(NaN|[-+]?(Infinity|(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?))$/)
    .transform(Number),
])
export const neededDouble = double

export const flag = optional(
  z.union([
    z.boolean(),
    z
      .string()
      .regex(/^(true|false)$/i)
      .transform(word => word.toLowerCase() === 'true'),
  ]),
)

export const list = <T extends z.ZodType>(item: T) =>
  z
    .array(item)
    .nullish()
    .transform(items => items ?? [])

export const KeyValue = z.object({ key: needed, value: text.transform(value => value ?? '') })

/** One of an enum's names, or its number. */
export const neededChoice = <N extends string>(names: Readonly<Record<N, number>>) => {
  const byNumber = new Map(Object.entries(names).map(([name, number]) => [String(number), name]))
  return z.union([z.string(), z.number()]).transform((value, check): N => {
    const name = byNumber.get(String(value)) ?? String(value)
    if (isKey(names, name)) return name
    check.addIssue({ code: 'custom', message: 'unknown name' })
    return z.NEVER
  })
}

export const choice = <N extends string>(names: Readonly<Record<N, number>>) => optional(neededChoice(names))

const isKey = <N extends string>(names: Readonly<Record<N, number>>, name: string): name is N => name in names

/** Checks a message's fields; the first mistake is worded as in the original. */
export function parseFields<S extends z.ZodObject>(schema: S, given: Record<string, unknown>): z.output<S> {
  const found = schema.safeParse(given)
  if (found.success) return found.data
  const path = found.error.issues[0]?.path ?? []
  throw new AppError(
    'bad_request',
    `${mistake(path, valueAt(given, path))} See the API docs for more information about request parameters.`,
  )
}

function mistake(path: readonly PropertyKey[], value: unknown): string {
  const name = path.reduce<string>(
    (place, part) =>
      typeof part === 'number' ? `${place}[${part}]` : place === '' ? String(part) : `${place}.${String(part)}`,
    '',
  )
  if (value === undefined || value === null || value === '') return `Missing value for required parameter '${name}'.`
  return `Invalid value ${JSON.stringify(value).slice(0, 1_000)} for parameter '${name}' supplied:  Hint: Value was of type '${pythonType(value)}'.`
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (value, part) => (typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined),
    given,
  )
}

function pythonType(value: unknown): string {
  if (Array.isArray(value)) return 'list'
  if (typeof value === 'string') return 'str'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float'
  return 'dict'
}
