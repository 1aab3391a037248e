import { extname } from 'node:path'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { ClassLabel } from '../graphs/onnx-file.ts'
import type { TensorSpec, Tensors } from '../signatures/tensor.ts'
import { spawnPlain, startChild, WorkerDied } from './child.ts'
import type { Child, Spawn } from './child.ts'
import { createLane } from './lane.ts'
import type { Lane, Settled } from './lane.ts'
import { answerReader, isError, writeQuestion } from './onnx-wire.ts'
import type { OnnxAnswer, OnnxQuestion } from './onnx-wire.ts'
import { pause, restartDelayMs } from './restart.ts'
import { cutApart, joinCalls } from './together.ts'
import { addStrike, noStrikes } from './strikes.ts'
import type { Strikes } from './strikes.ts'

export type OnnxOptions = {
  /** of the process with all its models; more and it is killed */
  memoryBytes: number
  spawn?: Spawn
  /** how long loading one model may take */
  loadLimitMs?: number
  /** a model that ended the process this often within ten minutes is taken out of service */
  mostStrikes?: number
}

export type OnnxModel = { inputs: TensorSpec[]; outputs: TensorSpec[]; classLabels?: ClassLabel[] }
export type LoadOptions = {
  /** Rows of one request do not influence one another, so requests may share a call of the runtime; true of any table. */
  rowsAreIndependent: boolean
}

export type OnnxModelState = {
  id: string
  state: 'loading' | 'ready' | 'failed'
  failure?: string
  strikes: number
  predictions: number
}
export type OnnxStats = {
  pid?: number
  residentBytes?: number
  restarts: number
  lastDeath?: string
  waiting: number
  models: OnnxModelState[]
}

export type OnnxProcess = {
  /** Loads, or loads again, which also forgives past failures. `bad_request` when the file cannot be served. */
  load: (id: string, path: string, options?: LoadOptions) => Promise<OnnxModel>
  unload: (id: string) => Promise<void>
  /**
   * `bad_request` for feeds that do not fit, `unavailable` (details: reason `deadline`, `busy`, `restarted`, `failed`) for
   * anything that is not the request's fault. A call that runs past its deadline ends the process.
   */
  predict: (id: string, feeds: Tensors, options: { timeoutMs: number }) => Promise<Tensors>
  stats: () => OnnxStats
  close: () => Promise<void>
}

type Model = {
  path: string
  rowsAreIndependent: boolean
  /** its rows are independent, and its graph takes and gives any number of them */
  mayJoin?: boolean
  state: OnnxModelState['state']
  failure?: string | undefined
  strikes: Strikes
  predictions: number
}
type Host = {
  options: Required<OnnxOptions>
  models: Map<string, Model>
  lane: Lane<Tensors, Tensors>
  child?: Child<OnnxAnswer>
  restarts: number
  /** starts in a row that did not lead to an answer */
  failedStarts: number
  lastDeath?: string
  isStarting: boolean
  closing: AbortController
}

/** Deadlines come from callers, and a tiny one must not cost everyone the process. */
const leastRunMs = 1_000
const startLimitMs = 30_000
const heaviestBatchRows = 1_024
const longestQueue = 1_000
const heapMegabytes = 256

/** Rejects with `unavailable` where the ONNX runtime is not installed. */
export async function startOnnxProcess(options: OnnxOptions): Promise<OnnxProcess> {
  const host: Host = {
    options: { spawn: spawnPlain, loadLimitMs: 60_000, mostStrikes: 3, ...options },
    models: new Map(),
    lane: createLane({
      run: batch => runBatch(host, batch),
      weigh: feeds => Object.values(feeds)[0]?.dims[0] ?? 1,
      heaviestBatch: heaviestBatchRows,
      longestQueue,
    }),
    restarts: -1,
    failedStarts: 0,
    isStarting: false,
    closing: new AbortController(),
  }
  await host.lane
    .alone(() => alive(host))
    .catch(async (error: unknown) => {
      await close(host)
      throw error
    })
  return {
    load: (id, path, { rowsAreIndependent } = { rowsAreIndependent: false }) =>
      loadModel(host, id, { path, rowsAreIndependent }),
    unload: id => unloadModel(host, id),
    predict: (id, feeds, { timeoutMs }) => predict(host, id, { feeds, timeoutMs }),
    stats: () => stats(host),
    close: () => close(host),
  }
}

