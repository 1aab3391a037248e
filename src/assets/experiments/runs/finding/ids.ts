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
  const own = readIds(text)
  let size = 16
  while (size < own.count * 2) size *= 2
  const places = new Int32Array(size).fill(none)
  const table = { places, known: own.words }
  /** ids of other places, which may be any words */
  const others = new Map<string, number>()
  for (let number = 0; number < own.count; number++) {
    if (own.isOther[number]) others.set(idAt(own, number), number)
    else places[placeOf(table, own.words, number)] = number
  }
  return {
    count: own.count,
    find(other) {
      const asked = readIds(other)
      const found = new Int32Array(asked.count)
      for (let at = 0; at < asked.count; at++) {
        const number = asked.isOther[at] ? others.get(idAt(asked, at)) : places[placeOf(table, asked.words, at)]
        found[at] = number ?? none
      }
      return found
    },
    list(isWanted) {
      const ids: string[] = []
      for (let number = 0; number < own.count; number++) if (isWanted(number)) ids.push(idAt(own, number))
      return ids
    },
  }
}

type Table = { places: Int32Array; known: Int32Array }

/** Where an id is, or the free place where it would be. */
function placeOf({ places, known }: Table, asked: Int32Array, number: number): number {
  const from = number * words
  // by their places: to take them apart as a list is twenty times as slow
  const a = asked[from] ?? 0
  const b = asked[from + 1] ?? 0
  const c = asked[from + 2] ?? 0
  const d = asked[from + 3] ?? 0
  const last = places.length - 1
  for (let place = (a ^ Math.imul(d, 0x9e_37_79_b1)) & last; ; place = (place + 1) & last) {
    const found = places[place] ?? none
    if (found === none) return place
    const at = found * words
    if (known[at] === a && known[at + 1] === b && known[at + 2] === c && known[at + 3] === d) return place
  }
}

/** Where each id begins, and its numbers unless it is one of another kind. */
type Ids = { count: number; bytes: Buffer; starts: Int32Array; isOther: Uint8Array; words: Int32Array }

function readIds(text: IdText): Ids {
  const bytes = Buffer.from(text ?? '')
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  // as many as there are if all have 32 digits, which most texts have
  let ids = room(Math.ceil(bytes.length / (digits + 1)))
  let count = 0
  for (let from = 0; from < bytes.length; count++) {
    if (count === ids.starts.length) ids = more(ids)
    const end = from + digits
    const isHex = (end === bytes.length || bytes[end] === space) && readHex({ view, from }, ids.words, count * words)
    ids.starts[count] = from
    ids.isOther[count] = Number(!isHex)
    from = (isHex ? end : endOf(bytes, from)) + 1
  }
  return { count, bytes, ...ids }
}

const room = (count: number) => ({
  starts: new Int32Array(count),
  isOther: new Uint8Array(count),
  words: new Int32Array(count * words),
})

function more(ids: ReturnType<typeof room>): ReturnType<typeof room> {
  const larger = room(ids.starts.length * 2)
  larger.starts.set(ids.starts)
  larger.isOther.set(ids.isOther)
  larger.words.set(ids.words)
  return larger
}

const space = 32

/** Four signs at once, a byte each; false if these are not as the number that they stand for is written. */
function readHex({ view, from }: { view: DataView; from: number }, into: Int32Array, at: number): boolean {
  let faults = 0
  for (let half = 0; half < words * 2; half++) {
    const text = view.getInt32(from + half * 4)
    const each = (text & 0x0f_0f_0f_0f) + Math.imul((text >>> 6) & 0x01_01_01_01, 9)
    const isLetter = ((each + 0x06_06_06_06) >>> 4) & 0x01_01_01_01
    faults |= ((each + 0x30_30_30_30 + Math.imul(isLetter, 0x27)) ^ text) | (each & 0xf0_f0_f0_f0)
    const pairs = (each | (each >>> 4)) & 0x00_ff_00_ff
    const place = at + (half >> 1)
    into[place] = ((into[place] ?? 0) << 16) | ((pairs | (pairs >>> 8)) & 0xff_ff)
  }
  return faults === 0
}

const idAt = ({ bytes, starts }: Pick<Ids, 'bytes' | 'starts'>, number: number) =>
  bytes.toString('utf8', starts[number], endOf(bytes, starts[number] ?? 0))

function endOf(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(space, from)
  return end < 0 ? bytes.length : end
}
