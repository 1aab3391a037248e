import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow } from '../../../test/mlflow.ts'

describeMlflow('the registry', ground => {
  const newRun = async (wish: object = {}) => {
    const { run } = await ground().mlflow.post('runs/create', { experiment_id: '0', start_time: 1, ...wish })
    assert.ok(run)
    return run.info
  }

  test('a registered model is an asset of the catalogue, its versions lead back to their runs', async () => {
    const { run_id } = await newRun()
    await ground().mlflow.send('PUT', `/api/2.0/mlflow-artifacts/artifacts/0/${run_id}/artifacts/model/MLmodel`, {
      body: 'flavors: {}',
    })
    await ground().mlflow.post('registered-models/create', { name: 'delays', description: 'who is late' })
    for (let i = 0; i < 2; i++)
      await ground().mlflow.post('model-versions/create', { name: 'delays', source: `runs:/${run_id}/model`, run_id })
    const [asset] = (await ground().inside.owner.catalog.search({ q: 'delays', kind: 'model' })).assets
    const { versions } = await ground().inside.owner.catalog.get({ asset: asset?.id ?? '' })
    assert.deepEqual(
      versions.map(version => version.version),
      [2, 1],
    )
    assert.ok(versions[0]?.digest && versions[0].digest === versions[1]?.digest, 'equal files have an equal digest')
    const graph = await ground().inside.owner.lineage.read({
      project: 'ships',
      kind: 'model',
      id: asset?.id ?? '',
      version: '1',
    })
    assert.deepEqual(graph.nodes.map(node => node.kind).toSorted(), ['model', 'run'])
    const { events } = await ground().inside.owner.events.list({ project: 'ships', kind: 'model', id: asset?.id ?? '' })
    assert.deepEqual(
      events.map(event => event.verb),
      ['publish', 'publish', 'create'],
    )
  })

  test('aliases move at once, a deleted version loses its own, and its number is not given again', async () => {
    await ground().mlflow.post('registered-models/create', { name: 'aliased' })
    const create = () => ground().mlflow.post('model-versions/create', { name: 'aliased', source: 's3://bucket/x' })
    for (let i = 0; i < 2; i++) await create()
    const point = (version: string) =>
      ground().mlflow.post('registered-models/alias', { name: 'aliased', alias: 'champion', version })
    const champion = () => ground().mlflow.ask('GET', 'registered-models/alias?name=aliased&alias=champion')
    await point('1')
    await point('2')
    assert.deepEqual(
      [(await champion()).model_version?.version, (await champion()).model_version?.aliases],
      ['2', ['champion']],
    )
    await ground().mlflow.ask('DELETE', 'model-versions/delete', { name: 'aliased', version: '2' })
    assert.equal((await champion()).status, 400)
    assert.equal((await create()).model_version?.version, '3')
    assert.equal(
      (await ground().mlflow.ask('DELETE', 'registered-models/alias', { name: 'aliased', alias: 'champion' })).status,
      200,
    )
  })

  test('a deleted model is gone and its name is free for a new beginning', async () => {
    await ground().mlflow.post('registered-models/create', { name: 'again' })
    await ground().mlflow.post('model-versions/create', { name: 'again', source: 's3://bucket/x' })
    await ground().mlflow.ask('DELETE', 'registered-models/delete', { name: 'again' })
    assert.equal((await ground().mlflow.ask('GET', 'registered-models/get?name=again')).status, 404)
    await ground().mlflow.post('registered-models/create', { name: 'again' })
    const { model_version: first } = await ground().mlflow.post('model-versions/create', {
      name: 'again',
      source: 's3://bucket/x',
    })
    assert.equal(first?.version, '1')
  })

  test('prompts stay out of searches that do not ask for them, and out of the catalogue', async () => {
    const tags = [{ key: 'mlflow.prompt.is_prompt', value: 'true' }]
    await ground().mlflow.post('registered-models/create', { name: 'greeting', tags })
    await ground().mlflow.post('model-versions/create', {
      name: 'greeting',
      source: 'prompt-template',
      tags: [...tags, { key: 'mlflow.prompt.text', value: 'Hello' }],
    })
    const search = async (filter: string) => {
      const answer = await ground().mlflow.send(
        'GET',
        `/api/2.0/mlflow/registered-models/search?filter=${encodeURIComponent(filter)}`,
      )
      return (await answer.text()).includes('greeting')
    }
    const named = "name = 'greeting'"
    assert.equal(await search(named), false)
    assert.equal(await search(`${named} AND tags.\`mlflow.prompt.is_prompt\` = 'true'`), true)
    assert.equal(await search(`${named} AND tags.\`mlflow.prompt.is_prompt\` != 'true'`), false)
    assert.deepEqual((await ground().inside.owner.catalog.search({ q: 'greeting' })).assets, [])
    assert.equal(
      (await ground().mlflow.ask('POST', 'registered-models/create', { name: 'greeting' })).error_code,
      'RESOURCE_ALREADY_EXISTS',
    )
  })
})
