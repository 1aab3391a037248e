import { z } from 'zod'
import type { Lifecycle } from '../experiments.service.ts'
import type { LatestMetric } from '../metrics/series.ts'
import type { KeyValue } from '../rules.ts'

export const RunStatus = z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED'])
export type RunStatus = z.infer<typeof RunStatus>

export const hasEnded = (status: RunStatus) => status !== 'RUNNING' && status !== 'SCHEDULED'

export type Run = {
  /** 32 hex digits, as MLflow's own */
  id: string
  scope: number
  projectId: string
  experimentId: string
  name: string
  status: RunStatus
  lifecycle: Lifecycle
  /** what the client said, never the account */
  userName: string
  startTime: number
  endTime: number | null
  artifactUri: string
  /** `client`: a script started it; `step`: the platform did; `import`: it ran elsewhere, before */
  origin: 'client' | 'step' | 'import'
  createdBy: string
  createdBySeat: string | null
  createdAt: number
  /** the run whose token made this one */
  madeIn: string | null
  rerunOf: string | null
  /** the import by which it came here */
  importId: string | null
  hypothesisId: string | null
  attemptId: string | null
  environmentId: string | null
  imageDigest: string | null
  codeDigest: string | null
  /** grows with every change of what the run holds */
  revision: number
}

/** A dataset as a client describes it; its name and digest tell it apart within an experiment. */
export type LoggedDataset = {
  name: string
  digest: string
  sourceType: string
  source: string
  schema: string | null
  profile: string | null
}
export type DatasetInput = { dataset: LoggedDataset; tags: KeyValue[] }
export type ModelOutput = { modelId: string; step: number }

export type RunContents = {
  metrics: LatestMetric[]
  params: KeyValue[]
  tags: KeyValue[]
  datasets: DatasetInput[]
  modelInputs: string[]
  modelOutputs: ModelOutput[]
}
