import type { Migration } from '../migrate.ts'

/**
 * `scope` is an experiment's own number: it stands in every index below, where the pair (project, experiment) would be five
 * times as long. `head` is the start of a long text: what an index can hold and a filter compares first.
 */
export const experiments: Migration = {
  name: '0005-experiments',
  up: ({ serial, bytes }) => [
    `create table experiments (
      scope ${serial}, project_id text not null references projects (id), experiment_id text not null, name text not null,
      artifact_location text not null, lifecycle text not null, created_by text not null, created_at bigint not null,
      updated_at bigint not null, unique (project_id, experiment_id), unique (project_id, name)
    )`,
    `create table experiment_tags (
      scope bigint not null references experiments (scope), key text not null, value text not null, primary key (scope, key)
    )`,
    `create table runs (
      run_id text primary key, scope bigint not null references experiments (scope), name text not null, status text not null,
      lifecycle text not null, user_name text not null, start_time bigint not null, end_time bigint, deleted_at bigint,
      artifact_uri text not null, origin text not null, created_by text not null, created_by_seat text, created_at bigint not null,
      made_in text, rerun_of text, hypothesis_id text, attempt_id text, environment_id text, image_digest text, code_digest text
    )`,
    `create index runs_newest on runs (scope, lifecycle, start_time desc, run_id)`,
    `create index runs_attempt on runs (attempt_id)`,
    `create index runs_hypothesis on runs (hypothesis_id)`,
    `create index runs_rerun on runs (rerun_of)`,
    `create table run_params (
      run_id text not null references runs (run_id), key text not null, scope bigint not null, head text not null,
      value text not null, primary key (run_id, key)
    )`,
    `create index run_params_value on run_params (scope, key, head, run_id)`,
    `create table run_tags (
      run_id text not null references runs (run_id), key text not null, scope bigint not null, head text not null,
      value text not null, primary key (run_id, key)
    )`,
    `create index run_tags_value on run_tags (scope, key, head, run_id)`,
    // the latest value of each metric; a missing value is NaN, which SQLite does not know
    `create table run_metrics (
      run_id text not null references runs (run_id), key text not null, scope bigint not null, value double precision,
      step double precision not null, time double precision not null, primary key (run_id, key)
    )`,
    `create index run_metrics_value on run_metrics (scope, key, value, run_id)`,
    // what was logged and is not yet in chunks, a row per request; folded = its latest values stand in run_metrics
    `create table metric_journal (
      id ${serial}, run_id text not null references runs (run_id), scope bigint not null, folded bigint not null,
      points bigint not null, batch ${bytes} not null
    )`,
    `create index metric_journal_run on metric_journal (run_id, id)`,
    `create index metric_journal_fresh on metric_journal (scope, run_id) where folded = 0`,
    `create table metric_chunks (
      id ${serial}, run_id text not null references runs (run_id), key text not null, points bigint not null,
      data ${bytes} not null, fine ${bytes}, coarse ${bytes}
    )`,
    `create index metric_chunks_series on metric_chunks (run_id, key, id)`,
    `create table logged_datasets (
      id text primary key, scope bigint not null references experiments (scope), name text not null, digest text not null,
      source_type text not null, source text not null, schema text, profile text, unique (scope, name, digest)
    )`,
    `create table run_inputs (
      run_id text not null references runs (run_id), kind text not null, source_id text not null, tags text not null, context text,
      created_at bigint not null, primary key (run_id, kind, source_id)
    )`,
    `create index run_inputs_source on run_inputs (kind, source_id)`,
    `create table run_outputs (
      run_id text not null references runs (run_id), model_id text not null, step double precision not null,
      created_at bigint not null, primary key (run_id, model_id)
    )`,
    `create index run_outputs_model on run_outputs (model_id)`,
    `create table logged_models (
      model_id text primary key, scope bigint not null references experiments (scope), name text not null, model_type text,
      status text not null, lifecycle text not null, source_run_id text, artifact_uri text not null, created_by text not null,
      created_at bigint not null, updated_at bigint not null
    )`,
    `create index logged_models_newest on logged_models (scope, created_at desc, model_id)`,
    `create index logged_models_run on logged_models (source_run_id)`,
    `create table logged_model_params (
      model_id text not null references logged_models (model_id), key text not null, value text not null, primary key (model_id, key)
    )`,
    `create table logged_model_tags (
      model_id text not null references logged_models (model_id), key text not null, value text not null, primary key (model_id, key)
    )`,
    `create table logged_model_metrics (
      model_id text not null references logged_models (model_id), key text not null, run_id text not null,
      step double precision not null, time double precision not null, value double precision, dataset_name text,
      dataset_digest text, primary key (model_id, key, time, step, run_id)
    )`,
    `create index logged_model_metrics_value on logged_model_metrics (key, value, model_id)`,
    // files of runs and of logged models, by the id of either
    `create table artifacts (
      owner_id text not null, path text not null, digest text not null, size bigint not null, created_at bigint not null,
      primary key (owner_id, path)
    )`,
    `create index artifacts_digest on artifacts (digest)`,
    // registered names; prompts are among them as in the original, but no assets of the catalogue
    `create table models (
      asset_id text primary key, project_id text not null references projects (id), name text not null, description text,
      is_prompt bigint not null, last_version bigint not null, created_by text not null, created_at bigint not null,
      updated_at bigint not null, deleted_at bigint, unique (project_id, name)
    )`,
    `create table model_tags (
      asset_id text not null references models (asset_id), key text not null, value text not null, primary key (asset_id, key)
    )`,
    `create table model_versions (
      asset_id text not null references models (asset_id), version bigint not null, source text not null,
      storage_location text not null, run_id text, run_link text, model_id text, description text, stage text not null,
      status text not null, created_by text not null, created_by_seat text, created_at bigint not null,
      updated_at bigint not null, deleted_at bigint, primary key (asset_id, version)
    )`,
    `create index model_versions_run on model_versions (run_id)`,
    `create index model_versions_model on model_versions (model_id)`,
    `create table model_version_tags (
      asset_id text not null, version bigint not null, key text not null, value text not null, primary key (asset_id, version, key)
    )`,
    `create table model_aliases (
      asset_id text not null references models (asset_id), alias text not null, version bigint not null, primary key (asset_id, alias)
    )`,
  ],
}
