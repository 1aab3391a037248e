import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

// without a window and all that belongs to one it is a third cheaper
const names = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const macApp = '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'

/**
 * The Chromium of this machine: CHROMIUM, else the first one found on the PATH.
 * @returns {string | undefined}
 */
export function findChromium() {
  return process.env['CHROMIUM'] || findProgram(...names) || (existsSync(macApp) ? macApp : undefined)
}

/**
 * The nginx of this machine; Debian keeps it where only administrators look.
 * @returns {string | undefined}
 */
export function findNginx() {
  return findProgram('nginx') ?? ['/usr/sbin/nginx', '/usr/local/sbin/nginx'].find(path => existsSync(path))
}

/** Where the tests keep what Go builds for them. */
export const goFolder = join(dirname(dirname(fileURLToPath(import.meta.url))), 'node_modules', '.cache', 'trireme-go')

/**
 * The S3 server of the tests, versitygw: VERSITYGW, else the one on the PATH, else the one that was built for them.
 * @returns {string | undefined}
 */
export function findS3Server() {
  const built = join(goFolder, 'versitygw')
  return process.env['VERSITYGW'] || findProgram('versitygw') || (existsSync(built) ? built : undefined)
}

/**
 * @returns {string | undefined}
 */
export function findGo() {
  return findProgram('go') ?? ['/usr/local/go/bin/go'].find(path => existsSync(path))
}

/**
 * The first of these programs that the PATH has.
 * @param {string[]} programs
 */
export function findProgram(...programs) {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter(Boolean)
  return programs.flatMap(program => folders.map(folder => join(folder, program))).find(path => existsSync(path))
}
