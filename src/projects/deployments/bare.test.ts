import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openTrireme } from '../../../test/inside.ts'
import { mlflowCalls } from '../../../test/mlflow.ts'
import { registerFiles, registerOnnx } from '../../../test/models.ts'
import { plusOne } from '../../../test/onnx.ts'

const pickled = 'flavors: {python_function: {loader_module: mlflow.sklearn, model_path: model.pkl}}\n'

test('without isolation a Python model is deployed by people with that right only, who else is told whom to ask', async t => {
  const path = process.env['PATH']
  process.env['PATH'] = '/nonexistent'
  const inside = await openTrireme()
  process.env['PATH'] = path
  t.after(() => inside.close())
  const project = 'bare'
  const { invitations } = await inside.owner.projects.create({
    name: 'Bare',
    slug: project,
    seats: [
      { seat: 'data_scientist', userId: inside.ownerId },
      { seat: 'mlops_engineer', name: 'Mo' },
    ],
  })
  const mo = await inside.signIn(invitations[0]?.url ?? '')
  const { secret } = await inside.owner.tokens.create({ project, name: 'script', rights: ['*'] })
  const mlflow = mlflowCalls({ url: inside.url, token: secret, project })
  await registerFiles(mlflow, 'pickled', { MLmodel: pickled, 'model.pkl': 'whatever it does when it is opened' })
  await registerOnnx(mlflow, 'plus', plusOne())
  await assert.rejects(mo.api.deployments.deploy({ project, endpoint: 'harm', model: 'pickled', version: 1 }), {
    code: 'forbidden',
    message: /no isolation \(bubblewrap is not installed.*\); ask an owner of this installation/,
  })
  assert.deepEqual((await mo.api.deployments.list({ project })).endpoints, [])
  // a graph runs no code of its own
  const { live } = await mo.api.deployments.deploy({ project, endpoint: 'plus', model: 'plus', version: 1 })
  assert.equal(live?.flavor, 'onnx')
})