async function predict(
  host: Host,
  id: string,
  { feeds, timeoutMs }: { feeds: Tensors; timeoutMs: number },
): Promise<Tensors> {
  const model = host.models.get(id)
  if (!model) throw notFound('Model', id)
  if (model.state === 'failed') throw outOfService(model)
  const outputs = await host.lane.call(id, feeds, timeoutMs)
  model.predictions++
  return outputs
}

type Batch = { key: string; inputs: Tensors[]; limitMs: number }

async function runBatch(host: Host, { key, inputs, limitMs }: Batch): Promise<Settled<Tensors>[]> {
  const child = await alive(host)
  const model = host.models.get(key)
  if (model?.state !== 'ready') throw model ? outOfService(model) : notFound('Model', key)
  const run = async (calls: Tensors[]) => {
    const question: OnnxQuestion = { op: 'run', id: key, calls }
    const answer = await blaming(host, key, () => child.ask(writeQuestion(question), Math.max(limitMs, leastRunMs)))
    if (answer.op !== 'ran') throw failure(answer)
    return answer.calls
  }
  const joined = model.mayJoin === true ? joinCalls(inputs) : undefined
  const [outputs] = joined ? await run([joined]) : []
  // one call may spoil it for all: then each is asked by itself
  const parts = outputs && !isError(outputs) ? cutApart(outputs, inputs) : undefined
  if (parts) return parts.map(value => ({ ok: true, value }))
  return (await run(inputs)).map(call =>
    isError(call) ? { ok: false, error: refused(call.error) } : { ok: true, value: call },
  )
}

async function loadModel(
  host: Host,
  id: string,
  { path, rowsAreIndependent }: LoadOptions & { path: string },
): Promise<OnnxModel> {
  const model: Model = { path, rowsAreIndependent, state: 'loading', strikes: noStrikes, predictions: 0 }
  return host.lane.alone(async () => {
    const before = host.models.get(id)
    const child = await alive(host)
    host.models.set(id, model)
    try {
      const loaded = await ask(host, id, child)
      model.state = 'ready'
      return loaded
    } catch (error) {
      // what was served before still is; a model that cannot be loaded is nobody's
      if (before) host.models.set(id, before)
      else host.models.delete(id)
      throw error
    }
  })
}

/** Loads the model into the process. */
async function ask(host: Host, id: string, child: Child<OnnxAnswer>): Promise<OnnxModel> {
  const model = host.models.get(id)
  const question = writeQuestion({ op: 'load', id, path: model?.path ?? '' })
  const answer = await blaming(host, id, () => child.ask(question, host.options.loadLimitMs))
  if (answer.op !== 'loaded') throw failure(answer)
  const { inputs, outputs, classLabels } = answer
  if (model) model.mayJoin = model.rowsAreIndependent && [...inputs, ...outputs].every(({ shape }) => shape[0] === -1)
  return { inputs, outputs, ...(classLabels ? { classLabels } : {}) }
}

async function unloadModel(host: Host, id: string): Promise<void> {
  if (!host.models.delete(id)) return
  const unload = host.lane.alone(async () => {
    if (host.models.has(id) || !host.child || host.child.hasEnded()) return
    await host.child.ask(writeQuestion({ op: 'unload', id }), host.options.loadLimitMs)
  })
  await unload.catch((error: unknown) => {
    // with the process its models go too
    if (!host.closing.signal.aborted) throw error
  })
}

/** Counts the death of the process against the model that was at work, and says what the caller can do. */
async function blaming(host: Host, id: string, work: () => Promise<OnnxAnswer>): Promise<OnnxAnswer> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error
    if (error.reason === 'closed') throw closing()
    const model = host.models.get(id)
    if (model) strike(host, model, error)
    throw new AppError('unavailable', `The process of this model was ended: it ${error.message}`, {
      hint:
        model?.state === 'failed' ? 'Deploy another version' : 'Send the request again; the process is starting anew',
      details: { reason: error.reason === 'deadline' ? 'deadline' : 'restarted' },
    })
  }
}

