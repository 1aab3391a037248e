import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { HostOptions, ModelSource } from '../host.ts'
import { encodeInput, planFeeds } from '../signatures/feeds.ts'
import { decodeOutputs, planPredictions } from '../signatures/predictions.ts'
import { startOnnxProcess, type OnnxProcess } from '../workers/onnx.ts'
import { onnxSpawn } from '../workers/room.ts'
import type { ServedModel } from './form.ts'
import { describeModel, layOut, onnxOf } from './model-files.ts'

export type OnnxHost = {
  serve(source: ModelSource): Promise<ServedModel>
  close(): Promise<void>
}

/** `folder` is the only one that the process sees; a model is put into it before it is loaded. */
type Place = { process: Promise<OnnxProcess>; folder: string; models: Set<string> }

/**
 * One process per project for all its ONNX models, as long as there is one: a model that loops, eats memory or dies takes
 * down nothing but its own project's predictions, and those only for a moment.
 */
export function openOnnxHost(options: HostOptions): OnnxHost {
  const places = new Map<string, Place>()
  const placeOf = (projectId: string): Place => {
    const known = places.get(projectId)
    if (known) return known
    const folder = join(options.folder, projectId)
    const place = { process: start(options, folder), folder, models: new Set<string>() }
    places.set(projectId, place)
    return place
  }
  const leave = async (projectId: string, id: string) => {
    const place = places.get(projectId)
    if (!place?.models.delete(id)) return
    if (place.models.size === 0) places.delete(projectId)
    const process = await place.process.catch(() => undefined) // whoever waits for its start hears of it
    if (place.models.size === 0) await process?.close()
    else await process?.unload(id)
    await rm(join(place.folder, id), { recursive: true, force: true })
  }
  return {
    async serve(source) {
      const id = newId('mdl') // of this loading: the one before may still be leaving
      const place = placeOf(source.projectId)
      place.models.add(id)
      try {
        const served = await load(await place.process, { id, source, folder: join(place.folder, id), options })
        return { ...served, close: () => leave(source.projectId, id) }
      } catch (error) {
        await leave(source.projectId, id)
        throw error
      }
    },
    async close() {
      const closing = [...places.values()].map(async ({ process }) => (await process.catch(() => undefined))?.close())
      places.clear()
      await Promise.all(closing)
    },
  }
}

async function start({ sandbox, data, memoryMiB }: HostOptions, folder: string): Promise<OnnxProcess> {
  await mkdir(folder, { recursive: true })
  return startOnnxProcess({
    memoryBytes: memoryMiB.onnx * 1024 * 1024,
    spawn: onnxSpawn(sandbox, { data, models: folder }),
  })
}

type Load = { id: string; source: ModelSource; folder: string; options: HostOptions }

async function load(process: OnnxProcess, { id, source, folder, options }: Load): Promise<Omit<ServedModel, 'close'>> {
  const file = onnxOf(source.files)
  if (!file) throw new AppError('bad_request', 'This version has no ONNX form')
  const { signature, flavors } = await describeModel(options.blobs, source.files)
  await layOut([{ path: 'model.onnx', digest: file.digest }], { ...options, folder })
  const model = await process.load(id, join(folder, 'model.onnx'), { rowsAreIndependent: true })
  const feeds = planFeeds(signature?.inputs, model.inputs)
  const loader = flavors['python_function']?.['loader_module']
  const plan = planPredictions(model.outputs, {
    ...(signature?.outputs ? { schema: signature.outputs } : {}),
    ...(model.classLabels ? { classLabels: model.classLabels } : {}),
    ...(typeof loader === 'string' ? { loader } : {}),
  })
  const { timeoutMs } = options
  return {
    inputs: signature?.inputs,
    tensors: {
      platform: 'onnx_onnxv1',
      inputs: model.inputs,
      outputs: model.outputs,
      feeds,
      run: tensors => process.predict(id, tensors, { timeoutMs }),
    },
    predict: async ({ input }) =>
      decodeOutputs(await process.predict(id, encodeInput(input, feeds).feeds, { timeoutMs }), plan),
  }
}
