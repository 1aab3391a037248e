import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'

/** Keeps words that the server must say again, such as the secret of a webhook, unreadable in the database and its copies. */
export type Sealer = {
  seal(text: string): string
  /** undefined when another installation sealed it */
  unseal(sealed: string): string | undefined
}

const cipher = 'aes-256-gcm'
const lengths = { iv: 12, tag: 16 }

/** With a key of its own, made from the installation's. */
export function openSealer(keyFile: string): Sealer {
  const key = Buffer.from(hkdfSync('sha256', readFileSync(keyFile), '', 'sealed words', 32))
  return {
    seal(text) {
      const iv = randomBytes(lengths.iv)
      const sealing = createCipheriv(cipher, key, iv)
      const hidden = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()])
      return Buffer.concat([iv, sealing.getAuthTag(), hidden]).toString('base64url')
    },
    unseal(sealed) {
      const bytes = Buffer.from(sealed, 'base64url')
      const start = lengths.iv + lengths.tag
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, lengths.iv), { authTagLength: lengths.tag })
      opening.setAuthTag(bytes.subarray(lengths.iv, start))
      try {
        return Buffer.concat([opening.update(bytes.subarray(start)), opening.final()]).toString('utf8')
      } catch {
        // the key is another one: the data came from a backup of another machine
        return undefined
      }
    },
  }
}
