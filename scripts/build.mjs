import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { Sentence, say } from './say.mjs'

/** Kinds of file that never reach the browser, so that a change in them builds no pages. */
const serverOnly = /\.(test|routes|service|store|worker)\.ts$/
const testsOnly = /\.test\.ts$/

/**
 * Builds the pages into dist/web when they are missing or older than their sources.
 * @param {string} root @param {string} node
 */
export function buildWeb(root, node) {
  const config = 'vite.config.ts'
  if (!existsSync(join(root, config))) return void say('No vite.config.ts, so no pages are built.')
  const files = sources(join(root, 'src')).filter(file => !serverOnly.test(file) && !file.includes('/migrations/'))
  build(root, { name: 'web', what: 'the pages', entry: 'index.html', files: [join(root, config), ...files] }, next => {
    vite(root, node, ['--outDir', next])
    compress(next)
  })
}

/**
 * Puts the server's modules together into dist/server, so that it starts in half the time.
 * @param {string} root @param {string} node
 */
export function buildServer(root, node) {
  const config = 'vite.server.config.ts'
  if (!existsSync(join(root, config))) return
  const files = sources(join(root, 'src')).filter(file => !testsOnly.test(file))
  build(root, { name: 'server', what: 'the server', entry: 'start.mjs', files: [join(root, config), ...files] }, next =>
    vite(root, node, ['--config', config, '--outDir', next]),
  )
}

/** @typedef {{ name: string, what: string, entry: string, files: string[] }} Built */

/**
 * Makes dist/NAME, unless it is there and of these files.
 * @param {string} root @param {Built} built @param {(next: string) => void} make
 */
function build(root, { name, what, entry, files }, make) {
  const folder = join(root, 'dist', name)
  const stamp = join(root, 'dist', `${name}.stamp`)
  // what is changed from now on is younger than what is built, also while it is built: by that the server knows
  const began = new Date()
  const hash = hashOf(root, [fileURLToPath(import.meta.url), join(root, 'package-lock.json'), ...files])
  const main = join(folder, entry)
  if (existsSync(main) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash)
    return utimesSync(main, began, began)
  const done = say(`Building ${what} ...`)
  // built beside and moved in whole: a server that runs never serves half of it
  const next = join(root, 'dist', `${name}.next`)
  make(next)
  utimesSync(join(next, entry), began, began)
  rmSync(stamp, { force: true })
  rmSync(folder, { recursive: true, force: true })
  renameSync(next, folder)
  writeFileSync(stamp, hash)
  done(`Built ${what}`)
}

/** @param {string} root @param {string} node @param {string[]} args */
export function vite(root, node, args) {
  mkdirSync(join(root, 'dist'), { recursive: true })
  const program = join(root, 'node_modules', 'vite', 'bin', 'vite.js')
  const given = [program, 'build', ...args, '--emptyOutDir', '--logLevel', 'warn']
  const { status, stdout, stderr } = spawnSync(node, given, { cwd: root, encoding: 'utf8' })
  if (status !== 0) throw new Sentence(`It does not build:\n${stdout}${stderr}`)
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

/** @param {string} folder */
const sources = folder =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .sort()

/** @param {string} root @param {string[]} paths */
function hashOf(root, paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(relative(root, path)).update('\0').update(readFileSync(path)).update('\0')
  return hash.digest('hex')
}
