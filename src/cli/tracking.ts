import { randomUUID } from 'node:crypto'
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { setTimeout as sleep } from 'node:timers/promises'
import { z } from 'zod'

/**
 * Logs runs from Node. Every call is on the disk before it returns and goes to the server in batches; what a process
 * could not send, because the server was away or the process was killed, is sent by the next one (`resumeRuns`).
 */
export type TrackingOptions = {
  url: string
  token: string
  /** slug of the project; the token's own when not said */
  project?: string
  /** where what is not sent yet is kept */
  folder?: string
}
export type RunOptions = TrackingOptions & { name?: string; experimentId?: string }

export type LoggedRun = {
  /** metrics of one step; returns at once */
  log(metrics: Record<string, number>, at?: { step?: number }): void
  params(params: Record<string, string | number | boolean>): void
  tags(tags: Record<string, string>): void
  /** sends what waits; rejects when the server does not take it, and nothing is lost by that */
  flush(): Promise<void>
  /** the last word; rejects like `flush` */
  end(status?: 'FINISHED' | 'FAILED' | 'KILLED'): Promise<void>
}

const Pair = z.object({ key: z.string(), value: z.string() })
/** JSON has no word for these; the protocol takes them as text */
const NotFinite = z.enum(['NaN', 'Infinity', '-Infinity'])
const Metric = z.object({
  key: z.string(),
  value: z.union([z.number(), NotFinite]),
  timestamp: z.number(),
  step: z.number(),
})
const Entry = z.object({
  metrics: z.array(Metric).default([]),
  params: z.array(Pair).default([]),
  tags: z.array(Pair).default([]),
  end: z.object({ status: z.string(), at: z.number() }).optional(),
})
type Entry = z.infer<typeof Entry>
const Head = z.object({ key: z.string(), name: z.string().optional(), experimentId: z.string(), startedAt: z.number() })
type Head = z.infer<typeof Head>

const defaultFolder = '.trireme-runs'
const pauseMs = 1_000
/** tries after a failure come ever later, up to this */
const mostPauseMs = 60_000
/** what one batch of the protocol may hold */
const mostValues = 900

export function startRun(options: RunOptions): LoggedRun {
  const folder = join(options.folder ?? defaultFolder, randomUUID())
  mkdirSync(folder, { recursive: true })
  const { name, experimentId = '0' } = options
  const head: Head = { key: randomUUID(), experimentId, startedAt: Date.now(), ...(name !== undefined && { name }) }
  writeFileSync(join(folder, 'head.json'), JSON.stringify(head))
  return openRun(options, folder)
}

/** Sends what earlier processes of this folder left; how many runs are sent whole. */
export async function resumeRuns(options: TrackingOptions): Promise<number> {
  const folder = options.folder ?? defaultFolder
  const names = existsSync(folder) ? readdirSync(folder) : []
  for (const name of names) await send(options, join(folder, name))
  return names.length
}

function openRun(options: TrackingOptions, folder: string): LoggedRun {
  let sending: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  let failures = 0
  const flush = () => {
    clearTimeout(timer)
    timer = undefined
    // one after the other; a failure is told to whoever waits for it, and the next try begins where it stopped
    sending = sending.catch(() => undefined).then(() => send(options, folder))
    sending.then(
      () => (failures = 0),
      () => {
        failures += 1
        // the process may end meanwhile: what is on the disk waits for the next one
        timer ??= later(Math.min(pauseMs * 2 ** failures, mostPauseMs)).unref()
      },
    )
    return sending
  }
  const later = (ms: number) => setTimeout(() => void flush().catch(() => undefined), ms)
  const write = (entry: Partial<Entry>) => {
    appendFileSync(join(folder, 'queue.jsonl'), `${JSON.stringify(entry)}\n`)
    timer ??= later(pauseMs)
  }
  return {
    log: (metrics, { step = 0 } = {}) =>
      write({
        metrics: Object.entries(metrics).map(([key, value]) => ({
          key,
          value: Number.isFinite(value) ? value : NotFinite.parse(String(value)),
          step,
          timestamp: Date.now(),
        })),
      }),
    params: params => write({ params: Object.entries(params).map(([key, value]) => ({ key, value: String(value) })) }),
    tags: tags => write({ tags: Object.entries(tags).map(([key, value]) => ({ key, value })) }),
    flush,
    end(status = 'FINISHED') {
      write({ end: { status, at: Date.now() } })
      return flush()
    },
  }
}

const Sent = z.object({ runId: z.string(), bytes: z.number() })

