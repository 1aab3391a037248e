import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../../../kernel/errors.ts'
import { parseJson, writeJsonWithBigints } from '../signatures/exact-json.ts'
import { schemaError } from '../signatures/frame.ts'
import type { Frame } from '../signatures/frame.ts'
import type { Predictions } from '../signatures/predictions.ts'
import { spawnPlain, startChild, WorkerDied } from './child.ts'
import type { Child, Spawn } from './child.ts'
import { createLane } from './lane.ts'
import type { Lane, Settled } from './lane.ts'
import { pause, restartDelayMs } from './restart.ts'
import { addStrike, noStrikes } from './strikes.ts'
import type { Strikes } from './strikes.ts'

export type PyfuncOptions = {
  /** the interpreter of the model's image */
  python: string
  /** the folder with the `MLmodel` file */
  modelPath: string
  memoryBytes: number
  spawn?: Spawn
  env?: Record<string, string>
  loadLimitMs?: number
  mostStrikes?: number
  /** ends the process, also while it loads its model */
  signal?: AbortSignal
}

/** A table, whose rows may travel with those of other requests, or data in one of MLflow's own forms. */
export type PyfuncInput = { frame: Frame } | { payload: Record<string, unknown> }

export type PyfuncCall = {
  timeoutMs: number
  params?: Record<string, unknown>
  /** also ask `predict_proba`, where the model has it */
  withProbabilities?: boolean
}

export type PyfuncModel = { mlflowVersion: string; hasProbabilities: boolean; classes?: (string | number | boolean)[] }

export type PyfuncStats = {
  pid?: number
  residentBytes?: number
  restarts: number
  state: 'ready' | 'starting' | 'failed'
  failure?: string
  lastDeath?: string
  waiting: number
  predictions: number
}

export type PyfuncWorker = {
  model: PyfuncModel
  /** Fails as `predict` of the ONNX process does. */
  predict: (input: PyfuncInput, call: PyfuncCall) => Promise<Predictions>
  stats: () => PyfuncStats
  /** the last that the model printed */
  log: () => string
  close: () => Promise<void>
}

const Classes = z.array(z.union([z.string(), z.number(), z.boolean()]))
const Answer = z.union([
  z.object({ loaded: z.object({ mlflow: z.string(), probabilities: z.boolean(), classes: Classes.nullable() }) }),
  z.object({ failed: z.string(), kind: z.enum(['schema', 'request']).optional() }),
  z.object({
    predictions: z.unknown(),
    probabilities: z
      .array(
        z.array(
          z
            .number()
            .nullable()
            .transform(value => value ?? Number.NaN),
        ),
      )
      .optional(),
  }),
])
type Answer = z.infer<typeof Answer>

type Call = { input: PyfuncInput; params: Record<string, unknown> | undefined; withProbabilities: boolean }
type Worker = {
  options: Required<Omit<PyfuncOptions, 'signal'>>
  lane: Lane<Call, Predictions>
  child?: Child<Answer>
  model?: PyfuncModel
  restarts: number
  failedStarts: number
  strikes: Strikes
  failure?: string
  lastDeath?: string
  predictions: number
  isStarting: boolean
  closing: AbortController
}

/** Deadlines come from callers, and a tiny one must not cost everyone the worker. */
const leastRunMs = 2_000
const heaviestBatchRows = 512
const longestQueue = 500
const longestLine = 512 * 1024 * 1024
/** The program of a worker; it needs no other file of ours. */
export const serveScript = join(import.meta.dirname, '..', '..', '..', '..', 'python', 'trireme_runtime', 'serve.py')

/** Rejects with `bad_request` when mlflow cannot load the model in this image, `unavailable` when the process dies at it. */
export async function startPyfunc({ signal, ...options }: PyfuncOptions): Promise<PyfuncWorker> {
  const worker: Worker = {
    options: { spawn: spawnPlain, env: {}, loadLimitMs: 120_000, mostStrikes: 3, ...options },
    lane: createLane({
      run: batch => runBatch(worker, batch),
      weigh: rowsOf,
      heaviestBatch: heaviestBatchRows,
      longestQueue,
    }),
    restarts: -1,
    failedStarts: 0,
    strikes: noStrikes,
    predictions: 0,
    isStarting: false,
    closing: new AbortController(),
  }
  signal?.addEventListener('abort', () => void close(worker), { once: true })
  await worker.lane
    .alone(() => alive(worker))
    .catch(async (error: unknown) => {
      await close(worker)
      throw error
    })
  if (!worker.model) throw new AppError('internal', 'The Python worker started without its model')
  return {
    model: worker.model,
    predict: (input, call) => predict(worker, input, call),
    stats: () => stats(worker),
    log: () => worker.child?.log() ?? '',
    close: () => close(worker),
  }
}

