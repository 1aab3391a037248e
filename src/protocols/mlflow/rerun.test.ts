import assert from 'node:assert/strict'
import { test } from 'node:test'
import { describeMlflow, mlflowAs } from '../../../test/mlflow.ts'

describeMlflow('a re-run of a script that publishes', ground => {
  const newRun = async (status?: 'FINISHED' | 'FAILED') => {
    const { mlflow } = ground()
    const id = (await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })).run?.info.run_id ?? ''
    if (status) await mlflow.post('runs/update', { run_id: id, status, end_time: 2 })
    return id
  }

  /** What a step of the platform has, that runs the script of another run again. */
  const repeating = async (original: string) => {
    const { inside } = ground()
    const id = await newRun()
    await inside.db.updateTable('runs').set({ rerun_of: original }).where('run_id', '=', id).execute()
    const step = await mlflowAs(inside, { api: inside.owner, project: 'ships' })
    await inside.db.updateTable('tokens').set({ run_id: id }).where('id', '=', step.tokenId).execute()
    return { ...step, id }
  }

  const versionsOf = async (name: string) =>
    (await ground().mlflow.get(`model-versions/search?filter=name%3D'${name}'`)).model_versions.length

  test('gets the version that the first run registered, and changes nothing in the registry', async () => {
    const { mlflow } = ground()
    const original = await newRun('FINISHED')
    await mlflow.post('registered-models/create', { name: 'oars' })
    await mlflow.post('model-versions/create', { name: 'oars', source: 'http://other/1' })
    const source = `runs:/${original}/model`
    await mlflow.post('model-versions/create', { name: 'oars', source, run_id: original })

    const step = await repeating(original)
    assert.equal((await step.post('registered-models/create', { name: 'oars' })).registered_model?.name, 'oars')
    const wish = { name: 'oars', source: `runs:/${step.id}/model`, run_id: step.id }
    assert.equal((await step.post('model-versions/create', wish)).model_version?.version, '2')
    await step.post('registered-models/alias', { name: 'oars', alias: 'champion', version: '2' })
    await step.post('model-versions/set-tag', { name: 'oars', version: '2', key: 'by', value: 'again' })
    const staged = { name: 'oars', version: '2', stage: 'Production', archive_existing_versions: true }
    await step.post('model-versions/transition-stage', staged)
    await step.ask('DELETE', 'registered-models/delete', { name: 'oars' })

    assert.equal(await versionsOf('oars'), 2)
    const { model_version } = await mlflow.get('model-versions/get?name=oars&version=2')
    assert.deepEqual(model_version?.aliases, [])
    const again = await repeating(step.id)
    assert.equal((await again.post('model-versions/create', wish)).model_version?.version, '2')
  })

  test('is told why when the first run published nothing under that name', async () => {
    await ground().mlflow.post('registered-models/create', { name: 'sails' })
    const step = await repeating(await newRun('FINISHED'))
    const refused = await step.ask('POST', 'model-versions/create', { name: 'sails', source: 'http://other/1' })
    assert.equal(refused.status, 400)
    assert.match(refused.message, /^A re-run publishes nothing, .* has no version of sails; start the script as a run/)
  })

  test('publishes when the first run failed, because it is a new try', async () => {
    await ground().mlflow.post('registered-models/create', { name: 'masts' })
    const step = await repeating(await newRun('FAILED'))
    const made = await step.post('model-versions/create', {
      name: 'masts',
      source: `runs:/${step.id}/model`,
      run_id: step.id,
    })
    assert.equal(made.model_version?.version, '1')
    assert.equal(await versionsOf('masts'), 1)
  })
})
