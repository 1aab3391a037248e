// Plain JavaScript: for a TypeScript file node would load its compiler at every start.
import { existsSync, readdirSync, statSync } from 'node:fs'
import { enableCompileCache } from 'node:module'
import { join } from 'node:path'

const sources = import.meta.dirname
const bundle = join(sources, '../dist/server/start.mjs')

// the modules come from a cache at the second start; static imports would load before it is on
enableCompileCache(process.env['NODE_COMPILE_CACHE'] ?? join(process.env['TRIREME_DATA'] ?? '.trireme', 'cache'))

/** @type {typeof import('./start.ts')} */
const { main } = await import(isFresh() ? bundle : './start.ts')

process.exitCode = await main()

/** The bundle starts in half the time; whoever has changed a file since then runs the files. */
function isFresh() {
  if (!existsSync(bundle)) return false
  const { mtimeMs } = statSync(bundle)
  const files = readdirSync(sources, { recursive: true, withFileTypes: true })
  const timeOf = (/** @type {string} */ path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0
  return files.every(entry => timeOf(join(entry.parentPath, entry.name)) <= mtimeMs)
}