const rowsOf = ({ input }: Call) => ('frame' in input ? input.frame.rows : 1)

async function predict(
  worker: Worker,
  input: PyfuncInput,
  { timeoutMs, params, withProbabilities = false }: PyfuncCall,
): Promise<Predictions> {
  if (worker.failure !== undefined) throw outOfService(worker.failure)
  const call: Call = { input, params, withProbabilities }
  const predictions = await worker.lane.call(companyOf(call), call, timeoutMs)
  worker.predictions++
  return predictions
}

/** Calls of one key may go together: tables of the same columns that ask the same. Anything else goes alone. */
function companyOf({ input, params, withProbabilities }: Call): string {
  if (!('frame' in input) || params) return alone
  return JSON.stringify([input.frame.names, withProbabilities])
}

const alone = ''

async function runBatch(
  worker: Worker,
  { key, inputs, limitMs }: { key: string; inputs: Call[]; limitMs: number },
): Promise<Settled<Predictions>[]> {
  const together = key !== alone && inputs.length > 1 ? await runTogether(worker, inputs, limitMs) : undefined
  if (together) return together
  const outcomes: Settled<Predictions>[] = []
  for (const call of inputs) outcomes.push(await runOne(worker, call, limitMs))
  return outcomes
}

/** Undefined if the answer is not one prediction a row, or if one call spoils it for all. */
async function runTogether(
  worker: Worker,
  calls: Call[],
  limitMs: number,
): Promise<Settled<Predictions>[] | undefined> {
  const frames = calls.flatMap(({ input }) => ('frame' in input ? [input.frame] : []))
  const [first] = frames
  const [call] = calls
  if (!first || !call) return undefined
  const columns = first.columns.map((_, at) => frames.flatMap(frame => frame.columns[at] ?? []))
  const rows = frames.reduce((total, frame) => total + frame.rows, 0)
  const outcome = await runOne(worker, { ...call, input: { frame: { names: first.names, columns, rows } } }, limitMs)
  if (!outcome.ok) return undefined
  const { predictions, probabilities } = outcome.value
  if (!Array.isArray(predictions) || predictions.length !== rows) return undefined
  let from = 0
  return frames.map(frame => {
    const part = [from, (from += frame.rows)] as const
    const value = {
      ...outcome.value,
      predictions: predictions.slice(...part),
      ...(probabilities ? { probabilities: probabilities.slice(...part) } : {}),
    }
    return { ok: true, value }
  })
}

async function runOne(
  worker: Worker,
  { input, params, withProbabilities }: Call,
  limitMs: number,
): Promise<Settled<Predictions>> {
  const child = await alive(worker)
  const data = 'frame' in input ? { dataframe_split: splitOf(input.frame) } : input.payload
  const question = { data, probabilities: withProbabilities, ...(params ? { params } : {}) }
  const answer = await blaming(worker, () =>
    child.ask(Buffer.from(`${writeJsonWithBigints(question)}\n`), Math.max(limitMs, leastRunMs)),
  )
  if ('failed' in answer) return { ok: false, error: refused(answer) }
  if (!('predictions' in answer))
    return { ok: false, error: new AppError('internal', 'The Python worker answered another question') }
  return { ok: true, value: toPredictions(answer, worker.model) }
}

function toPredictions(answer: Extract<Answer, { predictions: unknown }>, model: PyfuncModel | undefined): Predictions {
  const { predictions, probabilities } = answer
  const classes = model?.classes?.map(label => (typeof label === 'boolean' ? String(label) : label))
  return {
    predictions: isRecord(predictions) || Array.isArray(predictions) ? predictions : [predictions],
    ...(probabilities ? { probabilities } : {}),
    ...(probabilities && classes ? { classes } : {}),
  }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const splitOf = ({ names, columns, rows }: Frame) => ({
  ...(names ? { columns: names } : {}),
  data: Array.from({ length: rows }, (_, row) => columns.map(values => values[row])),
})

async function blaming(worker: Worker, work: () => Promise<Answer>): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof WorkerDied)) throw error
    if (error.reason === 'closed') throw closing()
    strike(worker, error)
    throw new AppError('unavailable', `The Python process of this model was ended: it ${error.message}`, {
      hint:
        worker.failure === undefined
          ? 'Send the request again; the process is starting anew'
          : 'Deploy another version',
      details: { reason: error.reason === 'deadline' ? 'deadline' : 'restarted' },
    })
  }
}

