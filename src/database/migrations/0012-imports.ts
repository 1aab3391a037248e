import type { Migration } from '../migrate.ts'

/** History that comes from elsewhere: what an import carried, what it could not, and which parts need not be read again. */
export const imports: Migration = {
  name: '0012-imports',
  up: ({ serial }) => [
    `create table imports (
      id text primary key, project_id text not null references projects (id), source_kind text not null,
      source_label text not null, source_key text not null, state text not null, totals text not null, counts text not null,
      error text, created_by text not null, created_by_seat text, created_at bigint not null, seen_at bigint not null,
      finished_at bigint, ended_by text
    )`,
    `create index imports_newest on imports (project_id, created_at desc, id)`,
    // two windows in which the same command runs are one import
    `create unique index imports_running on imports (project_id, source_key) where state = 'running'`,
    `create table import_findings (
      id ${serial}, import_id text not null references imports (id), kind text not null, subject text not null,
      code text not null, detail text not null, unique (import_id, kind, subject, code)
    )`,
    // what a source said of a thing when all of it was here; the same words mean that nothing has to be read again
    `create table import_marks (
      project_id text not null references projects (id), source_key text not null, kind text not null, id text not null,
      mark text not null, primary key (project_id, source_key, kind, id)
    )`,
    // who made a version elsewhere, as that place wrote it
    `alter table model_versions add column user_name text`,
  ],
}
