import { piecesOf } from '../grams.ts'

/** What is compared: words, what it is made of (columns, packages, origins), the code behind it, its bytes. */
export type Traits = {
  name: string
  description: string
  schema: readonly string[]
  code: readonly string[]
  content: readonly string[]
}

/** From 0 to 1; null where one side does not say it. */
export type Likeness = {
  score: number
  name: number
  description: number | null
  schema: number | null
  code: number | null
  content: number | null
}

/**
 * Only assets are compared. An experiment is seen by its own project alone and is made by programs whose token is of that
 * project, so whatever they were told would tell of a project that they may not read; what its runs take and make is
 * compared as datasets, images and models, with the code behind a model.
 */

/** From here on it is worth a look before a second one is made. */
export const isNear = 0.65

const weights = { name: 2, description: 2, schema: 3, code: 3 }
/** Fewer columns are alike by chance. */
const fewColumns = 4

/**
 * How alike two assets of one kind are: the mean of name and description (Dice over pieces of three letters), schema
 * (Jaccard over columns) and code (the same or not), weighted 2, 2, 3 and 3, over what both sides say. Names alone are
 * weak evidence, so that score is squared; a schema of four columns or more, equal code and equal bytes are strong
 * evidence whatever the names say.
 */
export function likenessOf(a: Traits, b: Traits): Likeness {
  const parts = {
    name: dice(piecesOf(a.name, ' '), piecesOf(b.name, ' ')),
    description: wordsIn(a.description) && wordsIn(b.description) ? dice(pieces(a), pieces(b)) : null,
    schema: a.schema.length > 0 && b.schema.length > 0 ? jaccard(a.schema, b.schema) : null,
    code: a.code.length > 0 && b.code.length > 0 ? Number(shares(a.code, b.code)) : null,
  }
  const content = a.content.length > 0 && b.content.length > 0 ? Number(shares(a.content, b.content)) : null
  const known = (['name', 'description', 'schema', 'code'] as const).flatMap(part => {
    const value = parts[part]
    return value === null ? [] : [{ value, weight: weights[part] }]
  })
  const total = known.reduce((sum, { weight }) => sum + weight, 0)
  const mean = known.reduce((sum, { value, weight }) => sum + value * weight, 0) / total
  const isWide = Math.min(a.schema.length, b.schema.length) >= fewColumns
  const score = Math.max(
    known.length === 1 ? mean ** 2 : mean,
    isWide ? 0.9 * (parts.schema ?? 0) : 0,
    content === 1 ? 1 : 0,
  )
  return { score, ...parts, content }
}

const pieces = ({ description }: Traits) => piecesOf(description, ' ')
/** Two words say nothing. */
const wordsIn = (text: string) => text.trim().split(/\s+/).length >= 3 || text.trim().length >= 12

const shared = (a: ReadonlySet<string>, b: ReadonlySet<string>) => [...a].filter(one => b.has(one)).length

function dice(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [new Set(a), new Set(b)]
  if (left.size + right.size === 0) return 0
  return (2 * shared(left, right)) / (left.size + right.size)
}

function jaccard(a: readonly string[], b: readonly string[]): number {
  const [left, right] = [new Set(a), new Set(b)]
  const both = shared(left, right)
  return both / (left.size + right.size - both)
}

const shares = (a: readonly string[], b: readonly string[]) => a.some(one => b.includes(one))
