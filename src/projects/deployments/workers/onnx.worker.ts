import { readSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { InferenceSession } from 'onnxruntime-node'
import { AppError, messageOf } from '../../../kernel/errors.ts'
import { readOnnxFile } from '../graphs/onnx-file.ts'
import type { OnnxFile } from '../graphs/onnx-file.ts'
import { isNumericData, isTensorType } from '../signatures/tensor.ts'
import type { Tensor, TensorSpec, Tensors, TensorType } from '../signatures/tensor.ts'
import { questionReader, writeAnswer } from './onnx-wire.ts'
import type { OnnxAnswer, OnnxQuestion, Outcome } from './onnx-wire.ts'

/**
 * A process of its own for the ONNX models of one project: whatever a model does to it, loop, crash or eat memory,
 * ends with a kill and harms no one else. It answers one question after the other over stdin and stdout, read and
 * written synchronously: nothing else happens here, and it halves the time of a one-row prediction.
 */

type Runtime = typeof import('onnxruntime-node')
type Loaded = { session: InferenceSession; outputs: string[] }
type Models = Map<string, Loaded>
type Questioned<Op extends OnnxQuestion['op']> = Extract<OnnxQuestion, { op: Op }>

/** read into again and again: a new one for each message kept the garbage collector busier than the models */
const page = Buffer.allocUnsafeSlow(256 * 1024)

const endWithParent = `
const { ppid } = process
setInterval(() => { if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL') }, 500)`

async function serve(runtime: Runtime | OnnxAnswer): Promise<void> {
  // a thread, because the main one may be inside a model that never returns when the server dies
  new Worker(endWithParent, { eval: true }).unref()
  const read = questionReader()
  const models: Models = new Map()
  for (let chunk = readChunk(); chunk; chunk = readChunk()) {
    for (const question of read(chunk)) {
      writeAll(writeAnswer('op' in runtime ? runtime : await answer(question, runtime, models)))
    }
  }
  process.exit(0)
}

async function findRuntime(): Promise<Runtime | OnnxAnswer> {
  try {
    return await import('onnxruntime-node')
  } catch (error) {
    return {
      op: 'failed',
      code: 'unavailable',
      message: `The ONNX runtime cannot be loaded on ${process.platform} ${process.arch}: ${messageOf(error)}`,
      hint: 'Install the npm package onnxruntime-node, or deploy the model with its Python flavor',
    }
  }
}

async function answer(question: OnnxQuestion, runtime: Runtime, models: Models): Promise<OnnxAnswer> {
  try {
    if (question.op === 'load') return await load(question, runtime, models)
    if (question.op === 'run') return { op: 'ran', calls: await run(question, runtime, models) }
    if (question.op === 'unload') await unload(models, question.id)
    return { op: 'done' }
  } catch (error) {
    const hint = error instanceof AppError ? error.hint : undefined
    return { op: 'failed', code: 'bad_request', message: messageOf(error), ...(hint === undefined ? {} : { hint }) }
  }
}

async function load({ id, path }: Questioned<'load'>, runtime: Runtime, models: Models): Promise<OnnxAnswer> {
  const file = readOnnxFile(await readFile(path))
  const session = await createSession(file, runtime)
  const inputs = session.inputMetadata.map(toSpec)
  const outputs = session.outputMetadata.filter(({ isTensor }) => isTensor).map(toSpec)
  if (outputs.length === 0) throw new AppError('bad_request', 'No output of this ONNX graph is a tensor')
  await unload(models, id)
  models.set(id, { session, outputs: outputs.map(({ name }) => name) })
  return { op: 'loaded', inputs, outputs, ...(file.classLabels ? { classLabels: file.classLabels } : {}) }
}

/** From the bytes that were checked, never from the path: there is then no folder in which to look for other files. */
async function createSession({ bytes }: OnnxFile, runtime: Runtime): Promise<InferenceSession> {
  try {
    return await runtime.InferenceSession.create(bytes, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      logSeverityLevel: 3,
    })
  } catch (error) {
    throw new AppError('bad_request', `The ONNX runtime cannot load this graph: ${messageOf(error)}`)
  }
}

function toSpec(metadata: InferenceSession.ValueMetadata): TensorSpec {
  const { name } = metadata
  if (!metadata.isTensor) throw new AppError('bad_request', `The input ${name} of this ONNX graph is not a tensor`)
  if (!isTensorType(metadata.type)) {
    throw new AppError(
      'bad_request',
      `${name} of this ONNX graph has the type ${metadata.type}, which no protocol can carry`,
    )
  }
  return { name, type: metadata.type, shape: metadata.shape.map(dim => (typeof dim === 'number' ? dim : -1)) }
}

async function unload(models: Models, id: string): Promise<void> {
  const loaded = models.get(id)
  models.delete(id)
  await loaded?.session.release()
}

async function run({ id, calls }: Questioned<'run'>, runtime: Runtime, models: Models): Promise<Outcome[]> {
  const loaded = models.get(id)
  if (!loaded) throw new Error(`The model ${id} is not loaded`)
  const outcomes: Outcome[] = []
  for (const call of calls) outcomes.push(await runOne(loaded, runtime, call))
  return outcomes
}

async function runOne({ session, outputs }: Loaded, runtime: Runtime, feeds: Tensors): Promise<Outcome> {
  try {
    const given = Object.entries(feeds).map(([name, { type, data, dims }]) => [
      name,
      new runtime.Tensor(type, data, dims),
    ])
    const results = await session.run(Object.fromEntries(given), outputs)
    return Object.fromEntries(outputs.map(name => [name, toTensor(results[name])]))
  } catch (error) {
    return { error: messageOf(error) }
  }
}

type RuntimeTensor = { type: string; dims: readonly number[]; data: unknown }

function toTensor(result: RuntimeTensor | undefined): Tensor {
  if (!result || !isTensorType(result.type)) throw new Error('an output is not a tensor')
  const { type, dims, data } = result
  return { type, dims: [...dims], data: toData(type, data) }
}

function toData(type: TensorType, data: unknown): Tensor['data'] {
  if (type === 'string') return Array.isArray(data) ? data.map(String) : []
  if (type === 'float16' && ArrayBuffer.isView(data))
    return new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2)
  if (isNumericData(data)) return data
  throw new Error(`an output of type ${type} holds something else`)
}

/** Undefined when the server has closed the pipe. */
function readChunk(): Buffer | undefined {
  const length = retry(() => readSync(0, page))
  return length === 0 ? undefined : Buffer.from(page.subarray(0, length))
}

function writeAll(message: Buffer): void {
  for (let written = 0; written < message.length;) {
    const from = written
    written += retry(() => writeSync(1, message, from))
  }
}

/** A pipe that is not ready says EAGAIN where someone has made it non-blocking; then wait a millisecond. */
function retry(work: () => number): number {
  for (;;) {
    try {
      return work()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined
      if (code === 'EOF') return 0
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1)
    }
  }
}

// last, when all of the above is defined
await serve(await findRuntime())
