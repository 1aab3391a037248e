import type { Migration } from '../migrate.ts'

export const backbone: Migration = {
  name: '0003-backbone',
  up: () => [
    `create table environments (
      id text primary key, project_id text not null references projects (id), name text not null, stage text not null,
      owner_seat text not null, engine text not null, policy text not null, created_at bigint not null, unique (project_id, name)
    )`,
    `create table snapshots (
      digest text not null, project_id text not null references projects (id), files text not null, git_commit text,
      is_dirty bigint not null, created_by text not null, created_at bigint not null, primary key (project_id, digest)
    )`,
    `create table attempts (
      id text primary key, project_id text not null references projects (id), kind text not null, subject_id text not null,
      engine text not null, spec text not null, handle text, state text not null, exit_code bigint, reason text,
      cpu_seconds double precision, peak_memory_bytes bigint, wall_ms bigint, queue_ms bigint, isolation text,
      log_digest text, log_bytes bigint, cancel_requested bigint not null, created_by text not null, created_seat text, created_at bigint not null, started_at bigint, finished_at bigint
    )`,
    `create index attempts_subject on attempts (project_id, kind, subject_id)`,
    `create index attempts_state on attempts (state, created_at)`,
    `create index attempts_project on attempts (project_id, created_at)`,
  ],
}
