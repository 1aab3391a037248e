type Word =
  | { kind: 'name'; text: string }
  | { kind: 'string'; text: string }
  | { kind: 'number'; text: string }
  | { kind: 'operator'; text: string }
  | { kind: 'keyword'; text: string; word: string }
  | { kind: 'list'; text: string }
  | { kind: 'expression'; text: string }
  | { kind: 'mark'; text: string }

/** The words of MLflow's search grammar. `text` is the source as written, for messages; `at` is where it begins. */
export type Token = Word & { at: number }

const keywords = new Set(['AND', 'OR', 'NOT', 'IN', 'IS', 'NULL', 'LIKE', 'ILIKE', 'BETWEEN', 'ORDER', 'FROM'])

const space = /\s+/y
const string = /'(?:[^'\\]|\\.|'')*'/y
const part = '(?:`[^`]*`|"[^"]*"|[\\p{L}_][\\p{L}\\p{N}_$]*)'
const name = new RegExp(`${part}(?:\\.${part})*`, 'uy')
/** arithmetic stuck to a name (`metrics.a-b`): the key needed quotes */
const arithmetic = /(?:[-+*/%:@#][\p{L}\p{N}_.]*)+/uy
const number = /-?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\p{L}\p{N}_.])/uy
const operator = /[<>=!~]+/y
const anything = /[\p{L}\p{N}_]+|[^]/uy

/** Cuts a filter or order clause into tokens; never fails, unknown characters become marks. */
export function lex(source: string): Token[] {
  const tokens: Token[] = []
  // after one bracket that never closes, looking for the end of others would take quadratic time
  let isUnbalanced = false
  for (let at = 0; at < source.length;) {
    const blank = matchAt(space, source, at)
    if (blank) {
      at += blank.length
      continue
    }
    const close: number | undefined = source.charAt(at) === '(' && !isUnbalanced ? closeOf(source, at) : at
    isUnbalanced ||= close === undefined
    const word: Word = close && close > at ? { kind: 'list', text: source.slice(at, close) } : wordAt(source, at)
    tokens.push({ ...word, at })
    at += word.text.length
  }
  return tokens
}

function wordAt(source: string, at: number): Word {
  const quoted = matchAt(string, source, at)
  if (quoted) return { kind: 'string', text: quoted }
  const numeric = matchAt(number, source, at)
  if (numeric) return { kind: 'number', text: numeric }
  const word = matchAt(name, source, at)
  if (word) return nameWord(word, matchAt(arithmetic, source, at + word.length))
  const sign = matchAt(operator, source, at)
  if (sign) return { kind: 'operator', text: sign }
  return { kind: 'mark', text: matchAt(anything, source, at) ?? source.slice(at) }
}

function nameWord(text: string, rest: string | undefined): Word {
  if (rest) return { kind: 'expression', text: text + rest }
  const word = text.toUpperCase()
  return keywords.has(word) ? { kind: 'keyword', text, word } : { kind: 'name', text }
}

function matchAt(pattern: RegExp, source: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(source)?.[0]
}

/** Where the bracket opened at `at` ends, if it does; brackets inside quotes do not count. */
function closeOf(source: string, at: number): number | undefined {
  let depth = 0
  for (let i = at; i < source.length; i++) {
    const char = source.charAt(i)
    if (char === '(') depth++
    if (char === ')' && --depth === 0) return i + 1
    if (!'\'"`'.includes(char)) continue
    i = source.indexOf(char, i + 1)
    if (i < 0) return undefined
  }
  return undefined
}
