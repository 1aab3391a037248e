import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { z } from 'zod'
import { openTrireme, type Inside } from '../../../test/inside.ts'
import { mlflowAs, mlflowCalls, type MlflowCalls } from '../../../test/mlflow.ts'
import { mlflowImage } from '../../../test/python.ts'
import { registerFiles } from '../../../test/models.ts'
import { familyOf } from '../../../test/processes.ts'
import type { EndpointDetail } from './deployments.schema.ts'

const command = join(import.meta.dirname, '../../../bin/trireme.mjs')
const Said = z.object({
  rows: z.object({ columns: z.array(z.string()), data: z.array(z.array(z.number())) }),
  predictions: z.array(z.number()),
  probabilities: z.array(z.array(z.number())),
})
const Predicted = z.object({ predictions: z.array(z.unknown()) })
const Refused = z.object({ error_code: z.string(), message: z.string() })

describe("models that a user's own script logged with the unchanged client", { timeout: 600_000 }, () => {
  let inside: Inside
  let mlflow: MlflowCalls
  let said: z.infer<typeof Said>
  const project = 'ships'

  before(async () => {
    const image = await mlflowImage()
    inside = await openTrireme()
    const seats = (['data_scientist', 'mlops_engineer', 'data_engineer'] as const).map(seat => ({
      seat,
      userId: inside.ownerId,
    }))
    await inside.owner.projects.create({ name: 'Ships', slug: project, seats })
    mlflow = await mlflowAs(inside, { api: inside.owner, project })
    const env = {
      PATH: process.env['PATH'],
      HOME: inside.dataDir,
      MLFLOW_TRACKING_URI: inside.url,
      MLFLOW_TRACKING_TOKEN: mlflow.token,
      MLFLOW_DISABLE_TELEMETRY: 'true',
      GIT_PYTHON_REFRESH: 'quiet',
      STOLEN: inside.dataDir,
    }
    const script = join(import.meta.dirname, '../../../test/own_model.py')
    const { stdout } = await promisify(execFile)(join(image, 'bin', 'python'), [script], { env, cwd: inside.dataDir })
    said = Said.parse(JSON.parse(stdout.split('\n').at(-1) ?? ''))
  })
  after(() => inside.close())

  const restart = async () => {
    await inside.restart()
    mlflow = mlflowCalls({ ...mlflow, url: inside.url })
  }
  const settled = async (endpoint: string, seen: string[] = []): Promise<EndpointDetail> => {
    for (;;) {
      const found = await inside.owner.deployments.get({ project, endpoint })
      const stage = found.starting?.progress?.stage
      if (stage !== undefined && seen.at(-1) !== stage) seen.push(stage)
      if (found.starting === null) return found
      await sleep(100)
    }
  }
  const deploy = async (endpoint: string, model: string, version = 1) => {
    await inside.owner.deployments.deploy({ project, endpoint, model, version })
    return settled(endpoint)
  }
  const invoke = (endpoint: string, body: unknown) =>
    fetch(`${inside.url}/endpoints/${project}/${endpoint}/invocations`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${mlflow.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    })
  const spy = async (...what: string[]) => {
    const ask = () => invoke('spy', { dataframe_split: { columns: ['what'], data: what.map(one => [one]) } })
    let answer = await ask()
    // on a busy machine its process may take longer to load than a prediction waits
    while (answer.status === 503 && /was not started/.test(await answer.clone().text())) answer = await ask()
    assert.equal(answer.status, 200, await answer.clone().text())
    return Predicted.parse(await answer.json()).predictions.map(String)
  }

  test('a deployment starts at once, shows how far its image is, goes on after a restart, and is live', async () => {
    const begun = await inside.owner.deployments.deploy({
      project,
      endpoint: 'lateness',
      model: 'lateness',
      version: 1,
    })
    assert.deepEqual(
      [begun.live, begun.starting?.state, begun.fieldsMissing],
      [null, 'starting', 'Nothing is live here'],
    )
    const early = await invoke('lateness', { inputs: {} })
    assert.equal(early.status, 503)
    assert.match(Refused.parse(await early.json()).message, /first deployment is starting/)
    await restart()
    const stages: string[] = []
    const { live, deployments, fields, fieldsMissing } = await settled('lateness', stages)
    assert.deepEqual([deployments.length, live?.flavor, live?.reason], [1, 'python_function', null])
    assert.match(live?.image ?? '', /^sha256:/)
    assert(stages.includes('install') && stages.at(-1) === 'start', stages.join())
    assert.deepEqual([fields.map(field => field.name), fieldsMissing], [['wind', 'oars'], null])
    const { images } = await inside.owner.images.list({ project })
    assert.deepEqual(
      images.map(image => [image.name, image.digest]),
      [['model lateness', live?.image]],
    )
    assert(images[0]?.packages.includes('mlflow-skinny==3.17.2'))
  })

  test("its endpoint answers 200 predictions as the model's own predict, in every protocol", async () => {
    const answer = await invoke('lateness', { dataframe_split: said.rows })
    assert.equal(answer.status, 200, await answer.clone().text())
    assert.deepEqual(Predicted.parse(await answer.json()).predictions, said.predictions)
    assert.equal(said.predictions.length, 200)
    const [wind, oars] = said.rows.data[0] ?? []
    const form = await inside.owner.deployments.predict({
      project,
      endpoint: 'lateness',
      rows: [{ wind: wind ?? 0, oars: oars ?? 0 }],
    })
    assert.deepEqual(
      [form.predictions, form.probabilities, form.classes],
      [[said.predictions[0]], [said.probabilities[0]], [0, 1]],
    )
    const tensors = said.rows.columns.map((name, at) => ({
      ...{ name, shape: [200], datatype: name === 'oars' ? 'INT64' : 'FP64' },
      data: said.rows.data.map(row => row[at]),
    }))
    const inferred = await fetch(`${inside.url}/endpoints/${project}/lateness/v2/models/lateness/infer`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${mlflow.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify({ inputs: tensors }),
    })
    const Outputs = z.object({ outputs: z.array(z.object({ name: z.string(), data: z.array(z.number()) })) })
    const outputs = Outputs.parse(await inferred.json()).outputs.map(({ name, data }) => [name, data])
    assert.deepEqual(outputs, [['predict', said.predictions]])
    const wrong = await invoke('lateness', { dataframe_records: [{ wind: 1 }] })
    assert.equal(wrong.status, 400)
    assert.match(Refused.parse(await wrong.json()).message, /Model is missing inputs \['oars'\]/)
  })

  test('after a restart the first requests, coming together, load the model once', async () => {
    await restart()
    assert.equal(familyOf(process.pid, 'serve.py').length, 0)
    const answers = await Promise.all([1, 2, 3].map(() => invoke('lateness', { dataframe_split: said.rows })))
    for (const answer of answers) assert.deepEqual(Predicted.parse(await answer.json()).predictions, said.predictions)
    assert.equal(familyOf(process.pid, 'serve.py').length, 1)
  })

  test('it is judged in the image of its own requirements', async () => {
    await inside.owner.datasets.upload({
      project,
      name: 'voyages',
      fileName: 'voyages.csv',
      body: new Blob([await readFile(join(inside.dataDir, 'voyages.csv'))]),
    })
    const of = { project, model: 'lateness', version: 1 }
    const plan = { task: 'classification', label: { column: 'late' }, timeColumn: 'at' } as const
    await inside.owner.evaluations.start({ ...of, dataset: { name: 'voyages' }, plan })
    let judged = (await inside.owner.evaluations.list(of)).evaluations[0]
    while (judged?.state === 'running') {
      await sleep(200)
      judged = (await inside.owner.evaluations.list(of)).evaluations[0]
    }
    assert.equal(judged?.error, null)
    assert.deepEqual([judged?.result?.verdict, judged?.result?.metrics[0]?.name], ['better', 'auc'])
    assert.equal((await inside.owner.images.list({ project })).images.length, 1)
  })

  test('code in a model sees neither the data folder nor the environment of the server, and reaches nothing', async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [command, 'deploy', 'spy', '1'], {
      env: { TRIREME_URL: inside.url, TRIREME_TOKEN: mlflow.token, TRIREME_PROJECT: project },
    })
    assert.match(stdout, /^Starting the model in its image\nspy v1 is live at http/)
    const { live } = await inside.owner.deployments.get({ project, endpoint: 'spy' })
    const [first] = (await inside.owner.images.list({ project })).images.filter(
      image => image.name === 'model lateness',
    )
    assert.equal(live?.image, first?.digest) // the same requirements, the same image
    const [data, images, environment, server, outside, , tmp] = await spy(
      `list ${inside.dataDir}`,
      `list ${join(inside.dataDir, 'images')}`,
      'environment x',
      `connect ${new URL(inside.url).host}`,
      'connect 192.0.2.1:80',
      `write ${join(inside.dataDir, 'x')}`,
      'write /tmp/x',
    )
    assert.equal(data, 'images serving') // nothing of the folder but the way to its own image and files
    assert.equal(images?.split(' ').length, 1)
    assert.doesNotMatch(environment ?? '', /TRIREME|DATABASE|TOKEN/)
    assert.match(server ?? '', /ConnectionRefusedError|Network is unreachable/)
    assert.match(outside ?? '', /Network is unreachable/)
    assert.equal(existsSync(join(inside.dataDir, 'x')), false) // what it wrote is in its own folder
    assert.equal(tmp, 'written')
  })

  test('a model that reads what is not its own while it loads is not deployed, and says why', async () => {
    const { live, deployments } = await deploy('thief', 'thief')
    assert.deepEqual([live, deployments[0]?.state], [null, 'failed'])
    assert.match(
      deployments[0]?.reason ?? '',
      /mlflow cannot load this model in its image: .*No such file or directory/,
    )
  })

  test('requirements that cannot be installed replace nothing and say what to do', async () => {
    const { live, deployments } = await deploy('spy', 'odd')
    assert.deepEqual([live?.model, live?.state], ['spy', 'live'])
    assert.match(deployments[0]?.reason ?? '', /no-such-package-of-anyone.*log the model with pip_requirements/s)
    assert.equal((await spy('write /tmp/y'))[0], 'written')
  })

  test('a model for another Python, or without its requirements, says what to do', async () => {
    const MLmodel = 'flavors: {python_function: {loader_module: mlflow.sklearn}}\nmlflow_version: 3.17.2\n'
    await registerFiles(mlflow, 'bare', { MLmodel })
    const refused = inside.owner.deployments.deploy({ project, endpoint: 'bare', model: 'bare', version: 1 })
    await assert.rejects(refused, /do not say which Python and packages it needs/)
    const files = { MLmodel, 'requirements.txt': 'pandas\n', 'python_env.yaml': 'python: 3.6.15\n' }
    await registerFiles(mlflow, 'old', files)
    const { deployments } = await deploy('old', 'old')
    assert.match(deployments[0]?.reason ?? '', /logged with Python 3\.6; this server has Python 3\..*Log it again/)
  })

  test('a model that ends its process fails its own request, and answers the next one', async () => {
    const ended = await invoke('spy', { dataframe_split: { columns: ['what'], data: [['end x']] } })
    assert.equal(ended.status, 503)
    assert.match(Refused.parse(await ended.json()).message, /process of this model was ended: it ended by itself \(3\)/)
    const others = await invoke('lateness', { dataframe_split: said.rows })
    assert.equal(others.status, 200)
    assert.equal((await spy('write /tmp/z'))[0], 'written')
  })

  test('a retired endpoint leaves no process behind', async () => {
    for (const endpoint of ['lateness', 'spy']) await inside.owner.deployments.retire({ project, endpoint })
    assert.equal((await invoke('spy', { inputs: {} })).status, 503)
    for (let tries = 0; familyOf(process.pid, 'serve.py').length > 0; tries++) {
      assert(tries < 100, 'a worker is still there')
      await sleep(50)
    }
  })
})
