// Runs before npm packs: compiles the server beside the built pages, because node runs no TypeScript under node_modules.
import { spawnSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { findNode, noNode } from '../bin/runtime.mjs'
import { buildWeb, vite } from './build.mjs'
import { Sentence, say } from './say.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const dist = join(root, 'dist')

function build() {
  const node = findNode()
  if (!node) throw new Sentence(noNode())
  buildWeb(root, node)
  for (const name of existsSync(dist) ? readdirSync(dist) : [])
    if (!/^(web|server)\b/.test(name)) rmSync(join(dist, name), { recursive: true })
  const done = say('Compiling the server ...')
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc')
  // types are looked at by `npm run check`; without that it takes half as long
  const { status, stdout, stderr } = spawnSync(node, [tsc, '--noCheck', '-p', 'scripts/tsconfig.package.json'], {
    cwd: root,
    encoding: 'utf8',
  })
  if (status !== 0) throw new Sentence(`The server does not compile:\n${stdout}${stderr}`)
  vite(root, node, ['--config', 'vite.server.config.ts', '--mode', 'package', '--outDir', join(dist, 'packed')])
  done('Compiled the server')
}

try {
  build()
} catch (error) {
  if (!(error instanceof Sentence)) throw error
  say(error.message)
  process.exitCode = 1
}
