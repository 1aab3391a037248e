import assert from 'node:assert/strict'
import { test } from 'node:test'
import { z } from 'zod'
import { readProjectFile } from './tree.ts'

const Versions = z.record(z.string(), z.string()).default({})
const Entry = z.object({
  version: z.string().optional(),
  resolved: z.string().optional(),
  integrity: z.string().optional(),
  dependencies: Versions,
  devDependencies: Versions,
  optionalDependencies: Versions,
  peerDependencies: Versions,
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().optional() })).default({}),
})
const Lock = z.object({ packages: z.record(z.string(), Entry) })
type Packages = z.infer<typeof Lock>['packages']

const readLock = () => Lock.parse(JSON.parse(readProjectFile('package-lock.json'))).packages
const readPackage = () => Entry.parse(JSON.parse(readProjectFile('package.json')))

/** Dependencies that end at no entry: npm install leaves them out when a release lacks a platform, npm ci then fails. */
function holes(packages: Packages): string[] {
  return Object.entries(packages).flatMap(([path, entry]) => {
    const peers = Object.keys(entry.peerDependencies).filter(name => !entry.peerDependenciesMeta[name]?.optional)
    const own = { ...entry.dependencies, ...entry.optionalDependencies, ...(path === '' ? entry.devDependencies : {}) }
    return [...Object.keys(own), ...peers]
      .filter(name => !isFound(packages, path, name))
      .map(name => `${path} -> ${name}`)
  })
}

/** Looks where node looks: in the package's own node_modules, then in those of the folders above. */
function isFound(packages: Packages, path: string, name: string): boolean {
  if (`${path ? `${path}/` : ''}node_modules/${name}` in packages) return true
  return path !== '' && isFound(packages, path.slice(0, Math.max(0, path.lastIndexOf('/node_modules/'))), name)
}

test('every dependency in the lock ends at an entry, for every platform', () => {
  const packages = readLock()
  assert(Object.keys(packages).length > 200)
  assert.deepEqual(holes(packages), [])
})

test('a platform that is missing in the lock is found', () => {
  const { 'node_modules/@duckdb/node-bindings-darwin-arm64': gone, ...rest } = readLock()
  assert(gone)
  assert.deepEqual(holes(rest), ['node_modules/@duckdb/node-bindings -> @duckdb/node-bindings-darwin-arm64'])
})

test('the lock names no registry, and every package in it has a checksum', () => {
  const { '': _, ...packages } = readLock()
  for (const [path, { resolved, integrity }] of Object.entries(packages)) {
    assert.equal(resolved, undefined, path)
    assert.match(integrity ?? '', /^sha512-/, path)
  }
})

test('package.json names exact versions, the same as the lock', () => {
  const { dependencies, devDependencies, optionalDependencies } = readPackage()
  const locked = readLock()
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies, ...optionalDependencies }))
    assert.equal(locked[`node_modules/${name}`]?.version, version, name)
})
