// Finds the node that this project runs on. Plain JavaScript: it must load under the node a machine happens to have.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** The oldest node that runs our TypeScript as it is and has node:sqlite without a flag. */
export const oldestNode = '24.12.0'

/** @param {string} version */
export function isNewEnough(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  const [leastMajor = 0, leastMinor = 0] = oldestNode.split('.').map(Number)
  return major > leastMajor || (major === leastMajor && minor >= leastMinor)
}

/**
 * The node that npm installed beside the project, if there is one for this platform.
 * @returns {string | undefined}
 */
export function bundledNode() {
  const system = process.platform === 'win32' ? 'win' : process.platform
  const file = process.platform === 'win32' ? 'node.exe' : 'node'
  return [`node-${system}-${process.arch}`, `node-bin-${system}-${process.arch}`]
    .map(packageFolder)
    .map(folder => folder && join(folder, 'bin', file))
    .find(path => path && existsSync(path))
}

/**
 * Our node, else the one that runs now if it is new enough.
 * @returns {string | undefined}
 */
export function findNode() {
  return bundledNode() ?? (isNewEnough(process.versions.node) ? process.execPath : undefined)
}

export const noNode = () =>
  `No node for ${process.platform}-${process.arch} came with the packages, and node ${process.versions.node} is older ` +
  `than ${oldestNode}. Install node ${oldestNode} or newer, put it on the PATH and try again.`

/**
 * Runs a program of ours with the arguments of this process: here if this node will do, else under ours.
 * @param {string} main
 */
export async function runOnOurNode(main) {
  const node = findNode()
  if (isNewEnough(process.versions.node)) {
    process.argv[1] = main
    await import(pathToFileURL(main).href)
  } else if (node) handOver(node, main)
  else fail(noNode())
}

/** @param {string} node @param {string} main */
function handOver(node, main) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal))
  child.on('error', error => fail(error.message))
  child.on('exit', code => process.exit(code ?? 143))
}

/** @param {string} sentence */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

/** @param {string} name */
function packageFolder(name) {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? []
  return paths.map(path => join(path, name)).find(folder => existsSync(join(folder, 'package.json')))
}
