/**
 * JSON as Python writes it: bare NaN and Infinity, and integers of any length, which `JSON.parse` refuses or rounds.
 * Written back, a bigint keeps its digits and NaN becomes null.
 */

declare global {
  interface JSON {
    rawJSON(text: string): object
  }
}

const deepest = 64
const longInteger = /[[,:\s-]\d{16,}(?![\d.eE])/
const bareWords: Record<string, unknown> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Infinity,
  '-Infinity': -Infinity,
}

/** Throws a SyntaxError that says what was expected and where. Integers past 2^53 come as bigint. */
export function parseJson(text: string): unknown {
  if (!longInteger.test(text)) {
    try {
      return JSON.parse(text)
    } catch (error) {
      if (!text.includes('NaN') && !text.includes('Infinity')) throw error
    }
  }
  const reader = { text, at: 0 }
  const value = readValue(reader, 0)
  skipSpace(reader)
  if (reader.at < text.length) throw unexpected(reader, 'the end')
  return value
}

/** `undefined` only for values that JSON has no form for, such as functions. */
export const writeJson = (value: unknown) => JSON.stringify(value)

/** The same for values that still hold bigints, at a third of the speed. */
export const writeJsonWithBigints = (value: unknown) =>
  JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? exactNumber(item) : item))

/** A 64 bit integer as JSON writes it exactly: a number while that is exact, else its digits. */
export function exactNumber(value: bigint): number | object {
  const number = Number(value)
  return Number.isSafeInteger(number) ? number : JSON.rawJSON(value.toString())
}

type Reader = { text: string; at: number }

function readValue(reader: Reader, depth: number): unknown {
  if (depth > deepest) throw new SyntaxError(`JSON is nested deeper than ${deepest} levels`)
  skipSpace(reader)
  const next = reader.text[reader.at]
  if (next === '{') return readObject(reader, depth)
  if (next === '[') return readArray(reader, depth)
  if (next === '"') return readString(reader)
  return readWord(reader)
}

function readObject(reader: Reader, depth: number): Record<string, unknown> {
  const entries: [string, unknown][] = []
  readList(reader, '}', () => {
    skipSpace(reader)
    if (reader.text[reader.at] !== '"') throw unexpected(reader, 'a name in double quotes')
    const name = readString(reader)
    skipSpace(reader)
    if (reader.text[reader.at] !== ':') throw unexpected(reader, '":"')
    reader.at++
    entries.push([name, readValue(reader, depth + 1)])
  })
  return Object.fromEntries(entries)
}

function readArray(reader: Reader, depth: number): unknown[] {
  const items: unknown[] = []
  readList(reader, ']', () => items.push(readValue(reader, depth + 1)))
  return items
}

function readList(reader: Reader, end: string, readItem: () => void): void {
  reader.at++
  skipSpace(reader)
  if (reader.text[reader.at] === end) {
    reader.at++
    return
  }
  for (;;) {
    readItem()
    skipSpace(reader)
    const next = reader.text[reader.at]
    if (next !== ',' && next !== end) throw unexpected(reader, `"," or "${end}"`)
    reader.at++
    if (next === end) return
  }
}

const wordAt = /-?[A-Za-z0-9+.][A-Za-z0-9+.-]*/y

function readString(reader: Reader): string {
  const value: unknown = JSON.parse(takeText(reader, endOfString(reader)))
  return String(value)
}

/** A quote ends the string unless an odd number of backslashes stands before it. */
function endOfString({ text, at }: Reader): number {
  let end = at
  for (;;) {
    end = text.indexOf('"', end + 1)
    if (end < 0) throw unexpected({ text, at }, 'a text that ends')
    let before = end
    while (text[before - 1] === '\\') before--
    if ((end - before) % 2 === 0) return end + 1
  }
}

function readWord(reader: Reader): unknown {
  wordAt.lastIndex = reader.at
  const word = wordAt.exec(reader.text)?.[0]
  if (word === undefined) throw unexpected(reader, 'a value')
  takeText(reader, reader.at + word.length)
  if (Object.hasOwn(bareWords, word)) return bareWords[word]
  const value: unknown = JSON.parse(word)
  return /^-?\d{16,}$/.test(word) && !Number.isSafeInteger(value) ? BigInt(word) : value
}

function takeText(reader: Reader, to: number): string {
  const token = reader.text.slice(reader.at, to)
  reader.at = to
  return token
}

function skipSpace(reader: Reader): void {
  while (reader.at < reader.text.length && ' \t\n\r'.includes(reader.text.charAt(reader.at))) reader.at++
}

const unexpected = ({ at }: Reader, wanted: string) =>
  new SyntaxError(`Expected ${wanted} at position ${at} of the JSON text`)
