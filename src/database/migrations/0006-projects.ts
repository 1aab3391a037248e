import type { Migration } from '../migrate.ts'

export const projects: Migration = {
  name: '0006-projects',
  up: () => [
    `create table charters (
      project_id text primary key references projects (id), goal text not null, scope text not null, updated_at bigint not null
    )`,
    `create table kpis (
      id text primary key, project_id text not null references projects (id), name text not null, unit text not null,
      direction text not null, baseline double precision not null, target double precision not null, target_date text not null,
      created_at bigint not null
    )`,
    `create index kpis_project on kpis (project_id, created_at)`,
    `create table kpi_values (
      kpi_id text not null references kpis (id), at bigint not null, value double precision not null, low double precision,
      high double precision, n bigint, source text not null, note text not null, primary key (kpi_id, at)
    )`,
    `create table hypotheses (
      id text primary key, project_id text not null references projects (id), number bigint not null, title text not null,
      because text not null, change_text text not null, metric text not null, delta text not null, slice text not null,
      timebox_until bigint, state text not null, outcome text, evidence text, created_by text not null, created_at bigint not null,
      closed_at bigint, unique (project_id, number)
    )`,
    `create table gate_decisions (
      id text primary key, project_id text not null references projects (id), gate text not null, decision text not null,
      reason text not null, decided_by text not null, seat text, decided_at bigint not null
    )`,
    `create index gate_decisions_project on gate_decisions (project_id, gate, decided_at)`,
    `create table evaluations (
      id text primary key, project_id text not null references projects (id), model_name text not null, model_version bigint not null,
      dataset_id text not null, dataset_version bigint not null, attempt_id text, run_id text, spec text not null, result text,
      state text not null, error text, created_by text not null, created_at bigint not null, finished_at bigint
    )`,
    `create index evaluations_model on evaluations (project_id, model_name, model_version, created_at)`,
    `create table endpoints (
      id text primary key, project_id text not null references projects (id), name text not null, environment_id text not null,
      state text not null, deployment_id text, created_by text not null, created_at bigint not null, unique (project_id, name)
    )`,
    `create table deployments (
      id text primary key, project_id text not null references projects (id), endpoint_id text not null references endpoints (id),
      model_name text not null, model_version bigint not null, flavor text not null, image_digest text, state text not null, reason text,
      request_id text, created_by text not null, created_at bigint not null, live_at bigint, ended_at bigint
    )`,
    `create index deployments_endpoint on deployments (endpoint_id, created_at)`,
    `create index deployments_model on deployments (project_id, model_name, model_version)`,
    `create table prediction_batches (
      id text primary key, project_id text not null references projects (id), endpoint_id text not null, deployment_id text not null,
      from_at bigint not null, to_at bigint not null, rows bigint not null, requests bigint not null, errors bigint not null,
      latency text not null, digest text not null
    )`,
    `create index prediction_batches_endpoint on prediction_batches (endpoint_id, from_at)`,
  ],
}
