import { day, hour, minute } from './agenda.ts'
import { scriptOf } from './door.ts'
import type { Stage } from './stage.ts'

/** The smallest graph that answers: it adds one. Nobody asks the models of a simulation. */
const graph =
  'CAgSBXRlc3RzOlYKEAoBeAoDb25lEgF5IgNBZGQSBWdyYXBoKg8IARABQgNvbmVKBAAAgD9aFAoBeBIPCg0IARIJCgMSAU4KAggBYhQKAXkSDwoNCAESCQoDEgFOCgIIAUICEBFCDgoKYWkub25ueC5tbBAD'
const described = 'flavors: {onnx: {data: model.onnx}, python_function: {loader_module: mlflow.onnx}}\n'

/** A run with its metric, which gets better as the project goes on, and now and then fails. */
export async function train(stage: Stage, { by, name }: { by: string; name: string }): Promise<string> {
  const { chance, theme, slug, now } = stage
  const script = scriptOf(stage.door, by, slug)
  stage.experiment ??= (await script.post('experiments/create', { name: theme.model })).experiment_id
  const start = now()
  const { run } = await script.post('runs/create', {
    experiment_id: stage.experiment,
    run_name: name,
    start_time: start,
  })
  const run_id = run?.info.run_id ?? ''
  const value = Math.round((0.9 - 0.35 * Math.exp(-stage.runs / 12) + chance.between(-0.03, 0.03)) * 1_000) / 1_000
  const isFailing = chance.is(0.07)
  const params = [{ key: 'learning_rate', value: String(chance.one([0.1, 0.03, 0.01])) }]
  const metrics = [{ key: theme.metric, value, step: 1, timestamp: start }]
  await script.post('runs/log-batch', { run_id, params, metrics: isFailing ? [] : metrics })
  const took = Math.floor(chance.between(4 * minute, 3 * hour))
  await script.post('runs/update', { run_id, status: isFailing ? 'FAILED' : 'FINISHED', end_time: start + took })
  stage.runs += 1
  return run_id
}

/** A version of the model with its files, made by a run of its own. */
export async function register(stage: Stage, by: string): Promise<string> {
  const { theme, slug } = stage
  const script = scriptOf(stage.door, by, slug)
  const run = await train(stage, { by, name: `candidate ${stage.versions + 1}` })
  const root = `${stage.experiment}/${run}/artifacts/model`
  await script.put(`${root}/MLmodel`, `${described}run_id: ${run}\n`)
  await script.put(`${root}/model.onnx`, Buffer.from(graph, 'base64'))
  if (stage.versions === 0)
    await script.post('registered-models/create', { name: theme.model, description: theme.goal })
  const source = { name: theme.model, source: `runs:/${run}/model`, run_id: run }
  stage.versions += 1
  return (await script.post('model-versions/create', source)).model_version?.version ?? ''
}

/** A few rows of the project's table; later versions are longer. */
export function tableOf(stage: Stage, columns: readonly string[]): string {
  const { chance, now } = stage
  const cell = (column: string, row: number) => {
    if (column.endsWith('_id')) return `${column[0]}${1_000 + row}`
    if (/_at$|_on$|^week$/.test(column)) return new Date(now() - row * day).toISOString().slice(0, 10)
    if (column.startsWith('is_')) return String(chance.whole(0, 1))
    return String(Math.round(chance.between(1, 900)) / 10)
  }
  const rows = Array.from({ length: 24 + 6 * stage.tables }, (_, row) => columns.map(column => cell(column, row)))
  return [columns, ...rows].map(row => row.join(',')).join('\n')
}
