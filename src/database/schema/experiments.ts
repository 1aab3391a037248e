import type { Generated } from 'kysely'

/** Runs, metrics, logged models and the registry; laid out for MLflow's protocol. */
export interface ExperimentTables {
  experiments: ExperimentTable
  experiment_tags: { scope: number; key: string; value: string }
  runs: RunTable
  run_texts: { run_id: string; revision: number; content: string }
  /** pieces of words, see `gramsOf` */
  word_grams: { gram: string; word: string }
  run_words: { word: string; run_id: string }
  run_views: RunViewTable
  run_params: RunTextTable
  run_tags: RunTextTable
  run_metrics: RunMetricTable
  metric_journal: MetricJournalTable
  metric_chunks: MetricChunkTable
  logged_datasets: LoggedDatasetTable
  run_inputs: RunInputTable
  run_outputs: { run_id: string; model_id: string; step: number; created_at: number }
  logged_models: LoggedModelTable
  logged_model_params: { model_id: string; key: string; value: string }
  logged_model_tags: { model_id: string; key: string; value: string }
  logged_model_metrics: LoggedModelMetricTable
  artifacts: ArtifactTable
  models: ModelTable
  model_tags: { asset_id: string; key: string; value: string }
  model_versions: ModelVersionTable
  model_version_tags: ModelVersionTagTable
  model_aliases: ModelAliasTable
  protected_aliases: { project_id: string; alias: string; created_by: string; created_at: number }
  /** aliases that move when a promotion is accepted, as it was asked for */
  alias_wishes: { request_id: string; asset_id: string; alias: string; version: number }
  webhooks: WebhookTable
  webhook_deliveries: WebhookDeliveryTable
}

export interface ExperimentTable {
  /** the experiment's own number, unique over all projects; children point to it */
  scope: Generated<number>
  project_id: string
  /** what clients see: '0' is the default experiment of each project */
  experiment_id: string
  name: string
  artifact_location: string
  lifecycle: string
  created_by: string
  created_at: number
  updated_at: number
  /** since when it is in the trash, and who put it there */
  deleted_at: number | null
  deleted_by: string | null
}

export interface RunTable {
  run_id: string
  scope: number
  name: string
  status: string
  lifecycle: string
  /** what the client says, never the account; that is `created_by` */
  user_name: string
  start_time: number
  end_time: number | null
  deleted_at: number | null
  deleted_by: string | null
  artifact_uri: string
  /** `client`: a script started it; `step`: the platform did; `import`: it ran elsewhere, before */
  origin: string
  created_by: string
  created_by_seat: string | null
  created_at: number
  /** the run whose token made this one: a nested run inside a step */
  made_in: string | null
  rerun_of: string | null
  import_id: string | null
  hypothesis_id: string | null
  attempt_id: string | null
  environment_id: string | null
  image_digest: string | null
  code_digest: string | null
  /** grows with every change of what the run holds; see `touchRun` */
  revision: Generated<number>
  /** 0 while its words wait to be read for the search */
  words_read: Generated<number>
}

export interface RunViewTable {
  id: string
  project_id: string
  name: string
  /** null: the whole project's */
  owner_id: string | null
  /** JSON: what the page's address says */
  search: string
  created_by: string
  created_at: number
}

/** A param or tag; `head` is the start of the value, short enough for an index. */
export interface RunTextTable {
  run_id: string
  key: string
  scope: number
  head: string
  value: string
}

export interface RunMetricTable {
  run_id: string
  key: string
  scope: number
  /** null is NaN */
  value: number | null
  step: number
  time: number
  /** of all that was logged; null where all of it is NaN */
  least: number | null
  greatest: number | null
  /** 0 while they say only the latest value, since what was logged before waits to be read */
  ranged: Generated<number>
}

export interface MetricJournalTable {
  id: Generated<number>
  run_id: string
  scope: number
  folded: number
  points: number
  batch: Uint8Array
}

export interface MetricChunkTable {
  id: Generated<number>
  run_id: string
  key: string
  points: number
  data: Uint8Array
  /** every 64 points as at most 4, for charts; null when the chunk is small */
  fine: Uint8Array | null
  /** every 1,024 points as at most 4 */
  coarse: Uint8Array | null
}

export interface LoggedDatasetTable {
  id: string
  scope: number
  name: string
  digest: string
  source_type: string
  source: string
  schema: string | null
  profile: string | null
}

export interface RunInputTable {
  run_id: string
  /** `dataset` or `model` */
  kind: string
  source_id: string
  tags: string
  /** the tag `mlflow.data.context`, which searches ask for */
  context: string | null
  created_at: number
}

export interface LoggedModelTable {
  model_id: string
  scope: number
  name: string
  model_type: string | null
  status: string
  lifecycle: string
  source_run_id: string | null
  artifact_uri: string
  created_by: string
  created_at: number
  updated_at: number
}

export interface LoggedModelMetricTable {
  model_id: string
  key: string
  run_id: string
  step: number
  time: number
  /** null is NaN */
  value: number | null
  dataset_name: string | null
  dataset_digest: string | null
}

export interface ArtifactTable {
  /** a run's or a logged model's id */
  owner_id: string
  path: string
  digest: string
  size: number
  created_at: number
}

export interface ModelTable {
  asset_id: string
  project_id: string
  name: string
  description: string | null
  is_prompt: number
  /** never given twice, also when versions are deleted */
  last_version: number
  created_by: string
  created_at: number
  updated_at: number
  /** gone for clients; versions stay for what was built from them */
  deleted_at: number | null
}

export interface ModelVersionTagTable {
  asset_id: string
  version: number
  key: string
  value: string
}

export interface ModelAliasTable {
  asset_id: string
  alias: string
  version: number
}

export interface ModelVersionTable {
  asset_id: string
  /** the model's own, so that an index has a project's versions in order */
  project_id: string
  version: number
  source: string
  storage_location: string
  run_id: string | null
  run_link: string | null
  model_id: string | null
  description: string | null
  /** who made it elsewhere, as that place wrote it; only of imported versions */
  user_name: string | null
  stage: string
  status: string
  created_by: string
  created_by_seat: string | null
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export interface WebhookTable {
  id: string
  project_id: string
  name: string
  description: string | null
  url: string
  /** sealed with the server's key; null when nothing is signed */
  secret: string | null
  /** ACTIVE or DISABLED */
  status: string
  /** JSON: `entity.action` in the protocol's words */
  events: string
  created_by: string
  created_at: number
  updated_at: number
}

export interface WebhookDeliveryTable {
  id: string
  webhook_id: string
  event: string
  /** what is sent, written when it happened */
  body: string
  /** waiting, delivered or failed */
  state: string
  tries: number
  /** what the other side answered last */
  answered: number | null
  error: string | null
  created_at: number
  finished_at: number | null
}
