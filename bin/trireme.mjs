#!/usr/bin/env node
// Starts under any node and hands over to the one that the project brings.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { findNode, isNewEnough, noNode } from './runtime.mjs'

/** What works on the server's machine and its data folder; everything else goes through the SDK. */
const localCommands = ['start', 'config', 'login-link', 'token create', 'events verify', 'backup', 'restore', 'doctor']

/** @param {string[]} args */
function mainOf(args) {
  const words = args.filter(word => !word.startsWith('-'))
  const isLocal = localCommands.some(command => command.split(' ').every((word, place) => words[place] === word))
  const name = isLocal ? 'local' : 'cli/main'
  // a checkout runs its source, an installed package what was compiled from it
  const source = fileURLToPath(new URL(`../src/${name}.ts`, import.meta.url))
  return existsSync(source) ? source : fileURLToPath(new URL(`../dist/${name}.js`, import.meta.url))
}

/** @param {string} node @param {string} main */
function handOver(node, main) {
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
    process.on(signal, () => child.kill(signal))
  child.on('error', error => fail(error.message))
  child.on('exit', (code, signal) => process.exit(signal === 'SIGINT' ? 130 : (code ?? 143)))
}

/** @param {string} sentence */
function fail(sentence) {
  process.stderr.write(`${sentence}\n`)
  process.exitCode = 1
}

const main = mainOf(process.argv.slice(2))
const node = findNode()
if (isNewEnough(process.versions.node)) {
  process.argv[1] = main
  await import(pathToFileURL(main).href)
} else if (node) handOver(node, main)
else fail(noNode())
