import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { openTrireme, type Inside } from '../inside.ts'
import { openMlflow, type MlflowCalls } from '../mlflow.ts'
import { mlflowImage, type MlflowRelease } from '../python.ts'

const tree = ['empty.txt', 'plain.txt', "sp ace/'quote'.json", 'sub/50% ü 船.txt', 'sub/deep/a+b&c=d;e.txt']

const webhooks = [
  [true, 200, 'heard'],
  ['registered_model', 'created', { name: 'tour-new-heard', tags: { a: 'b' }, description: '' }],
  ...[true, true, true],
  ...['INVALID_PARAMETER_VALUE', 'RESOURCE_DOES_NOT_EXIST'],
]

/** What every client must read back, and where the releases differ among themselves. */
const expected = (release: MlflowRelease) => {
  const isNew = release === 'newest'
  const name = isNew ? 'tour-new' : 'tour-2.22'
  return {
    sklearn: ['300', true, 1, 1],
    xgboost: ['3', [0, 1, 2, 3, 4], 1, true],
    loaded: [true, true, true, true, true],
    evaluated: [true, true],
    children: ['child'],
    odd: [{ nan: 'nan', inf: 'inf' }, 'training'],
    ends: ['FAILED', 'KILLED', 'broken', 'FINISHED', { more: 1 }],
    refused: [
      'INVALID_PARAMETER_VALUE',
      'RESOURCE_DOES_NOT_EXIST',
      'RESOURCE_ALREADY_EXISTS',
      'INVALID_PARAMETER_VALUE',
    ],
    written: ['hello', { a: [1] }, [4, 4]],
    tree,
    large: true,
    listed: [['big/large.bin', false, 209_715_200]],
    table: ['a', 'b'],
    // the older client has one code for every failed download
    missing: isNew ? 'RESOURCE_DOES_NOT_EXIST' : 'INTERNAL_ERROR',
    copy: ['1', true],
    stages: [
      ['1', 'Archived'],
      ['2', 'Staging'],
    ],
    found: [[name, `${name}-renamed`], ['2'], ['2', '1']],
    deleted: [
      'RESOURCE_DOES_NOT_EXIST',
      'INVALID_PARAMETER_VALUE',
      'RESOURCE_DOES_NOT_EXIST',
      'RESOURCE_ALREADY_EXISTS',
    ],
    prompts: ['Hi crew', 'Hello crew'],
    'no prompt is a model': false,
    ...(isNew ? { 'logged models': [['model'], ['outer1', 'outer0'], false, 'RESOURCE_DOES_NOT_EXIST'] } : {}),
    commands: [true, true, true, true, true, true, true, 'this is plain.txt', true, 'deleted', true],
    workspaces: isNew ? ['Ships', [['ships', 'Ships']], 'INVALID_STATE'] : [],
    ...(isNew ? { predicted: { predictions: [0, 0, 0] }, webhooks } : {}),
  }
}

describe("MLflow's clients, newest and 2.22, unchanged", { timeout: 900_000 }, () => {
  let inside: Inside
  let mlflow: MlflowCalls
  const images = new Map<MlflowRelease, string>()

  before(async () => {
    for (const release of ['newest', '2.22'] as const) images.set(release, await mlflowImage(release))
    inside = await openTrireme({ env: { TRIREME_ALLOWED_ADDRESSES: '127.0.0.1' } })
    mlflow = await openMlflow(inside)
  })
  after(() => inside.close())

  const run = async (release: MlflowRelease, folder: string, words: string[]) => {
    const bin = join(images.get(release) ?? '', 'bin')
    const env = {
      PATH: `${bin}:${process.env['PATH']}`,
      HOME: folder,
      MLFLOW_TRACKING_URI: inside.url,
      MLFLOW_TRACKING_TOKEN: mlflow.token,
      MLFLOW_HTTP_REQUEST_MAX_RETRIES: '1',
      MLFLOW_DISABLE_TELEMETRY: 'true',
      MLFLOW_REQUIREMENTS_INFERENCE_TIMEOUT: '1',
      GIT_PYTHON_REFRESH: 'quiet',
      OMP_NUM_THREADS: '1',
    }
    const options = { env, cwd: folder, maxBuffer: 64 * 1024 * 1024 }
    return (await promisify(execFile)(join(bin, 'python'), words, options)).stdout
  }

  for (const release of ['newest', '2.22'] as const) {
    test(`${release} trains, registers, evaluates, searches, moves files and reads all of it back`, async () => {
      const folder = await mkdtemp(join(inside.dataDir, 'client-'))
      const said = await run(release, folder, [join(import.meta.dirname, 'tour.py'), folder])
      assert.deepEqual(JSON.parse(said.split('\n').at(-1) ?? ''), expected(release))
    })

    test(`eight processes of ${release} log into one run and nothing is lost or kept twice`, async () => {
      const { run: made } = await mlflow.post('runs/create', { experiment_id: '0', start_time: 1, run_name: 'crowded' })
      const id = made?.info.run_id ?? ''
      const steps = 20
      await run(release, inside.dataDir, [join(import.meta.dirname, 'writers.py'), id, '8', String(steps)])
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
  }
})