/**
 * Sends a run's queue from where it stopped. A batch whose answer was lost is sent again: equal points, params and tags
 * are one for the server. A run is found by its key before it is made again.
 */
async function send(options: TrackingOptions, folder: string): Promise<void> {
  if (!existsSync(join(folder, 'head.json'))) return
  const lock = await lockRun(folder)
  let isDone = false
  try {
    isDone = await sendLocked(options, folder)
  } finally {
    lock.close()
  }
  if (isDone) rmSync(folder, { recursive: true, force: true })
}

/** One process sends a run at a time. The lock is SQLite's own: the system takes it back even from a killed process. */
async function lockRun(folder: string): Promise<DatabaseSync> {
  const lock = new DatabaseSync(join(folder, 'lock'), { timeout: 0 })
  for (;;)
    try {
      lock.exec('begin exclusive')
      return lock
    } catch (error) {
      if (!(error instanceof Error && /locked/.test(error.message))) throw error
      await sleep(50)
    }
}

/** Whether its last word is said. */
async function sendLocked(options: TrackingOptions, folder: string): Promise<boolean> {
  const note = join(folder, 'sent.json')
  const queue = join(folder, 'queue.jsonl')
  // whoever had the lock before may have sent the last of it
  if (!existsSync(join(folder, 'head.json'))) return false
  const head = Head.parse(JSON.parse(readFileSync(join(folder, 'head.json'), 'utf8')))
  const known = existsSync(note) ? Sent.parse(JSON.parse(readFileSync(note, 'utf8'))) : undefined
  const runId = known?.runId ?? (await runOf(options, head))
  const bytes = existsSync(queue) ? readFileSync(queue) : Buffer.alloc(0)
  // a line that a killed process did not finish was never promised
  const end = bytes.lastIndexOf(10) + 1
  const from = known?.bytes ?? 0
  const lines = bytes.subarray(from, end).toString('utf8').split('\n').filter(Boolean)
  const entries = lines.map(line => Entry.parse(JSON.parse(line)))
  for (const batch of batchesOf(entries)) await ask(options, 'runs/log-batch', { run_id: runId, ...batch })
  const last = entries.findLast(entry => entry.end)?.end
  if (last) await ask(options, 'runs/update', { run_id: runId, status: last.status, end_time: last.at })
  if (last) {
    for (const name of ['head.json', 'queue.jsonl', 'sent.json']) rmSync(join(folder, name), { force: true })
    return true
  }
  writeFileSync(`${note}.new`, JSON.stringify({ runId, bytes: end }))
  renameSync(`${note}.new`, note)
  return false
}

function batchesOf(entries: readonly Entry[]): Omit<Entry, 'end'>[] {
  const batches: Omit<Entry, 'end'>[] = []
  for (const { metrics, params, tags } of entries) {
    const size = (batch: Omit<Entry, 'end'>) => batch.metrics.length + batch.params.length + batch.tags.length
    const added = { metrics, params, tags }
    const open = batches.at(-1)
    const isRoom = open && size(open) + size(added) <= mostValues && open.params.length + open.tags.length < 90
    // a param twice in one batch is refused, so params begin a batch of their own
    if (!isRoom || params.length > 0) batches.push(structuredClone(added))
    else {
      open.metrics.push(...metrics)
      open.tags.push(...tags)
    }
  }
  return batches.filter(batch => batch.metrics.length + batch.params.length + batch.tags.length > 0)
}

const keyTag = 'trireme.client_run'
const Run = z.object({ info: z.object({ run_id: z.string() }) })

async function runOf(options: TrackingOptions, head: Head): Promise<string> {
  const filter = `tags.\`${keyTag}\` = '${head.key}'`
  const found = await ask(options, 'runs/search', { experiment_ids: [head.experimentId], filter, max_results: 1 })
  const [known] = z.object({ runs: z.array(Run).default([]) }).parse(found).runs
  if (known) return known.info.run_id
  const made = await ask(options, 'runs/create', {
    experiment_id: head.experimentId,
    run_name: head.name,
    start_time: head.startedAt,
    tags: [{ key: keyTag, value: head.key }],
  })
  return z.object({ run: Run }).parse(made).run.info.run_id
}

async function ask({ url, token, project }: TrackingOptions, path: string, body: object): Promise<unknown> {
  const answer = await fetch(new URL(`/api/2.0/mlflow/${path}`, url), {
    method: 'POST',
    headers: {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      ...(project !== undefined && { 'X-MLFLOW-WORKSPACE': project }),
    },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`The server answered ${answer.status}: ${(await answer.text()).slice(0, 500)}`)
  return answer.json()
}
