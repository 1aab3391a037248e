// Runs the server. Plain JavaScript: for a TypeScript file node would load its compiler at every start.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

const root = join(import.meta.dirname, '..')
const sources = join(root, 'src')

// the modules come from a cache at the second start; static imports would load before it is on
enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? join(process.env['TRIREME_DATA'] ?? '.trireme', 'cache'))

/** @type {typeof import('../src/start.ts')} */
const { main } = await import(entry())

process.exitCode = await main()

/** One file starts in half the time; whoever has changed a source since it was made runs the sources. */
function entry() {
  if (!existsSync(sources)) return join(root, 'dist/packed/start.mjs')
  const bundle = join(root, 'dist/server/start.mjs')
  return isFresh(bundle) ? bundle : join(sources, 'start.ts')
}

/** @param {string} bundle */
function isFresh(bundle) {
  const timeOf = (/** @type {string} */ path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  const made = timeOf(bundle)
  const files = readdirSync(sources, { recursive: true, withFileTypes: true })
  return files.every(entry => timeOf(join(entry.parentPath, entry.name)) <= made)
}
