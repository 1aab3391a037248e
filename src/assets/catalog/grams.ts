/** What an asset says about itself, in the order of its weight. */
export type Said = { name: string; tags: readonly string[]; description: string }
export type Gram = { gram: string; weight: number }

/** The pieces under which an asset is found. */
export function gramsOf({ name, tags, description }: Said): Gram[] {
  const weights = new Map<string, number>()
  for (const [text, weight] of [
    [description, 1],
    [tags.join(' '), 2],
    [name, 3],
  ] as const)
    for (const gram of piecesOf(text, ' ')) weights.set(gram, weight)
  return [...weights].map(([gram, weight]) => ({ gram, weight }))
}

/** The pieces of a question; its words may be unfinished, so their ends do not count. */
export const gramsOfQuestion = (text: string): string[] => [...new Set(piecesOf(text, ''))].slice(0, 200)

/** How many pieces must be found at least, so that a word with one fault is still found. */
export const leastFound = (asked: number) => Math.ceil(asked * 0.4)

const words = /[\p{L}\p{N}\p{M}]+/gu
// scripts without spaces between words
const dense = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Khmer}\p{Script=Lao}]/u

export function piecesOf(text: string, end: string): string[] {
  const found = text.normalize('NFKC').toLowerCase().match(words) ?? []
  return found.flatMap(word => (dense.test(word) ? pairsOf(word) : piecesOfThree(`  ${word}${end}`)))
}

function piecesOfThree(padded: string): string[] {
  const letters = Array.from(padded)
  return letters.slice(2).map((_, at) => letters.slice(at, at + 3).join(''))
}

/** One sign can be a word there: it counts by itself and with the next. */
function pairsOf(word: string): string[] {
  const signs = Array.from(word)
  return [...signs, ...signs.slice(1).map((sign, at) => `${signs[at]}${sign}`)]
}
