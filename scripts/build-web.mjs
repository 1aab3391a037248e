import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { Sentence, say } from './say.mjs'

/** Kinds of file that never reach the browser, so that a change in them builds nothing. */
const serverOnly = /\.(test|routes|service|store|worker)\.ts$/

/**
 * Builds the pages into dist/web when they are missing or older than their sources.
 * @param {string} root @param {string} node
 */
export function buildWeb(root, node) {
  const config = join(root, 'vite.config.ts')
  if (!existsSync(config)) return void say('No vite.config.ts, so no pages are built.')
  const built = join(root, 'dist', 'web')
  const stamp = join(root, 'dist', 'web.stamp')
  const hash = hashOf(root, [
    config,
    fileURLToPath(import.meta.url),
    join(root, 'package-lock.json'),
    ...sources(join(root, 'src')),
  ])
  if (existsSync(join(built, 'index.html')) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return
  const done = say('Building the pages ...')
  // built beside and moved in whole: a server that runs never serves half of it
  const next = join(root, 'dist', 'web.next')
  vite(root, node, next)
  compress(next)
  rmSync(stamp, { force: true })
  rmSync(built, { recursive: true, force: true })
  renameSync(next, built)
  writeFileSync(stamp, hash)
  done('Built the pages')
}

/** @param {string} root @param {string} node @param {string} target */
function vite(root, node, target) {
  mkdirSync(join(root, 'dist'), { recursive: true })
  const program = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const args = [program, 'build', '--outDir', target, '--emptyOutDir', '--logLevel', 'warn']
  const { status, stdout, stderr } = spawnSync(node, args, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Sentence(`The pages do not build:\n${stdout}${stderr}`)
}

/** Text travels packed; packing it once here costs the server nothing later. @param {string} folder */
function compress(folder) {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && /\.(html|js|css|svg|json)$/.test(entry.name)) {
      const path = join(entry.parentPath, entry.name)
      const bytes = readFileSync(path)
      const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length }
      writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params }))
      writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
    }
}

/** @param {string} folder @returns {string[]} */
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => {
      const path = join(folder, entry.name)
      if (entry.isDirectory()) return entry.name === 'migrations' ? [] : sources(path)
      return serverOnly.test(entry.name) ? [] : [path]
    })
}

/** @param {string} root @param {string[]} paths */
function hashOf(root, paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}
