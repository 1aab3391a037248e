import type { Migration } from '../migrate.ts'

/**
 * Searches among a hundred thousand runs: what a run holds stands ready as text, and each order of the page has its index.
 * `revision` grows with what a run holds; a text of another revision is no longer true.
 */
export const runsTable: Migration = {
  name: '0013-runs-table',
  up: () => [
    `alter table runs add column revision bigint not null default 0`,
    `create table run_texts (
      run_id text primary key references runs (run_id), revision bigint not null, content text not null
    )`,
    // ties of values are put in order without the runs themselves
    `create index runs_ties on runs (scope, run_id, lifecycle, start_time)`,
    `create index runs_named on runs (scope, lifecycle, name, start_time desc, run_id)`,
    `create index runs_trash on runs (deleted_at) where deleted_at is not null`,
    `alter table model_versions add column project_id text`,
    `update model_versions set project_id = (select m.project_id from models m where m.asset_id = model_versions.asset_id)`,
    `create index model_versions_newest on model_versions (project_id, updated_at)`,
    // a filter, an order and columns under a name: of one person, or of the project when nobody owns it
    `create table run_views (
      id text primary key, project_id text not null references projects (id), name text not null, owner_id text,
      search text not null, created_by text not null, created_at bigint not null
    )`,
    `create unique index run_views_name on run_views (project_id, coalesce(owner_id, ''), name)`,
  ],
}
