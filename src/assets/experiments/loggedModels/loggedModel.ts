import { z } from 'zod'
import type { Lifecycle } from '../experiments.service.ts'
import type { Point } from '../metrics/points.ts'
import type { KeyValue } from '../rules.ts'

export const LoggedModelStatus = z.enum(['PENDING', 'READY', 'UPLOAD_FAILED'])
export type LoggedModelStatus = z.infer<typeof LoggedModelStatus>

/** A metric of a logged model, perhaps on a dataset; logged into a run besides. */
export type ModelMetric = Point & {
  modelId: string
  key: string
  datasetName: string | null
  datasetDigest: string | null
}

/** A model that a run saved, before or without being registered under a name. */
export type LoggedModel = {
  /** `m-` and 32 hex digits */
  id: string
  projectId: string
  experimentId: string
  name: string
  modelType: string | null
  status: LoggedModelStatus
  lifecycle: Lifecycle
  sourceRunId: string | null
  artifactUri: string
  createdBy: string
  createdAt: number
  updatedAt: number
  params: KeyValue[]
  tags: KeyValue[]
  metrics: (ModelMetric & { runId: string })[]
}
