import { readSync, writeSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'
import type { InferenceSession } from 'onnxruntime-node'
import { AppError, messageOf } from '../../../kernel/errors.ts'
import { readOnnxFile } from '../graphs/onnx-file.ts'
import type { OnnxFile } from '../graphs/onnx-file.ts'
import { isNumericData, isTensorType, joinTensors, sliceTensor } from '../signatures/tensor.ts'
import type { Tensor, TensorSpec, Tensors, TensorType } from '../signatures/tensor.ts'
import { isError, questionReader, writeAnswer } from './onnx-wire.ts'
import type { OnnxAnswer, OnnxQuestion, Outcome } from './onnx-wire.ts'

/**
 * A process of its own for the ONNX models of one project: whatever a model does to it, loop, crash or eat memory,
 * ends with a kill and harms no one else. It answers one question after the other over stdin and stdout, read and
 * written synchronously: nothing else happens here, and it halves the time of a one-row prediction.
 */

type Runtime = typeof import('onnxruntime-node')
type Loaded = { session: InferenceSession; outputs: string[]; mayJoin: boolean }
type Models = Map<string, Loaded>
type Questioned<Op extends OnnxQuestion['op']> = Extract<OnnxQuestion, { op: Op }>

const chunkBytes = 256 * 1024

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

async function load(
  { id, path, rowsAreIndependent }: Questioned<'load'>,
  runtime: Runtime,
  models: Models,
): Promise<OnnxAnswer> {
  const file = readOnnxFile(await readFile(path))
  const session = await createSession(file, runtime)
  const inputs = session.inputMetadata.map(toSpec)
  const outputs = session.outputMetadata.filter(({ isTensor }) => isTensor).map(toSpec)
  if (outputs.length === 0) throw new AppError('bad_request', 'No output of this ONNX graph is a tensor')
  await unload(models, id)
  const mayJoin = rowsAreIndependent && [...inputs, ...outputs].every(({ shape }) => shape[0] === -1)
  models.set(id, { session, outputs: outputs.map(({ name }) => name), mayJoin })
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
  const together = loaded.mayJoin && calls.length > 1 && calls.every(call => canJoin(call, calls[0]))
  const joined = together ? await runTogether(loaded, runtime, calls) : undefined
  if (joined) return joined
  const outcomes: Outcome[] = []
  for (const call of calls) outcomes.push(await runOne(loaded, runtime, call))
  return outcomes
}

function canJoin(call: Tensors, first: Tensors | undefined): boolean {
  const tensors = Object.entries(call)
  const rows = tensors[0]?.[1].dims[0]
  return (
    first !== undefined &&
    rows !== undefined &&
    tensors.length === Object.keys(first).length &&
    tensors.every(([name, tensor]) => tensor.dims[0] === rows && isLike(tensor, first[name]))
  )
}

const isLike = (one: Tensor, other: Tensor | undefined) =>
  one.type === other?.type && one.dims.slice(1).join() === other.dims.slice(1).join()

/** One call of the runtime for all; undefined if the answer does not fall apart by rows, or one call spoils it for all. */
async function runTogether(loaded: Loaded, runtime: Runtime, calls: Tensors[]): Promise<Outcome[] | undefined> {
  const names = Object.keys(calls[0] ?? {})
  const feeds = Object.fromEntries(names.map(name => [name, joinTensors(calls.flatMap(call => call[name] ?? []))]))
  const outputs = await runOne(loaded, runtime, feeds)
  const rowsOf = calls.map(call => Object.values(call)[0]?.dims[0] ?? 0)
  const rows = rowsOf.reduce((total, count) => total + count, 0)
  if (isError(outputs) || Object.values(outputs).some(({ dims }) => dims[0] !== rows)) return undefined
  let from = 0
  return rowsOf.map(count => {
    const slices = Object.entries(outputs).map(([name, tensor]) => [name, sliceTensor(tensor, from, from + count)])
    from += count
    return Object.fromEntries(slices)
  })
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
  const chunk = Buffer.allocUnsafe(chunkBytes)
  const length = retry(() => readSync(0, chunk))
  return length === 0 ? undefined : chunk.subarray(0, length)
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
