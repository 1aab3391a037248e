import type { Migration } from '../migrate.ts'

/** What is computed from the log of events, as far as it was read; and what people say of seats beside it. */
export const insights: Migration = {
  name: '0022-insights',
  up: () => [
    `create table insight_state (
      id integer primary key, tx bigint not null, seq bigint not null, read bigint not null, basis text not null
    )`,
    `create table insight_waits (
      id text primary key, project_id text not null, kind text not null, seat text not null,
      subject_kind text not null, subject_id text not null, subject_version text,
      started_at bigint not null, ended_at bigint, opened_by text not null, closed_by text
    )`,
    `create index insight_waits_open on insight_waits (project_id, ended_at, started_at)`,
    `create table insight_wait_days (
      project_id text not null, day integer not null, kind text not null, seat text not null,
      waits bigint not null, ms bigint not null, working_ms bigint not null,
      primary key (project_id, day, kind, seat)
    )`,
    `create table insight_days (
      project_id text not null, day integer not null, acts bigint not null, primary key (project_id, day)
    )`,
    `create table insight_deliveries (
      event_id text primary key, project_id text not null, endpoint_id text not null, model_id text not null,
      version integer not null, at bigint not null, is_new integer not null, is_repair integer not null,
      hypothesis_id text, first_run_event text, first_run_at bigint, published_event text, published_at bigint,
      slices text not null, alert_event text, alert_at bigint,
      failed_event text, failed_at bigint, restored_event text, restored_at bigint
    )`,
    `create index insight_deliveries_project on insight_deliveries (project_id, at)`,
    `create index insight_deliveries_endpoint on insight_deliveries (endpoint_id, at)`,
    `create index insight_deliveries_model on insight_deliveries (model_id, version)`,
    `create index insight_deliveries_hypothesis on insight_deliveries (hypothesis_id)`,
    `create table insight_hypotheses (
      id text primary key, project_id text not null, opened_at bigint, first_run_event text, first_run_at bigint,
      closed_at bigint, outcome text, closed_event text
    )`,
    `create index insight_hypotheses_closed on insight_hypotheses (project_id, closed_at)`,
    `create table insight_acts (
      project_id text not null, seat text not null, verb text not null, object_kind text not null,
      acts bigint not null, last_at bigint not null, last_event text not null,
      primary key (project_id, seat, verb, object_kind)
    )`,
    `create table insight_assets (id text primary key, project_id text not null, kind text not null)`,
    `create table insight_reuse (
      project_id text not null, day integer not null, kind text not null, uses bigint not null,
      of_others bigint not null, primary key (project_id, day, kind)
    )`,
    `create table seat_needs (
      project_id text not null references projects (id), stage text not null, seat text not null,
      amount integer not null, primary key (project_id, stage, seat)
    )`,
    `create table duties (
      project_id text not null references projects (id), activity text not null, seat text not null,
      letter text not null, primary key (project_id, activity, seat)
    )`,
  ],
}
