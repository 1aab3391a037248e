import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow, mlflowAs } from '../../../../test/mlflow.ts'

describeMlflow('an alias that the project protects', ground => {
  const versions = async (name: string, count: number) => {
    await ground().mlflow.post('registered-models/create', { name })
    for (let i = 0; i < count; i++)
      await ground().mlflow.post('model-versions/create', { name, source: 's3://bucket/x' })
  }
  const point = (name: string, version: string, alias = 'champion') =>
    ground().mlflow.ask('POST', 'registered-models/alias', { name, alias, version })
  const aliasesOf = async (name: string) =>
    (await ground().inside.owner.models.versions({ project: 'ships', model: name })).model.aliases

  test('moves when the promotion that the call asked for is accepted', async () => {
    const { inside } = ground()
    const { owner } = inside
    await versions('delays', 2)
    assert.equal((await point('delays', '1')).status, 200)
    await owner.protectedAliases.protect({ project: 'ships', alias: 'champion' })

    const refused = await point('delays', '2')
    assert.deepEqual([refused.status, refused.error_code], [403, 'PERMISSION_DENIED'])
    const request = /\/projects\/ships\/requests\/(req_\w+);/.exec(refused.message)?.[1] ?? ''
    assert.match(refused.message, /^Permission denied\. The alias "champion" is protected in this project/)
    assert.ok((await point('delays', '2')).message.includes(request), 'asking again asks for the same')
    assert.deepEqual(await aliasesOf('delays'), [{ alias: 'champion', version: 1 }])
    assert.equal((await point('delays', '1')).status, 200, 'where it is already it may stay')
    assert.equal((await point('delays', '2', 'candidate')).status, 200, 'other aliases are free')

    const judge = await owner.projects.takeSeat({ project: 'ships', seat: 'ml_engineer', name: 'Ravi' })
    const { api } = await inside.signIn(judge.invitation ?? '')
    const { reason } = await api.requests.get({ project: 'ships', request })
    assert.equal(reason, 'Set the alias "champion" to version 2 of delays')
    await api.requests.accept({ project: 'ships', request, reason: 'It is better' })
    assert.deepEqual(
      (await aliasesOf('delays')).find(({ alias }) => alias === 'champion'),
      { alias: 'champion', version: 2 },
      'the acceptance moved it',
    )
    const moved = (await owner.events.list({ project: 'ships' })).events.find(
      ({ verb, object, payload }) => verb === 'change' && object.kind === 'model' && payload['alias'] === 'champion',
    )
    assert.equal(moved?.actor.name, 'Ravi')
    assert.equal((await point('delays', '2')).status, 200, 'a script that asks again goes on')
  })

  test('keeps the version and the model on which it stands from being deleted', async () => {
    const { mlflow, inside } = ground()
    await versions('keels', 2)
    await point('keels', '1', 'held')
    await inside.owner.protectedAliases.protect({ project: 'ships', alias: 'held' })
    const refused = await mlflow.ask('DELETE', 'model-versions/delete', { name: 'keels', version: '1' })
    assert.deepEqual([refused.status, refused.error_code], [403, 'PERMISSION_DENIED'])
    assert.match(refused.message, /stands on version 1 of keels\. Promote another version to it, or free the alias/)
    assert.equal((await mlflow.ask('DELETE', 'registered-models/delete', { name: 'keels' })).status, 403)
    assert.equal((await mlflow.ask('DELETE', 'model-versions/delete', { name: 'keels', version: '2' })).status, 200)
    await inside.owner.protectedAliases.free({ project: 'ships', alias: 'held' })
    assert.equal((await mlflow.ask('DELETE', 'registered-models/delete', { name: 'keels' })).status, 200)
  })

  test('is not taken away, and is free again when the project frees it', async () => {
    const { owner } = ground().inside
    await versions('masts', 1)
    await point('masts', '1', 'blessed')
    const { aliases } = await owner.protectedAliases.protect({ project: 'ships', alias: 'blessed' })
    assert.ok(aliases.some(({ alias, by }) => alias === 'blessed' && by.id === ground().inside.ownerId))
    const drop = () => ground().mlflow.ask('DELETE', 'registered-models/alias', { name: 'masts', alias: 'blessed' })
    assert.equal((await drop()).status, 403)
    await owner.protectedAliases.free({ project: 'ships', alias: 'blessed' })
    await assert.rejects(
      owner.protectedAliases.free({ project: 'ships', alias: 'blessed' }),
      /Protected alias blessed does not exist/,
    )
    assert.equal((await drop()).status, 200)
    assert.deepEqual(await aliasesOf('masts'), [])
  })

  test('cannot be asked for with a token that may not ask, and says so', async () => {
    const { inside } = ground()
    await versions('oars', 1)
    await inside.owner.protectedAliases.protect({ project: 'ships', alias: 'prod' })
    const narrow = await mlflowAs(inside, { api: inside.owner, project: 'ships', rights: ['model:write'] })
    const refused = await narrow.ask('POST', 'registered-models/alias', { name: 'oars', alias: 'prod', version: '1' })
    assert.equal(refused.status, 403)
    assert.match(refused.message, /This token may not ask for one; ask with your own/)
    assert.deepEqual(
      (await inside.owner.requests.list({ project: 'ships' })).requests.filter(r => r.subject.id === 'oars'),
      [],
    )
  })
})