function strike(worker: Worker, death: WorkerDied): void {
  worker.strikes = addStrike(worker.strikes, Date.now())
  if (worker.strikes.length < worker.options.mostStrikes) return
  worker.failure = `The model ended its process ${worker.strikes.length} times within ten minutes; the last time it ${death.message}`
}

/** The running process with the model in it. Only ever called within the lane. */
async function alive(worker: Worker): Promise<Child<Answer>> {
  worker.isStarting = true
  try {
    while (!worker.child || worker.child.hasEnded()) await start(worker)
    return worker.child
  } finally {
    worker.isStarting = false
  }
}

async function start(worker: Worker): Promise<void> {
  if (worker.failure !== undefined) throw outOfService(worker.failure)
  await pause(restartDelayMs(worker.failedStarts), worker.closing.signal)
  const child = launch(worker)
  try {
    worker.model = await greet(child, worker.options.loadLimitMs)
    worker.failedStarts = 0
  } catch (error) {
    worker.failedStarts++
    if (!(error instanceof WorkerDied)) throw error
    if (error.reason === 'closed') throw closing()
    strike(worker, error)
    if (worker.restarts === 0) throw new AppError('unavailable', `The Python process of this model ${error.message}`)
  }
}

function launch(worker: Worker): Child<Answer> {
  const { spawn, python, modelPath, env, memoryBytes } = worker.options
  const child = startChild({
    launch: doors => spawn(python, [...isolated, serveScript, modelPath], { env: { ...quiet, ...env }, doors }),
    decode: lineReader(),
    memoryBytes,
  })
  worker.child = child
  worker.restarts++
  void child.ended.then(death => {
    worker.lastDeath = death.message
    const wanted = !worker.closing.signal.aborted && !worker.isStarting && worker.failure === undefined
    // what went wrong is kept with the worker, and the next call says it
    const kept = () => undefined
    if (wanted) worker.lane.alone(() => alive(worker)).catch(kept)
  })
  return child
}

/** Nothing of ours or of the machine's own Python can be imported in place of what the model means. */
const isolated = ['-I', '-u', '-X', 'utf8']

/** Libraries that start a thread per core gain nothing on single rows and disturb their neighbours. */
const quiet = { OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }

async function greet(child: Child<Answer>, limitMs: number): Promise<PyfuncModel> {
  const answer = await child.ask(new Uint8Array(), limitMs)
  if (!('loaded' in answer)) {
    child.kill(new WorkerDied('closed', 'could not load its model'))
    const why = 'failed' in answer ? answer.failed : 'it gave another answer'
    throw new AppError('bad_request', `mlflow cannot load this model in its image: ${why}`, {
      hint: 'Build the image from the requirements that the model was logged with',
    })
  }
  const { mlflow, probabilities, classes } = answer.loaded
  return { mlflowVersion: mlflow, hasProbabilities: probabilities, ...(classes ? { classes } : {}) }
}

function lineReader(): (chunk: Buffer) => Answer[] {
  let held: Buffer[] = []
  return chunk => {
    held.push(chunk)
    if (!chunk.includes(10)) {
      if (held.reduce((total, part) => total + part.length, 0) > longestLine)
        throw new Error('a line is longer than 512 MB')
      return []
    }
    const lines = Buffer.concat(held).toString('utf8').split('\n')
    held = [Buffer.from(lines.pop() ?? '')]
    return lines.map(line => Answer.parse(parseJson(line)))
  }
}

function stats(worker: Worker): PyfuncStats {
  const { child, failure, lastDeath, restarts, predictions } = worker
  const isUp = child !== undefined && !child.hasEnded()
  const residentBytes = child?.residentBytes()
  return {
    ...(isUp && child.pid !== undefined ? { pid: child.pid } : {}),
    ...(residentBytes === undefined ? {} : { residentBytes }),
    restarts,
    state: failure === undefined ? (isUp && !worker.isStarting ? 'ready' : 'starting') : 'failed',
    ...(failure === undefined ? {} : { failure }),
    ...(lastDeath === undefined ? {} : { lastDeath }),
    waiting: worker.lane.waiting(),
    predictions,
  }
}

async function close(worker: Worker): Promise<void> {
  worker.closing.abort()
  worker.lane.close()
  worker.child?.kill(new WorkerDied('closed', 'was closed'))
  await worker.child?.ended
}

const closing = () => new AppError('unavailable', 'The model is being taken down', { hint: 'Send the request again' })

const outOfService = (failure: string) =>
  new AppError('unavailable', failure, { hint: 'Deploy another version', details: { reason: 'failed' } })

const refused = ({ failed, kind }: Extract<Answer, { failed: string }>) =>
  new AppError('bad_request', `The model refused the input: ${failed}`, kind === 'schema' ? schemaError : {})
