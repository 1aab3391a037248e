/** The words of a filter in MLflow's search grammar, for colour and completion; the server alone decides what is right. */
export type Tone = 'field' | 'operator' | 'keyword' | 'string' | 'number' | 'plain'
export type Word = { text: string; tone: Tone; at: number }

export type Grammar = {
  /** what can be compared: `metrics.val_mae`, `params.model`, `status` */
  fields: readonly string[]
  /** values that are there, written as the grammar wants them */
  valuesOf: (field: string) => readonly string[]
}

/** What could stand at the cursor, and from where it would replace what is written. */
export type Completion = { from: number; words: readonly string[] }

const pattern =
  /\s+|'(?:[^'\\]|\\.)*'?|"[^"]*"?|[<>=!~]+|-?\d[\d.]*(?:[eE][-+]?\d+)?|[\p{L}_][\p{L}\p{N}_$]*(?:\.(?:`[^`]*`?|"[^"]*"?|[\p{L}\p{N}_$.]*))?|./gsu
const keywords = /^(AND|OR|NOT|IN|IS|NULL|LIKE|ILIKE|BETWEEN)$/i
const numberOperators = ['<', '<=', '=', '>=', '>', '!=']
const textOperators = ['=', '!=', 'LIKE', 'ILIKE']
const most = 8

/** Cuts a filter into words and the blanks between them; joined again they are the filter. */
export const wordsOf = (filter: string): Word[] =>
  [...filter.matchAll(pattern)].map(({ 0: text, index: at }) => ({ text, tone: toneOf(text), at }))

function toneOf(text: string): Tone {
  if (/^['"]/.test(text)) return 'string'
  if (/^-?\d/.test(text)) return 'number'
  if (/^[<>=!~]/.test(text)) return 'operator'
  if (keywords.test(text)) return 'keyword'
  return /^[\p{L}_]/u.test(text) ? 'field' : 'plain'
}

/** Field, operator, value, AND: what comes next at `caret`, narrowed by what is begun there. */
export function completionAt(filter: string, caret: number, { fields, valuesOf }: Grammar): Completion {
  const before = wordsOf(filter.slice(0, caret)).filter(({ text }) => text.trim() !== '')
  const last = before.at(-1)
  const isBegun = last !== undefined && last.at + last.text.length === caret
  const whole = isBegun ? before.slice(0, -1) : before
  const begun = isBegun ? last.text : ''
  const words = following(whole, { fields, valuesOf })
    .filter(word => word.toLowerCase().includes(begun.toLowerCase()) && word !== begun)
    .toSorted((a, b) => Number(b.startsWith(begun)) - Number(a.startsWith(begun)))
    .slice(0, most)
  return { from: caret - begun.length, words }
}

function following(words: readonly Word[], { fields, valuesOf }: Grammar): readonly string[] {
  const [field, last] = [words.at(-2), words.at(-1)]
  if (last === undefined || /^and$/i.test(last.text)) return fields
  if (last.tone === 'field') return /^metrics?\.|_time$/.test(last.text) ? numberOperators : textOperators
  if (last.tone === 'operator' || /^i?like$/i.test(last.text)) return field ? valuesOf(field.text) : []
  return ['AND']
}
