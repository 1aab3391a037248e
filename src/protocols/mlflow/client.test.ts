import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { z } from 'zod'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import { openMlflow, type MlflowCalls } from '../../../test/mlflow.ts'
import { mlflowImage } from '../../../test/python.ts'

const scripts = join(import.meta.dirname, '../../../test')

describe("the unchanged MLflow client from a user's own script", { timeout: 600_000 }, () => {
  let inside: Inside
  let mlflow: MlflowCalls
  let python = ''

  before(async () => {
    python = join(await mlflowImage(), 'bin', 'python')
    inside = await openTrireme()
    mlflow = await openMlflow(inside)
  })
  after(() => inside.close())

  const run = async (script: string, args: string[] = []) => {
    const env = {
      PATH: process.env['PATH'],
      HOME: inside.dataDir,
      MLFLOW_TRACKING_URI: inside.url,
      MLFLOW_TRACKING_TOKEN: mlflow.token,
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      // it starts the model in a process of its own only to list packages, and goes on without
      MLFLOW_REQUIREMENTS_INFERENCE_TIMEOUT: '1',
      GIT_PYTHON_REFRESH: 'quiet',
    }
    const options = { env, cwd: inside.dataDir, maxBuffer: 64 * 1024 * 1024 }
    return (await promisify(execFile)(python, [join(scripts, script), ...args], options)).stdout
  }

  test('logs, registers, loads, searches and reads back what it wrote', async () => {
    const said = Said.parse(JSON.parse((await run('mlflow_client.py')).split('\n').at(-1) ?? ''))
    assert.deepEqual(said.params, { depth: '3', penalty: 'l2', solver: 'lbfgs' })
    assert.deepEqual(said.metrics, { acc: '0.9', inf: 'inf', loss: '0.05', nan: 'nan' })
    assert.deepEqual(said.tags, { team: 'blue', note: 'naïve 船', 'mlflow.runName': 'first' })
    assert.equal(said.status, 'FINISHED')
    assert.deepEqual(said.inputs, [['iris', 'training']])
    assert.equal(said.outputs, true)
    assert.deepEqual(
      said.history,
      Array.from({ length: 20 }, (_, step) => step),
    )
    assert.deepEqual(said.artifacts, ['dots.png', 'images', 'notes', 'plots', 'settings.yaml', 'table.json'])
    assert.deepEqual(said.image, [4, 4])
    assert.deepEqual([said.text, said.table], ['hello', [2, 2]])
    assert.deepEqual([said.children, said.best], [['child'], ['first', 'child']])
    assert.deepEqual(said.loaded, [true, true, true, true, true])
    assert.deepEqual(said.registered, [['iris', '1', { champion: '1' }, { team: 'blue' }]])
    assert.deepEqual(said.versions, ['2', '1', true])
    assert.deepEqual(said['logged models'], ['model'])
    assert.deepEqual(said.autolog, ['200', true, ['estimator.html', 'training_confusion_matrix.png'], ['train'], 1])
    assert.deepEqual(said.ends, ['KILLED', 'broken', 'FINISHED', { more: 1 }])
    assert.equal(said.prompt, 'Hello crew')
    assert.deepEqual(said.refused, [
      'INVALID_PARAMETER_VALUE',
      'RESOURCE_DOES_NOT_EXIST',
      'RESOURCE_ALREADY_EXISTS',
      'RESOURCE_ALREADY_EXISTS',
      'INVALID_PARAMETER_VALUE',
      'INVALID_PARAMETER_VALUE',
      'RESOURCE_DOES_NOT_EXIST',
    ])
  })

  test('eight processes log into one run and nothing is lost or kept twice', async () => {
    const { run: made } = await mlflow.post('runs/create', { experiment_id: '0', start_time: 1, run_name: 'crowded' })
    const id = made?.info.run_id ?? ''
    const steps = 40
    await run('mlflow_writers.py', [id, '8', String(steps)])
    const history = async (key: string) =>
      (await mlflow.get(`metrics/get-history?run_id=${id}&metric_key=${key}`)).metrics
    const shared = await history('shared')
    assert.equal(shared.length, 8 * steps)
    assert.equal(new Set(shared.map(metric => `${metric.step} ${metric.value}`)).size, 8 * steps)
    assert.equal((await history('single')).length, 8 * (steps / 4))
    for (let writer = 0; writer < 8; writer++) assert.equal((await history(`own${writer}`)).length, steps)
    const { run: found } = await mlflow.get(`runs/get?run_id=${id}`)
    const latest = found?.data.metrics.find(metric => metric.key === 'shared')
    assert.deepEqual([latest?.step, latest?.value], [steps - 1, 7])
    assert.deepEqual([found?.data.params.length, found?.data.tags.length], [9, 10])
  })
})

const Said = z.object({
  params: z.record(z.string(), z.string()),
  metrics: z.record(z.string(), z.string()),
  tags: z.record(z.string(), z.string()),
  status: z.string(),
  inputs: z.array(z.array(z.string())),
  outputs: z.boolean(),
  history: z.array(z.number()),
  artifacts: z.array(z.string()),
  text: z.string(),
  table: z.array(z.number()),
  children: z.array(z.string()),
  best: z.array(z.string()),
  loaded: z.array(z.boolean()),
  registered: z.array(z.unknown()),
  versions: z.array(z.unknown()),
  'logged models': z.array(z.string()),
  autolog: z.array(z.unknown()),
  ends: z.array(z.unknown()),
  image: z.array(z.number()),
  prompt: z.string(),
  refused: z.array(z.string()),
})
