import type { MlflowCalls } from './mlflow.ts'

const described = 'flavors: {onnx: {data: model.onnx}, python_function: {loader_module: mlflow.onnx}}\n'

export const registerOnnx = (mlflow: MlflowCalls, name: string, bytes: Uint8Array) =>
  registerFiles(mlflow, name, { MLmodel: described, 'model.onnx': new Blob([Buffer.from(bytes)]) })

/** Logs files as a client does and registers them as a model; its first version is then there to be deployed. */
export async function registerFiles(mlflow: MlflowCalls, name: string, files: Record<string, BodyInit>): Promise<void> {
  const { run } = await mlflow.post('runs/create', { experiment_id: '0', start_time: 1 })
  const runId = run?.info.run_id ?? ''
  const root = `${mlflow.url}/api/2.0/mlflow-artifacts/artifacts/0/${runId}/artifacts/model`
  for (const [path, body] of Object.entries(files)) {
    const headers = { Authorization: `Bearer ${mlflow.token}` }
    const put = await fetch(`${root}/${path}`, { method: 'PUT', headers, body })
    if (!put.ok) throw new Error(`logging ${path} failed: ${await put.text()}`)
  }
  await mlflow.post('registered-models/create', { name })
  await mlflow.post('model-versions/create', { name, source: `runs:/${runId}/model`, run_id: runId })
}

/** What a program that speaks MLflow's protocol sends to an endpoint. */
export function invoke(mlflow: MlflowCalls, endpoint: string, inputs: Record<string, unknown>): Promise<Response> {
  return mlflow.send('POST', `/endpoints/${mlflow.project}/${endpoint}/invocations`, { body: { inputs } })
}
