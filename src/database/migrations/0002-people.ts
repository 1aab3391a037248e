import type { Migration } from '../migrate.ts'

export const people: Migration = {
  name: '0002-people',
  up: () => [
    `create table users (
      id text primary key, name text not null, email text unique, password_hash text, kind text not null,
      is_owner bigint not null, may_run_code bigint not null, locale text, created_at bigint not null, deactivated_at bigint
    )`,
    `create table teams (id text primary key, name text not null unique, created_at bigint not null)`,
    `create table team_members (team_id text not null references teams (id), user_id text not null references users (id), primary key (team_id, user_id))`,
    `create index team_members_user on team_members (user_id)`,
    `create table projects (
      id text primary key, slug text not null unique, name text not null, state text not null, is_demo bigint not null,
      created_by text not null references users (id), created_at bigint not null
    )`,
    `create table seats (
      project_id text not null, seat text not null, user_id text not null references users (id), since bigint not null,
      assigned_by text not null, primary key (project_id, seat, user_id)
    )`,
    `create index seats_user on seats (user_id, project_id)`,
    `create table sessions (
      id text primary key, hash text not null unique, user_id text not null references users (id), created_at bigint not null,
      expires_at bigint not null, last_seen_at bigint not null
    )`,
    `create index sessions_user on sessions (user_id)`,
    `create table links (
      hash text primary key, kind text not null, user_id text not null references users (id), created_by text,
      created_at bigint not null, expires_at bigint not null, used_at bigint
    )`,
    `create table tokens (
      id text primary key, prefix text not null, hash text not null unique, user_id text not null references users (id),
      project_id text references projects (id), name text not null, rights text not null, run_id text, created_at bigint not null,
      expires_at bigint, last_used_at bigint, revoked_at bigint
    )`,
    `create index tokens_user on tokens (user_id, created_at)`,
    `create index tokens_project on tokens (project_id, created_at)`,
    `create table requests (
      id text primary key, project_id text not null references projects (id), kind text not null, subject_kind text not null,
      subject_id text not null, subject_version text, subject_name text not null, from_user text not null references users (id),
      from_seat text, to_seat text not null, reason text not null, evidence text not null, blocks text, state text not null,
      due_at bigint, created_at bigint not null, decided_by text, decided_seat text, decided_at bigint, decision_reason text
    )`,
    `create index requests_inbox on requests (state, project_id, to_seat, created_at)`,
    `create index requests_project on requests (project_id, created_at)`,
    `create index requests_from on requests (from_user, state, created_at)`,
    `create index requests_subject on requests (subject_kind, subject_id, subject_version)`,
    `create table comments (
      id text primary key, project_id text not null references projects (id), object_kind text not null, object_id text not null,
      object_version text, author text not null references users (id), author_seat text, body text not null,
      created_at bigint not null, edited_at bigint, deleted_at bigint
    )`,
    `create index comments_object on comments (project_id, object_kind, object_id, created_at)`,
    `create table mentions (
      comment_id text not null references comments (id), project_id text not null, user_id text not null references users (id),
      created_at bigint not null, seen_at bigint, primary key (comment_id, user_id)
    )`,
    `create index mentions_inbox on mentions (user_id, seen_at, created_at)`,
  ],
}
