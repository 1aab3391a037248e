/**
 * Ids as a database gives a hundred thousand of them soonest: one text with spaces between. Asking a map of so many strings
 * takes longer than reading them from an index; ids of runs are 32 hexadecimal digits, which are four numbers each.
 */
export type IdText = string | null | undefined

/** Numbers of different ids, from 0 on, in the order in which they stand in the text. */
export type IdNumbers = {
  count: number
  /** the number of each id of another text; -1 for one that is not there */
  find(text: IdText): Int32Array
  /** those whose number is wanted */
  list(isWanted: (number: number) => boolean): string[]
}

const none = -1
const words = 4
const digits = 32

export function numberIds(text: IdText): IdNumbers {
  const bytes = Buffer.from(text ?? '')
  const most = mostIn(bytes)
  let size = 16
  while (size < most * 2) size *= 2
  const places = new Int32Array(size).fill(none)
  const known = new Int32Array(most * words)
  const starts = new Int32Array(most)
  /** ids of other places, which may be any words */
  const others = new Map<string, number>()

  /** where an id is, or the free place where it would be */
  const placeOf = (id: Int32Array): number => {
    // by their places: to take them apart as a list is twenty times as slow
    const a = id[0] ?? 0
    const b = id[1] ?? 0
    const c = id[2] ?? 0
    const d = id[3] ?? 0
    let place = (a ^ Math.imul(d, 0x9e_37_79_b1)) & (size - 1)
    for (; ; place = (place + 1) & (size - 1)) {
      const number = places[place] ?? none
      if (number < 0) return place
      const at = number * words
      if (known[at] === a && known[at + 1] === b && known[at + 2] === c && known[at + 3] === d) return place
    }
  }
  const count = readIds(bytes, (number, from, id) => {
    starts[number] = from
    if (typeof id === 'string') return others.set(id, number)
    for (let word = 0; word < words; word++) known[number * words + word] = id[word] ?? 0
    return (places[placeOf(id)] = number)
  })
  return {
    count,
    find(other) {
      const asked = Buffer.from(other ?? '')
      const found = new Int32Array(mostIn(asked))
      const length = readIds(asked, (at, _, id) => {
        found[at] = (typeof id === 'string' ? others.get(id) : places[placeOf(id)]) ?? none
      })
      return found.subarray(0, length)
    },
    list(isWanted) {
      const ids: string[] = []
      for (let number = 0; number < count; number++)
        if (isWanted(number)) ids.push(bytes.toString('utf8', starts[number], endOf(bytes, starts[number] ?? 0)))
      return ids
    },
  }
}

/** as many as there are spaces, and one */
function mostIn(bytes: Buffer): number {
  let count = 1
  for (let at = 0; at < bytes.length; at++) if (bytes[at] === space) count++
  return count
}

/** Each id as numbers, or as itself when it is no 32 digits; the numbers are those of the next id when that is read. */
function readIds(bytes: Buffer, each: (number: number, from: number, id: Int32Array | string) => unknown): number {
  const id = new Int32Array(words)
  let number = 0
  for (let from = 0; from < bytes.length; number++) {
    const isHex = (from + digits >= bytes.length || bytes[from + digits] === space) && readHex(bytes, from, id)
    const end = isHex ? from + digits : endOf(bytes, from)
    each(number, from, isHex ? id : bytes.toString('utf8', from, end))
    from = end + 1
  }
  return number
}

const space = 32

function endOf(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(space, from)
  return end < 0 ? bytes.length : end
}

const values = new Uint8Array(256).fill(255)
for (const [value, digit] of Array.from('0123456789abcdef').entries()) values[digit.charCodeAt(0)] = value

function readHex(bytes: Buffer, from: number, into: Int32Array): boolean {
  let at = from
  for (let word = 0; word < words; word++) {
    let value = 0
    for (let digit = 0; digit < 8; digit++) {
      const read = values[bytes[at++] ?? 0] ?? 255
      if (read === 255) return false
      value = (value << 4) | read
    }
    into[word] = value
  }
  return true
}
