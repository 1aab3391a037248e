import { createReadStream, existsSync } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../sdk/trireme.ts'
import type { Files, SourceFile } from './source.ts'

/** Folders that the person who imports has named: files are read below them and nowhere else, whatever a store says. */
export type Roots = { folders: readonly string[] }

export async function rootsOf(folders: readonly string[]): Promise<Roots> {
  const found: string[] = []
  for (const folder of folders) {
    if (!existsSync(folder)) throw new AppError('not_found', `There is no folder ${resolve(folder)}`)
    found.push(await realpath(resolve(folder)))
  }
  return { folders: found }
}

/** All files of a run or a logged model, where its place lies below a named folder. */
export async function filesBelow(roots: Roots, uri: string): Promise<Files> {
  if (isFar(uri)) return { kind: 'elsewhere' }
  const folder = await folderOf(roots, uri)
  if (folder === undefined)
    return { kind: 'unreadable', reason: `${uri} is outside of the folders named with --artifacts` }
  if (folder === '') return { kind: 'here', list: [] }
  return { kind: 'here', list: await listFiles(roots, folder) }
}

export async function openBelow(roots: Roots, uri: string, path: string): Promise<ReadableStream<Uint8Array>> {
  const folder = await folderOf(roots, uri)
  const file = folder ? await inside(roots, join(folder, path)) : undefined
  if (file === undefined) throw new AppError('not_found', `${path} of ${uri} is outside of the folders that were named`)
  return bytesOf(file)
}

/** A file as a body for fetch; read piece by piece as the receiver takes it. */
export function bytesOf(file: string): ReadableStream<Uint8Array> {
  const stream = createReadStream(file, { highWaterMark: 1 << 20 })
  const pieces: AsyncIterator<Uint8Array> = stream[Symbol.asyncIterator]()
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const { value, done } = await pieces.next()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: () => void stream.destroy(),
  })
}

/** Clients reach these places by themselves. */
const isFar = (uri: string) => /^[a-z][a-z0-9+.-]+:/i.test(uri) && !/^(file|mlflow-artifacts):/i.test(uri)

/** Where the files lie on this machine; '' when nothing was ever written there; undefined when it is outside. */
async function folderOf(roots: Roots, uri: string): Promise<string | undefined> {
  const places = placesOf(roots, uri)
  for (const place of places) {
    const found = await inside(roots, place)
    if (found !== undefined) return found
  }
  // a run without files has no folder; that a root was named for it is enough
  return roots.folders.length > 0 && places.some(place => isBelow(roots, resolve(place))) ? '' : undefined
}

/** A store may have been moved since: what follows the experiment's folder is looked for below each root, too. */
function placesOf({ folders }: Roots, uri: string): string[] {
  const path = pathOf(uri)
  const own = /([^/]+\/(?:models\/m-[0-9a-f]{32}|[0-9a-f]{32})\/artifacts.*)$/.exec(path)?.[1]
  const moved = own === undefined ? [] : folders.flatMap(folder => [join(folder, own), join(folder, '.trash', own)])
  if (/^mlflow-artifacts:/i.test(uri)) return [...folders.map(folder => join(folder, path)), ...moved]
  return [resolve(path), ...moved]
}

function pathOf(uri: string): string {
  if (/^file:\/\/\//i.test(uri)) return fileURLToPath(uri)
  if (/^file:/i.test(uri)) return uri.replace(/^file:\/*/i, '/')
  if (/^mlflow-artifacts:/i.test(uri)) return decodeURIComponent(uri.replace(/^mlflow-artifacts:(\/\/[^/]*)?\/*/i, ''))
  return uri
}

/** The place itself if it exists and, links followed, still lies below a root. */
async function inside(roots: Roots, place: string): Promise<string | undefined> {
  if (!existsSync(place)) return undefined
  const real = await realpath(place)
  return isBelow(roots, real) ? real : undefined
}

const isBelow = ({ folders }: Roots, place: string) =>
  folders.some(folder => place === folder || place.startsWith(folder + sep))

async function listFiles(roots: Roots, folder: string, below = ''): Promise<SourceFile[]> {
  const files: SourceFile[] = []
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    const real = await inside(roots, join(folder, path))
    if (real === undefined) continue // a link that leads out
    const { size, isFile, isFolder } = await kindOf(real)
    if (isFolder) files.push(...(await listFiles(roots, folder, path)))
    else if (isFile) files.push({ path, size })
  }
  return files
}

async function kindOf(real: string) {
  const found = await stat(real)
  return { size: found.size, isFile: found.isFile(), isFolder: found.isDirectory() }
}
