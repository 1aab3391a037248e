import { AppError } from '../../../kernel/errors.ts'

/** What came of one call of a batch. */
export type Settled<Out> = { ok: true; value: Out } | { ok: false; error: Error }

export type LaneOptions<In, Out> = {
  /** Answers calls of one key, in their order. A rejection fails them all. */
  run: (batch: { key: string; inputs: In[]; limitMs: number }) => Promise<Settled<Out>[]>
  /** how much a call weighs, such as its rows */
  weigh: (input: In) => number
  /** most weight of calls that go together; one call may weigh more */
  heaviestBatch: number
  longestQueue: number
}

/**
 * One batch at a time for a worker that does one thing at a time, so what is running is always known: whatever hangs
 * or crashes the worker is that batch. What arrives meanwhile waits here and goes together, key by key, when the
 * worker is free; nothing waits for company.
 */
export type Lane<In, Out> = {
  call: (key: string, input: In, timeoutMs: number) => Promise<Out>
  /** Work that shares the lane but no batch, such as loading a model. */
  alone: <T>(work: () => Promise<T>) => Promise<T>
  waiting: () => number
  /** Fails all that waits, and all that comes. */
  close: () => void
}

type Call<In, Out> = {
  key: string
  input: In
  timeoutMs: number
  settle: (outcome: Settled<Out>) => void
}
type Entry<In, Out> = { call: Call<In, Out> } | { alone: () => Promise<void>; refuse: (why: Error) => void }
type State<In, Out> = { options: LaneOptions<In, Out>; queue: Entry<In, Out>[]; isBusy: boolean; isClosed: boolean }

export function createLane<In, Out>(options: LaneOptions<In, Out>): Lane<In, Out> {
  const state: State<In, Out> = { options, queue: [], isBusy: false, isClosed: false }
  return {
    call: (key, input, timeoutMs) => enqueueCall(state, { key, input, timeoutMs }),
    alone: work => enqueueAlone(state, work),
    waiting: () => state.queue.length,
    close: () => closeLane(state),
  }
}

function enqueueCall<In, Out>(state: State<In, Out>, wanted: Omit<Call<In, Out>, 'settle'>): Promise<Out> {
  if (state.isClosed) return Promise.reject(closing())
  if (state.queue.length >= state.options.longestQueue) return Promise.reject(tooBusy(state.queue.length))
  return new Promise((resolve, reject) => {
    const entry: Entry<In, Out> = { call: { ...wanted, settle } }
    const timer = setTimeout(giveUp, wanted.timeoutMs)
    state.queue.push(entry)
    schedule(state)

    function settle(outcome: Settled<Out>): void {
      clearTimeout(timer)
      if (outcome.ok) resolve(outcome.value)
      else reject(outcome.error)
    }
    function giveUp(): void {
      const waitingAt = state.queue.indexOf(entry)
      if (waitingAt >= 0) state.queue.splice(waitingAt, 1)
      reject(waitingAt >= 0 ? waitedTooLong(wanted.timeoutMs) : ranTooLong(wanted.timeoutMs))
    }
  })
}

function enqueueAlone<In, Out, T>(state: State<In, Out>, work: () => Promise<T>): Promise<T> {
  if (state.isClosed) return Promise.reject(closing())
  return new Promise((resolve, reject) => {
    state.queue.push({ alone: () => work().then(resolve, reject), refuse: reject })
    schedule(state)
  })
}

/** After this turn of the event loop, so that requests read in the same turn share a batch. */
function schedule<In, Out>(state: State<In, Out>): void {
  if (!state.isBusy && state.queue.length === 1) setImmediate(() => void pump(state))
}

async function pump<In, Out>(state: State<In, Out>): Promise<void> {
  if (state.isBusy) return
  state.isBusy = true
  for (;;) {
    const entry = state.queue.shift()
    if (!entry) break
    if ('alone' in entry) await entry.alone()
    else await runBatch(state, takeCompany(state, entry.call))
  }
  state.isBusy = false
}

function takeCompany<In, Out>({ options, queue }: State<In, Out>, first: Call<In, Out>): Call<In, Out>[] {
  const batch = [first]
  let weight = options.weigh(first.input)
  for (let index = 0; index < queue.length && weight < options.heaviestBatch;) {
    const entry = queue[index]
    const call = entry && 'call' in entry && entry.call.key === first.key ? entry.call : undefined
    const heavier = weight + (call ? options.weigh(call.input) : 0)
    if (call && heavier <= options.heaviestBatch) {
      queue.splice(index, 1)
      batch.push(call)
      weight = heavier
    } else index++
  }
  return batch
}

async function runBatch<In, Out>({ options }: State<In, Out>, batch: Call<In, Out>[]): Promise<void> {
  const limitMs = Math.max(...batch.map(call => call.timeoutMs))
  const inputs = batch.map(call => call.input)
  const outcomes = await options
    .run({ key: batch[0]?.key ?? '', inputs, limitMs })
    .catch((error: unknown) =>
      batch.map((): Settled<Out> => ({ ok: false, error: error instanceof Error ? error : new Error(String(error)) })),
    )
  batch.forEach((call, index) => call.settle(outcomes[index] ?? { ok: false, error: noAnswer() }))
}

function closeLane<In, Out>(state: State<In, Out>): void {
  state.isClosed = true
  for (const entry of state.queue.splice(0)) {
    if ('call' in entry) entry.call.settle({ ok: false, error: closing() })
    else entry.refuse(closing())
  }
}

const again = { hint: 'Send the request again' }
const closing = () => new AppError('unavailable', 'The model is being taken down', again)
const noAnswer = () => new AppError('unavailable', 'The model gave no answer', again)
const tooBusy = (waiting: number) =>
  new AppError('unavailable', `${waiting} predictions are waiting already`, {
    ...again,
    details: { reason: 'busy', retryAfterSeconds: 1 },
  })
const waitedTooLong = (ms: number) =>
  new AppError('unavailable', `The prediction waited ${ms} ms behind others and was not started`, {
    ...again,
    details: { reason: 'busy', retryAfterSeconds: 1 },
  })
const ranTooLong = (ms: number) =>
  new AppError('unavailable', `The prediction took longer than ${ms} ms and was given up`, {
    hint: 'Send fewer rows at once, or give the endpoint a longer deadline',
    details: { reason: 'deadline' },
  })
