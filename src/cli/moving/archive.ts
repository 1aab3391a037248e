import { rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { create } from 'tar'
import { AppError } from '../../sdk/trireme.ts'

const kinds = [
  { end: /\.tar\.zst$/, options: { zstd: true } },
  { end: /\.(tar\.gz|tgz)$/, options: { gzip: true } },
]

/** The place to write to: a folder, or one file with everything in it. */
export type Target = {
  folder: string
  /** makes the file of the folder, and removes that */
  pack(): Promise<void>
}

export function targetOf(to: string): Target {
  const kind = kinds.find(({ end }) => end.test(to))
  if (!kind && /\.(zip|tar|zst|7z|rar|tar\.\w+)$/i.test(to))
    throw new AppError('bad_request', `"${to}" is no archive that is written here`, {
      hint: 'Name a folder, or a file that ends in .tar.zst or .tar.gz',
    })
  if (!kind) return { folder: to, pack: async () => {} }
  // an export that was ended goes on in this folder
  const folder = `${to}.part`
  return {
    folder,
    async pack() {
      const file = join(dirname(to), `.${basename(to)}.new`)
      const prefix = basename(to).replace(kind.end, '')
      await create({ ...kind.options, file, cwd: folder, prefix, portable: true }, ['.'])
      await rename(file, to)
      await rm(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}
