import { createHash } from 'node:crypto'

/** What every place that keeps MLflow's history can tell; read on this machine, with the reader's own rights. */
export type Pair = { key: string; value: string }
export type Lifecycle = 'active' | 'deleted'

export type SourceExperiment = {
  id: string
  name: string
  lifecycle: Lifecycle
  createdAt: number
  updatedAt: number
  tags: Pair[]
}

export type SourceDataset = {
  name: string
  digest: string
  sourceType: string
  source: string
  schema: string | null
  profile: string | null
}

export type SourceRun = {
  id: string
  name: string
  userName: string
  status: 'RUNNING' | 'SCHEDULED' | 'FINISHED' | 'FAILED' | 'KILLED'
  lifecycle: Lifecycle
  startTime: number
  endTime: number | null
  artifactUri: string
  params: Pair[]
  tags: Pair[]
  datasets: { dataset: SourceDataset; tags: Pair[] }[]
  modelInputs: string[]
  modelOutputs: { modelId: string; step: number }[]
  /** keys of its metrics, where they must be asked for one by one */
  metricKeys: string[]
  /** changes when points are added: their number, their bytes, or the latest of each */
  weight: string
}

export type SourceLoggedModel = {
  id: string
  name: string
  modelType: string | null
  status: 'PENDING' | 'READY' | 'UPLOAD_FAILED'
  lifecycle: Lifecycle
  sourceRunId: string | null
  artifactUri: string
  createdAt: number
  updatedAt: number
  params: Pair[]
  tags: Pair[]
  metrics: {
    key: string
    runId: string
    step: number
    time: number
    value: number
    datasetName: string | null
    datasetDigest: string | null
  }[]
}

export type SourceVersion = {
  version: number
  source: string
  storageLocation: string
  runId: string | null
  modelId: string | null
  runLink: string | null
  description: string | null
  userName: string | null
  stage: 'None' | 'Staging' | 'Production' | 'Archived'
  createdAt: number
  updatedAt: number
  tags: Pair[]
}

export type SourceModel = {
  name: string
  description: string | null
  isPrompt: boolean
  createdAt: number
  updatedAt: number
  lastVersion: number
  tags: Pair[]
  aliases: { alias: string; version: number }[]
  versions: SourceVersion[]
}

/** Points of one metric, perhaps not all of them. */
export type Series = { key: string; steps: number[]; times: number[]; values: number[] }

/** A run or a logged model, whose files are asked for. */
export type Owner = { id: string; artifactUri: string }
export type SourceFile = { path: string; size: number }

export type Files =
  | { kind: 'here'; list: SourceFile[] }
  /** they lie where clients reach them by themselves, such as S3; the place goes along as text */
  | { kind: 'elsewhere' }
  | { kind: 'unreadable'; reason: string }

export type Totals = Partial<Record<'experiments' | 'runs' | 'points' | 'models' | 'registered' | 'versions', number>>
type Findings = { kind: 'trace' | 'source'; subject: string; code: 'unsupported'; detail: string }[]

export type Source = {
  kind: 'server' | 'database' | 'folder'
  /** as people know it, without passwords */
  label: string
  /** the same for the same place */
  key: string
  totals(): Promise<Totals>
  experiments(): AsyncIterable<SourceExperiment>
  runs(experiment: string): AsyncIterable<SourceRun[]>
  points(run: SourceRun): AsyncIterable<Series[]>
  loggedModels(experiment: string): AsyncIterable<SourceLoggedModel[]>
  registered(): AsyncIterable<SourceModel>
  files(owner: Owner): Promise<Files>
  open(owner: Owner, path: string): Promise<ReadableStream<Uint8Array>>
  /** what this place holds and nothing here takes */
  leftOut(): Promise<Findings>
  close(): Promise<void>
}

export const keyOf = (...parts: string[]) => createHash('sha256').update(JSON.stringify(parts)).digest('hex')

/** The SQL store and its server cannot keep an infinity and write the largest double instead; nothing else is that large. */
export function valueOf(stored: number): number {
  return Math.abs(stored) === Number.MAX_VALUE ? Math.sign(stored) * Infinity : stored
}

/** Points gathered by metric until there are so many that they should go on. */
export function gatherer(most = 100_000) {
  let series = new Map<string, Series>()
  let held = 0
  return {
    add(key: string, { step, time, value }: { step: number; time: number; value: number }): boolean {
      const known = series.get(key)
      const one = known ?? { key, steps: [], times: [], values: [] }
      if (!known) series.set(key, one)
      one.steps.push(step)
      one.times.push(time)
      one.values.push(valueOf(value))
      held++
      return held >= most
    },
    take(): Series[] {
      const taken = [...series.values()]
      series = new Map()
      held = 0
      return taken
    },
  }
}

export const promptTag = 'mlflow.prompt.is_prompt'
export const isPrompt = (tags: readonly Pair[]) =>
  tags.some(({ key, value }) => key === promptTag && value.toLowerCase() === 'true')
