import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { chanceOf } from '../../../test/chance.ts'
import { processesWith } from '../../../test/demo.ts'
import { signInWith } from '../../../test/inside.ts'
import { startPlatform } from '../../../test/platform.ts'
import { folderOf } from '../../backbone/storage/folder.ts'

/** `npm run torture` kills five times. */
const kills = Number(process.env['IMAGE_KILLS'] ?? 1)
const seed = Number(process.env['IMAGE_SEED'] ?? Date.now() % 1_000_000)

test(`an image whose server is killed while it builds (IMAGE_SEED=${seed}) is there at the end, once and whole`, async t => {
  const chance = chanceOf(seed)
  const platform = await startPlatform()
  try {
    const { api, id: userId } = await signInWith(() => platform.url, platform.signInUrl)
    await api.projects.create({ name: 'Yard', seats: [{ seat: 'data_scientist', userId }] })
    const spec = { python: '>=3.9', packages: ['numpy'] }
    const { id: build } = await api.images.build({ project: 'yard', name: 'tables', spec })
    const killedIn: string[] = []
    for (let kill = 0; kill < kills; kill++) {
      await sleep(200 + 2_000 * chance.next())
      killedIn.push((await api.images.watch({ project: 'yard', build })).state)
      await platform.kill('SIGKILL')
      await platform.restart()
    }
    t.diagnostic(`killed in: ${killedIn.join(', ')}`)
    for (;;) {
      const { state, error } = await api.images.watch({ project: 'yard', build })
      assert(state === 'queued' || state === 'running' || state === 'done', `${state}: ${error}`)
      if (state === 'done') break
      await sleep(200)
    }
    const { images } = await api.images.list({ project: 'yard' })
    assert.deepEqual(
      images.map(({ name, version }) => [name, version]),
      [['tables', 1]],
    )
    const folders = await readdir(folderOf(platform.dataDir).images)
    assert.equal(folders.length, 1, folders.join(' '))
    assert.deepEqual(
      (await readdir(folderOf(platform.dataDir).temp)).filter(name => !name.endsWith('.lock')),
      [],
    )
    const again = await api.images.build({ project: 'yard', name: 'tables', spec })
    assert.equal(again.state, 'done', 'the second time nothing is built')
    await platform.kill('SIGTERM')
    assert.deepEqual(await processesWith([platform.dataDir]), [])
    await platform.restart()
  } finally {
    await platform.stop()
  }
})
