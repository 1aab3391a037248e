import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'

/** Signs addresses that are handed out: each for one purpose and until one moment. */
export type Signer = {
  sign(purpose: readonly string[], until: number): string
  isGenuine(signed: { purpose: readonly string[]; until: number; signature: string }): boolean
}

/** With a key of this installation that only its server reads; made when it is missing. */
export function openSigner(file: string): Signer {
  if (!existsSync(file)) {
    writeFileSync(`${file}.new`, randomBytes(32), { mode: 0o600 })
    renameSync(`${file}.new`, file)
  }
  const key = readFileSync(file)
  const mac = (purpose: readonly string[], until: number) =>
    createHmac('sha256', key)
      .update(JSON.stringify([...purpose, until]))
      .digest()
  return {
    sign: (purpose, until) => mac(purpose, until).toString('base64url'),
    isGenuine({ purpose, until, signature }) {
      const wanted = mac(purpose, until)
      const given = Buffer.from(signature, 'base64url')
      return given.length === wanted.length && timingSafeEqual(given, wanted)
    },
  }
}
