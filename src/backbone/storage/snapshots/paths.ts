import { AppError } from '../../../kernel/errors.ts'

/** The one spelling of a path inside a snapshot; refuses whatever could lead out of it or mean two files at once. */
export function snapshotPath(given: string): string {
  const refuse = (why: string) =>
    new AppError('bad_request', `The path ${JSON.stringify(given.slice(0, 200))} cannot be in a snapshot: ${why}`)
  if (!given.isWellFormed()) throw refuse('it is not valid Unicode')
  if (/\p{Cc}/u.test(given)) throw refuse('it holds control characters')
  if (given.includes('\\')) throw refuse('write "/" between folders')
  if (given.startsWith('/') || /^[A-Za-z]:/.test(given)) throw refuse('it must be relative')
  const parts = given.normalize('NFC').split('/')
  if (parts.includes('..')) throw refuse('it must not go up with ".."')
  const path = parts.filter(part => part !== '.')
  if (path.length === 0 || path.includes('')) throw refuse('a folder or the file has no name')
  if (path.some(part => Buffer.byteLength(part) > 255)) throw refuse('a name in it is longer than 255 bytes')
  if (Buffer.byteLength(path.join('/')) > 1_024) throw refuse('it is longer than 1,024 bytes')
  return path.join('/')
}

/** Each file has its own place: no path twice, none that is also the folder of another. */
export function demandDistinct(paths: readonly string[]): void {
  const seen = new Set<string>()
  for (const path of paths) {
    if (seen.has(path)) throw new AppError('bad_request', `The file ${JSON.stringify(path)} is there twice`)
    seen.add(path)
  }
  for (const path of paths)
    for (const folder of foldersOf(path))
      if (seen.has(folder))
        throw new AppError('bad_request', `${JSON.stringify(folder)} cannot be both a file and a folder`)
}

const foldersOf = (path: string): string[] => {
  const parts = path.split('/')
  return parts.slice(1).map((_, at) => parts.slice(0, at + 1).join('/'))
}
