import { randomBytes } from 'node:crypto'

const alphabet = '0123456789abcdefghjkmnpqrstvwxyz'

/** A time-sortable id that says what it is: `run_01k...` (48 bits of time, 80 bits of chance, Crockford base 32). */
export function newId(prefix: string): string {
  return `${prefix}_${encode(BigInt(Date.now()), 10)}${encode(BigInt(`0x${randomBytes(10).toString('hex')}`), 16)}`
}

function encode(value: bigint, length: number): string {
  let text = ''
  for (let rest = value; text.length < length; rest >>= 5n) text = alphabet[Number(rest & 31n)] + text
  return text
}

/** 256 bits for tokens and links; only their hash is ever stored. */
export const newSecret = () => randomBytes(32).toString('base64url')

/** A stable ASCII slug of any Unicode name; empty when nothing of the name is ASCII. */
export function slugOf(name: string): string {
  return name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60)
}
