import { tell } from './tools/figures.ts'
import { openBare, openGround } from './tools/ground.ts'
import { load } from './tools/load.ts'
import { roundsOf } from './tools/times.ts'
import { logistic } from '../test/onnx.ts'

/** One-row predictions through the endpoint, with token, validation and prediction log, beside HTTP that only echoes. */

const columns = Array.from({ length: 10 }, (_, at) => `c${at}`)
const ground = await openGround()
const bare = await openBare()
try {
  await deploy()
  const body = JSON.stringify({ dataframe_records: [Object.fromEntries(columns.map((name, at) => [name, at / 3]))] })
  const path = `/endpoints/${ground.project}/scorer/invocations`
  const ours = (clients: number) => load({ url: ground.url, path, headers: ground.headers, body, clients })
  const rounds = await roundsOf(5, async () => ({
    ten: await ours(10),
    one: await ours(1),
    bare: await load({ url: bare.url, path: '/', body, clients: 10 }),
  }))
  const rate = rounds.median(({ ten }) => ten.perSecond)
  const limit = rounds.median(round => round.bare.perSecond)
  tell({
    what: 'one-row predictions over HTTP, share of bare Node HTTP',
    value: (rate / limit) * 100,
    unit: '%',
    goal: { atLeast: 40 },
    beside: `10 clients: ${rate.toFixed(0)}/s, bare ${limit.toFixed(0)}/s`,
  })
  tell({
    what: 'one-row predictions from 10 clients, p99',
    value: rounds.median(({ ten }) => ten.p99),
    unit: 'ms',
    goal: { atMost: 5 },
    beside: `p50 ${rounds.median(({ ten }) => ten.p50).toFixed(2)} ms; one client p50 ${rounds.median(({ one }) => one.p50).toFixed(2)} ms`,
  })
} finally {
  bare.stop()
  await ground.stop()
}

/** A model as a script would register it: files below a run, a version, and then an endpoint. */
async function deploy(): Promise<void> {
  const { mlflow, owner, project } = ground
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
  const id = run?.info.run_id ?? ''
  const put = async (name: string, body: Uint8Array<ArrayBuffer> | string) => {
    const path = `/api/2.0/mlflow-artifacts/artifacts/0/${id}/artifacts/model/${name}`
    const answer = await fetch(`${ground.url}${path}`, { method: 'PUT', headers: ground.headers, body })
    if (!answer.ok) throw new Error(await answer.text())
  }
  await put('MLmodel', mlModel())
  await put('model.onnx', new Uint8Array(logistic(columns.length)))
  await mlflow.post('registered-models/create', { name: 'scorer' })
  await mlflow.post('model-versions/create', { name: 'scorer', source: `runs:/${id}/model`, run_id: id })
  await owner.deployments.deploy({ project, endpoint: 'scorer', model: 'scorer', version: 1 })
}

/** JSON is YAML as well. */
function mlModel(): string {
  const inputs = columns.map(name => ({ type: 'double', name, required: true }))
  const signature = { inputs: JSON.stringify(inputs), outputs: JSON.stringify([{ type: 'double', name: 'chance' }]) }
  const flavors = { onnx: { data: 'model.onnx', onnx_version: '1.18.0' }, python_function: { data: 'model.onnx' } }
  return JSON.stringify({ artifact_path: 'model', flavors, signature })
}
