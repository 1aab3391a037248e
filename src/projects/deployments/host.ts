import { text } from 'node:stream/consumers'
import type { Blobs } from '../../backbone/storage/blobs.ts'
import { AppError } from '../../kernel/errors.ts'
import { encodeInput, planFeeds, type FeedPlan, type ModelInput } from './signatures/feeds.ts'
import { decodeOutputs, planPredictions, type PredictionPlan, type Predictions } from './signatures/predictions.ts'
import { readMlModel, type Schema } from './signatures/signature.ts'
import type { Tensors } from './signatures/tensor.ts'
import { startOnnxProcess, type OnnxModel, type OnnxProcess } from './workers/onnx.ts'

/** The files of a model version on this server. */
export type ModelFiles = readonly { path: string; digest: string }[]

export type LoadedModel = {
  id: string
  inputs: Schema | undefined
  model: OnnxModel
  feeds: FeedPlan
  outputs: PredictionPlan
}

/**
 * One process per project serves all its ONNX models: a model that loops, eats memory or dies takes down nothing but its own
 * project's predictions, and those only for a moment.
 */
export type ModelHost = {
  load(wish: { projectId: string; id: string; files: ModelFiles }): Promise<LoadedModel>
  loaded(id: string): LoadedModel | undefined
  predict(projectId: string, model: LoadedModel, input: ModelInput): Promise<Predictions>
  /** the graph's own outputs for its own inputs */
  run(projectId: string, model: LoadedModel, feeds: Tensors): Promise<Tensors>
  unload(projectId: string, id: string): Promise<void>
  close(): Promise<void>
}

const MiB = 1024 * 1024

export function openModelHost(blobs: Blobs, options: { memoryMiB: number; timeoutMs: number }): ModelHost {
  const processes = new Map<string, Promise<OnnxProcess>>()
  const models = new Map<string, LoadedModel>()
  const processOf = (projectId: string) => {
    const known = processes.get(projectId)
    if (known) return known
    const started = startOnnxProcess({ memoryBytes: options.memoryMiB * MiB })
    processes.set(projectId, started)
    started.catch(() => processes.delete(projectId))
    return started
  }
  return {
    loaded: id => models.get(id),
    async load({ projectId, id, files }) {
      const onnx = files.find(file => file.path.endsWith('.onnx'))
      const described = files.find(file => file.path === 'MLmodel')
      if (!described)
        throw new AppError('bad_request', 'This version has no MLmodel file on this server, so it cannot be served', {
          hint: 'Register a model that was logged here with log_model',
        })
      if (!onnx)
        throw new AppError('bad_request', 'This version has no ONNX form, so it cannot be served', {
          hint: 'Log the model with an ONNX flavor beside the other; see examples/flight-delays/train.py',
        })
      const { signature, flavors } = readMlModel(await text(blobs.open(described.digest)))
      const model = await (await processOf(projectId)).load(id, blobs.path(onnx.digest), { rowsAreIndependent: true })
      const loader = flavors['python_function']?.['loader_module']
      const loaded: LoadedModel = {
        id,
        inputs: signature?.inputs,
        model,
        feeds: planFeeds(signature?.inputs, model.inputs),
        outputs: planPredictions(model.outputs, {
          ...(signature?.outputs ? { schema: signature.outputs } : {}),
          ...(model.classLabels ? { classLabels: model.classLabels } : {}),
          ...(typeof loader === 'string' ? { loader } : {}),
        }),
      }
      models.set(id, loaded)
      return loaded
    },
    async predict(projectId, model, input) {
      const { feeds } = encodeInput(input, model.feeds)
      const outputs = await (await processOf(projectId)).predict(model.id, feeds, { timeoutMs: options.timeoutMs })
      return decodeOutputs(outputs, model.outputs)
    },
    run: async (projectId, model, feeds) =>
      (await processOf(projectId)).predict(model.id, feeds, { timeoutMs: options.timeoutMs }),
    async unload(projectId, id) {
      models.delete(id)
      await (await processOf(projectId)).unload(id)
    },
    async close() {
      await Promise.all([...processes.values()].map(async started => (await started).close()))
    },
  }
}
