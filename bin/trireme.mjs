#!/usr/bin/env node
// Starts under any node and hands over to the one that the project brings.
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { runOnOurNode } from './runtime.mjs'

/** What works on the server's machine and its data folder; everything else goes through the SDK. */
const localCommands = ['config', 'login-link', 'token create', 'events verify', 'backup', 'restore', 'doctor', 'demo']

/** @param {string[]} args */
function mainOf(args) {
  if (args[0] === 'start') return fileURLToPath(new URL('server.mjs', import.meta.url))
  const words = args.filter(word => !word.startsWith('-'))
  const isLocal = localCommands.some(command => command.split(' ').every((word, place) => words[place] === word))
  const name = isLocal ? 'local' : 'cli/main'
  // a checkout runs its source, an installed package what was compiled from it
  const source = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))
  return existsSync(source) ? source : fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url))
}

await runOnOurNode(mainOf(process.argv.slice(2)))
