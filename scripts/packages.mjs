import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Sentence, say } from './say.mjs'

/**
 * @typedef {{ version?: string, dev?: boolean, optional?: boolean, libc?: unknown,
 *   os?: string | string[], cpu?: string | string[] }} Entry
 */

/**
 * Installs what the lock names and node_modules lacks. Packages that are there stay, so a server that runs from this
 * checkout keeps its files. Returns whether anything was installed.
 * @param {string} root @param {{ withTools: boolean }} options
 */
export function installPackages(root, { withTools }) {
  const missing = missingPackages(root, withTools)
  if (missing === 0) return false
  const isFresh = !existsSync(join(root, 'node_modules', '.package-lock.json'))
  const done = say(`Installing ${missing} packages${isFresh ? ' (only once, about half a minute)' : ''} ...`)
  // npm ci empties node_modules first; on a filled one npm install, told to save nothing, only adds what differs
  npm(root, [...(isFresh ? ['ci'] : ['install', '--no-save']), ...(withTools ? [] : ['--omit=dev'])])
  if (!isFresh && missingPackages(root, withTools) > 0) npm(root, ['ci', ...(withTools ? [] : ['--omit=dev'])])
  done(`Installed ${missing} packages`)
  return true
}

/** @param {string} root @param {boolean} withTools */
function missingPackages(root, withTools) {
  const wanted = Object.entries(lockedPackages(join(root, 'package-lock.json')))
  const hidden = join(root, 'node_modules', '.package-lock.json')
  const installed = existsSync(hidden) ? lockedPackages(hidden) : {}
  return wanted.filter(([path, entry]) => {
    if (path === '' || (entry.dev && !withTools)) return false
    const found = installed[path]
    return found ? found.version !== entry.version : isForThisMachine(entry)
  }).length
}

/** @param {string} path @returns {Record<string, Entry>} */
const lockedPackages = path => JSON.parse(readFileSync(path, 'utf8')).packages

/** @param {Entry} entry */
function isForThisMachine(entry) {
  if (!entry.optional) return true
  // an optional package that names no system, or a kind of libc, may rightly be absent
  return !entry.libc && [entry.os].flat().includes(process.platform) && [entry.cpu].flat().includes(process.arch)
}

// no scripts: nothing is downloaded or compiled on install; short waits: offline is said soon
const always = ['--ignore-scripts', '--fetch-retry-mintimeout=1000', '--fetch-retry-maxtimeout=5000']

/** @param {string} root @param {string[]} args */
function npm(root, args) {
  // npm starts this script with its own path in the environment; by hand it is the one on the PATH
  const own = process.env['npm_execpath']
  const [program, first] = own ? [process.execPath, [own]] : ['npm', []]
  const { status, stdout, stderr, error } = spawnSync(program, [...first, ...args, ...always], {
    cwd: root,
    encoding: 'utf8',
    shell: process.platform === 'win32' && !own,
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status === 0) return
  const said = `${stdout ?? ''}\n${stderr ?? ''}\n${error?.message ?? ''}`
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED/.test(said))
    throw new Sentence(
      'The package registry cannot be reached, so the packages cannot be installed. Check the network, or the registry, ' +
        'proxy and cafile settings that "npm config ls" shows, and start again.',
    )
  throw new Sentence(`npm ${args.join(' ')} failed:\n${lastLines(said)}`)
}

/** @param {string} text */
const lastLines = text =>
  text
    .split('\n')
    .filter(line => /npm error|ENOSPC|EACCES/.test(line))
    .slice(0, 12)
    .join('\n') || text.trim().slice(-2000)
