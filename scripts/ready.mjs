// Makes a checkout ready to start or to test. Plain JavaScript without packages: it runs on a bare checkout, under any
// node from 18 on. It says what it does on stderr, because stdout belongs to the server's own lines.
import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { bundledNode, findNode, isNewEnough, noNode } from '../bin/runtime.mjs'
import { buildServer, buildWeb } from './build.mjs'
import { installPackages } from './packages.mjs'
import { findChromium, findGo, findNginx, findProgram, findS3Server, goFolder } from './programs.mjs'
import { Sentence, say } from './say.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

/** @param {string | undefined} purpose */
async function ready(purpose) {
  if (purpose !== 'start' && purpose !== 'test') throw new Sentence('Usage: node scripts/ready.mjs start|test')
  const isChanged = installPackages(root, { withTools: purpose === 'test' })
  const node = findNode()
  if (!node) throw new Sentence(noNode())
  if (isChanged) proveNode(node)
  if (purpose === 'start') return buildAll(node)
  // the longest of all, so it goes on beside the others
  const s3Server = buildS3Server()
  try {
    buildAll(node)
    findTestPrograms()
  } finally {
    await s3Server
  }
}

/** @param {string} node */
function buildAll(node) {
  buildWeb(root, node)
  buildServer(root, node)
}

/** The package may be there and still not run, as on a Linux without glibc. */
function proveNode(/** @type {string} */ node) {
  const tried = () => spawnSync(node, ['--version'], { encoding: 'utf8' })
  let { status, stderr, error } = tried()
  // a small Debian comes without this library, which node's own builds need
  if (status !== 0 && stderr?.includes('libatomic.so.1')) {
    const command = installing(['libatomic1'])
    if (!mayInstall()) throw new Sentence(`Node needs the library libatomic of this machine. Run: sudo ${command}`)
    install(command)
    ;({ status, stderr, error } = tried())
  }
  if (status === 0) return
  const why = error?.message ?? stderr.trim()
  if (node === bundledNode() && !isNewEnough(process.versions.node))
    throw new Sentence(`${node} does not run here (${why}). ${noNode()}`)
  throw new Sentence(`${node} does not run here: ${why}`)
}

function findTestPrograms() {
  const missing = [
    ...(findChromium() ? [] : ['chromium-headless-shell']),
    ...(findNginx() ? [] : ['nginx-light']),
    ...missingSandbox(),
  ]
  if (missing.length === 0) return
  const command = installing(missing)
  if (mayInstall()) return install(command)
  const advice = `The tests need ${missing.join(' and ')} of this machine. Run: sudo ${command}`
  if (missing.includes('chromium-headless-shell'))
    throw new Sentence(`${advice}\nOr name another Chromium in the variable CHROMIUM.`)
  if (missing.includes('nginx-light')) throw new Sentence(advice)
  say(`${advice}\nUntil then steps run without a sandbox.`)
}

/** No package registry has it, but the proxy of Go's modules. */
async function buildS3Server() {
  if (findS3Server()) return
  const advice = 'Or name a versitygw, the S3 server of the tests, in the variable VERSITYGW.'
  const go = findGo()
  if (!go) throw new Sentence(`The tests need Go 1.25 or newer to build versitygw: https://go.dev/dl. ${advice}`)
  const done = say('Building versitygw, the S3 server of the tests (only once, a minute or two) ...')
  // built sooner rather than for speed
  const args = ['build', '-gcflags=all=-N -l -dwarf=false', '-ldflags=-s -w', '-o', join(goFolder, 'versitygw'), '.']
  const child = spawn(go, args, {
    cwd: join(root, 'test', 's3server'),
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, GOTOOLCHAIN: 'local' },
  })
  let said = ''
  child.stderr.setEncoding('utf8').on('data', (/** @type {string} */ text) => (said += text))
  const [status] = await once(child, 'close')
  if (status !== 0)
    throw new Sentence(`"go ${args.join(' ')}" failed: ${said.trim().split('\n').slice(-3).join(' ')}\n${advice}`)
  done('Built versitygw')
}

const missingSandbox = () => (process.platform !== 'linux' || findProgram('bwrap') ? [] : ['bubblewrap'])

/** @param {string[]} programs */
const installing = programs => `apt-get install -y --no-install-recommends ${programs.join(' ')}`

const isRoot = () => process.getuid?.() === 0

/** Others are told the command. */
const mayInstall = () => Boolean(findProgram('apt-get')) && (isRoot() || process.env['CI'] === 'true')

/** @param {string} command */
function install(command) {
  const done = say(`Installing what this machine lacks: ${command}`)
  const sudo = isRoot() ? [] : ['sudo', '-n']
  for (const step of ['apt-get update -q', command]) {
    const [program = '', ...args] = [...sudo, ...step.split(' ')]
    const { status, stderr } = spawnSync(program, args, {
      encoding: 'utf8',
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) throw new Sentence(`"${step}" failed: ${(stderr ?? '').trim().split('\n').slice(-3).join(' ')}`)
  }
  done('Installed')
}

try {
  await ready(process.argv[2])
} catch (error) {
  if (!(error instanceof Sentence)) throw error
  say(error.message)
  process.exitCode = 1
}
