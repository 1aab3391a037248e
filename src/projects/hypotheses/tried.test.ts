import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow } from '../../../test/mlflow.ts'

describeMlflow('whether anyone tried it', ground => {
  test('is told from the hypotheses of every project that I may see, and of no other', async () => {
    const { owner, signIn } = ground().inside
    await owner.projects.create({ name: 'Tides', slug: 'tides' })
    await owner.hypotheses.create({ project: 'tides', title: 'Inbound delay helps short routes', because: '100% sure' })
    const tried = async (q: string, as = owner) => (await as.hypotheses.tried({ q })).hypotheses
    assert.deepEqual(
      (await tried('Does INBOUND delay help?')).map(({ project }) => project.slug),
      ['tides'],
    )
    assert.deepEqual(await tried('wholly another subject'), [])
    assert.deepEqual(await tried('%%% ___'), [])
    const stranger = await owner.users.create({ name: 'Stranger' })
    const { api } = await signIn((await owner.users.invite({ user: stranger.id })).url)
    assert.deepEqual(await tried('inbound delay', api), [])
  })
})