function strike(host: Host, model: Model, death: WorkerDied): void {
  model.strikes = addStrike(model.strikes, Date.now())
  if (model.strikes.length < host.options.mostStrikes) return
  model.state = 'failed'
  model.failure = `The model ended its process ${model.strikes.length} times within ten minutes; the last time it ${death.message}`
}

/** The running process with its models in it, started anew if it has died. Only ever called within the lane. */
async function alive(host: Host): Promise<Child<OnnxAnswer>> {
  host.isStarting = true
  try {
    while (!host.child || host.child.hasEnded()) await start(host)
    return host.child
  } finally {
    host.isStarting = false
  }
}

async function start(host: Host): Promise<void> {
  await pause(restartDelayMs(host.failedStarts), host.closing.signal)
  const child = launch(host)
  try {
    await greet(child)
    host.failedStarts = 0
    await loadAgain(host, child)
  } catch (error) {
    host.failedStarts++
    if (!(error instanceof WorkerDied)) throw error
    if (error.reason === 'closed') throw closing()
    if (host.restarts === 0) throw new AppError('unavailable', `The ONNX process ${error.message}`)
  }
}

function launch(host: Host): Child<OnnxAnswer> {
  const script = `${import.meta.dirname}/onnx.worker${extname(import.meta.filename)}`
  const args = ['--disable-warning=ExperimentalWarning', `--max-old-space-size=${heapMegabytes}`, script]
  const child = startChild({
    launch: doors => host.options.spawn(process.execPath, args, { env: {}, doors }),
    decode: answerReader(),
    memoryBytes: host.options.memoryBytes,
  })
  host.child = child
  host.restarts++
  void child.ended.then(death => {
    host.lastDeath = death.message
    // at once, not with the next request: its caller should not wait for it
    if (!host.closing.signal.aborted && !host.isStarting) host.lane.alone(() => alive(host)).catch(() => {})
  })
  return child
}

async function greet(child: Child<OnnxAnswer>): Promise<void> {
  const answer = await child.ask(writeQuestion({ op: 'hello' }), startLimitMs)
  if (answer.op === 'done') return
  child.kill(new WorkerDied('closed', 'has no ONNX runtime'))
  throw failure(answer)
}

async function loadAgain(host: Host, child: Child<OnnxAnswer>): Promise<void> {
  for (const [id, model] of host.models) {
    if (model.state !== 'ready') continue
    try {
      await ask(host, id, child)
    } catch (error) {
      if (child.hasEnded()) return
      model.state = 'failed'
      model.failure = `The model could not be loaded again: ${error instanceof Error ? error.message : String(error)}`
    }
  }
}

function stats(host: Host): OnnxStats {
  const residentBytes = host.child?.residentBytes()
  return {
    ...(host.child?.pid === undefined || host.child.hasEnded() ? {} : { pid: host.child.pid }),
    ...(residentBytes === undefined ? {} : { residentBytes }),
    restarts: host.restarts,
    ...(host.lastDeath === undefined ? {} : { lastDeath: host.lastDeath }),
    waiting: host.lane.waiting(),
    models: [...host.models].map(([id, { state, failure, strikes, predictions }]) => ({
      id,
      state,
      ...(failure === undefined ? {} : { failure }),
      strikes: strikes.length,
      predictions,
    })),
  }
}

async function close(host: Host): Promise<void> {
  host.closing.abort()
  host.lane.close()
  host.child?.kill(new WorkerDied('closed', 'was closed'))
  await host.child?.ended
}

const closing = () => new AppError('unavailable', 'The model is being taken down', { hint: 'Send the request again' })

const refused = (why: string) =>
  new AppError('bad_request', `The model refused the input: ${why}`, {
    hint: 'Compare names, types and shapes with the metadata of the model',
  })

const outOfService = ({ failure }: Model) =>
  new AppError('unavailable', failure ?? `The model is still loading`, {
    hint: failure === undefined ? 'Send the request again' : 'Deploy another version',
    details: { reason: failure === undefined ? 'loading' : 'failed' },
  })

const failure = (answer: OnnxAnswer) =>
  answer.op === 'failed'
    ? new AppError(answer.code, answer.message, answer.hint === undefined ? {} : { hint: answer.hint })
    : new AppError('internal', 'The ONNX process gave an answer to another question')
