import type { Migration } from '../migrate.ts'

/** The project's method: forecasts, promises, what drives a KPI and what it is worth, risks, and a fuller charter. */
export const promises: Migration = {
  name: '0021-promises',
  up: () => [
    `create table forecasts (
      id text primary key, project_id text not null references projects (id), made_at bigint not null,
      p50 bigint, p85 bigint, answer text not null
    )`,
    `create index forecasts_project on forecasts (project_id, made_at)`,
    `create index hypotheses_closed on hypotheses (closed_at)`,
    `create index gate_decisions_passed on gate_decisions (decision, decided_at)`,
    `create index evaluations_newest on evaluations (project_id, id)`,
    `create table promises (
      id text primary key, project_id text not null references projects (id), kpi_id text references kpis (id),
      statement text not null, metric text not null, low double precision, high double precision, due_at bigint not null,
      odds double precision not null, computed_odds double precision, project_type text not null,
      told_by text not null references users (id), told_seat text, to_seat text not null,
      accepted_by text references users (id), accepted_at bigint, state text not null, replaces text references promises (id),
      settled_by text references users (id), settled_at bigint, value double precision, reason text not null,
      alerted_at bigint, gap_days double precision, told_at bigint, created_at bigint not null
    )`,
    `create index promises_project on promises (project_id, created_at)`,
    `create index promises_type on promises (project_type, state)`,
    `create table drivers (
      id text primary key, project_id text not null references projects (id), layer text not null, name text not null,
      unit text not null, kpi_id text references kpis (id), endpoint text, metric text, slice text, created_at bigint not null
    )`,
    `create index drivers_project on drivers (project_id, created_at)`,
    `create table driver_edges (
      from_id text not null references drivers (id), to_id text not null references drivers (id), project_id text not null,
      kind text not null, note text not null, hypothesis_id text references hypotheses (id), created_at bigint not null,
      primary key (from_id, to_id)
    )`,
    `create index driver_edges_project on driver_edges (project_id)`,
    `create table worths (
      project_id text primary key references projects (id), plan text not null, updated_by text not null references users (id),
      updated_at bigint not null
    )`,
    `create table risks (
      id text primary key, project_id text not null references projects (id), kind text not null, title text not null,
      effect text not null, owner_seat text not null, state text not null, opened_by text not null references users (id),
      opened_at bigint not null, closed_at bigint, outcome text not null
    )`,
    `create index risks_project on risks (project_id, state, opened_at)`,
    `alter table charters add column parts text`,
  ],
}
