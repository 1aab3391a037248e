import type { Author } from '../../../events/events.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { Lifecycle } from '../experiments.service.ts'
import type { LoggedModelStatus } from '../loggedModels/loggedModel.ts'
import type { KeyValue } from '../rules.ts'
import type { DatasetInput, ModelOutput, RunStatus } from '../runs/run.ts'

/** Things that existed elsewhere before they came here, with the ids and times that they had there. */
export type AdoptedExperiment = {
  id: string
  name: string
  lifecycle: Lifecycle
  createdAt: number
  updatedAt: number
  tags: readonly KeyValue[]
}

export type AdoptedRun = {
  id: string
  /** of this project, which may be another than it was there */
  experimentId: string
  name: string
  /** who started it, as the other place wrote it; never an account */
  userName: string
  status: RunStatus
  lifecycle: Lifecycle
  startTime: number
  endTime: number | null
  /** where its files stay when they do not come here; text for clients, never opened by the server */
  artifactUri: string | null
  params: readonly KeyValue[]
  tags: readonly KeyValue[]
  datasets: readonly DatasetInput[]
  modelInputs: readonly string[]
  modelOutputs: readonly ModelOutput[]
}

export type AdoptedLoggedModel = {
  id: string
  experimentId: string
  name: string
  modelType: string | null
  status: LoggedModelStatus
  lifecycle: Lifecycle
  sourceRunId: string | null
  artifactUri: string | null
  createdAt: number
  updatedAt: number
  params: readonly KeyValue[]
  tags: readonly KeyValue[]
  metrics: readonly {
    key: string
    runId: string
    step: number
    time: number
    value: number
    datasetName: string | null
    datasetDigest: string | null
  }[]
}

/** What could not be carried as it was, and why. */
export type Finding = {
  kind: 'experiment' | 'run' | 'logged-model' | 'model' | 'version' | 'artifact' | 'trace' | 'metric' | 'source'
  subject: string
  code: FindingCode
  detail: string
}
export type FindingCode =
  | 'taken'
  | 'renumbered'
  | 'merged'
  | 'differs'
  | 'cut'
  | 'stays'
  | 'unreadable'
  | 'unsupported'
  | 'invalid'
  | 'infinity'
  | 'guarded'

/** `made`: it is new here; `added`: some of it is; `same`: nothing is; `refused`: it could not come, the findings say why. */
export type Outcome = 'made' | 'added' | 'same' | 'refused'
export type Adopted = { outcome: Outcome; findings: Finding[] }

/** Speaks in the log for the other place: what happened there was done in no seat of this project. */
export const historian = (ctx: ProjectContext): Author & { project: { id: string } } => ({
  actor: { id: ctx.actor.id },
  source: 'import',
  clock: ctx.clock,
  project: ctx.project,
})
