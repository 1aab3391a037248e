import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { trireme } from './demo.ts'
import { openTrireme, type Inside } from './inside.ts'
import { makeSpine, spineFacts } from './spine.ts'

/**
 * Data of earlier states of Trireme, which today's code has to open. Each is a backup with the facts that it showed when it
 * was made. TRIREME_FIXTURE=spine makes that one anew, which is right only until a release has the tables of its day.
 */
const folder = join(import.meta.dirname, 'fixtures')

if (process.env['TRIREME_FIXTURE'] === 'spine') {
  const inside = await openTrireme()
  try {
    await rm(join(folder, 'spine'), { recursive: true, force: true })
    await makeSpine(inside)
    await trireme(inside.dataDir, 'backup', join(folder, 'spine', 'backup'))
    await writeFile(join(folder, 'spine', 'facts.json'), `${JSON.stringify(await spineFacts(inside.owner), null, 2)}\n`)
  } finally {
    await inside.close()
  }
}

describe('data of the spine, the first state that was kept', () => {
  const kept = join(folder, 'spine')
  let data = ''
  let inside: Inside

  before(async () => {
    data = await mkdtemp(join(tmpdir(), 'fixture-'))
    await trireme(data, 'restore', join(kept, 'backup'))
    inside = await openTrireme({ env: { TRIREME_DATA: data } })
  })
  after(async () => {
    await inside.close()
    await rm(data, { recursive: true, force: true })
  })

  test('is opened by the code of today, with every fact as it was', async () => {
    const before = JSON.parse(await readFile(join(kept, 'facts.json'), 'utf8'))
    assert.partialDeepStrictEqual(JSON.parse(JSON.stringify(await spineFacts(inside.owner))), before)
  })

  test('goes on: new versions and events come on top, and the log stays whole', async () => {
    const body = 'ship,oars\nArgo,50\n'
    await inside.owner.datasets.upload({
      project: 'ships',
      name: 'ships',
      fileName: 'ships.csv',
      body: `${body}Tri,3\n`,
    })
    assert.equal((await inside.owner.datasets.versions({ project: 'ships', name: 'ships' })).versions.length, 3)
    const { isWhole } = JSON.parse(await trireme(data, 'events', 'verify', '--json'))
    assert.equal(isWhole, true)
  })

  test('is small enough to be kept for good, and says nothing of the machine it was made on', async () => {
    const names = (await readdir(kept, { recursive: true, withFileTypes: true })).filter(entry => entry.isFile())
    const files = names.map(entry => join(entry.parentPath, entry.name))
    const sizes = await Promise.all(files.map(async file => (await stat(file)).size))
    assert.ok(sizes.reduce((sum, size) => sum + size, 0) < 300_000)
    for (const file of files) assert.doesNotMatch(await readFile(file, 'utf8'), /\/tmp\/|\/home\/|\/root\//, file)
    assert.ok(existsSync(join(kept, 'facts.json')))
  })
})
