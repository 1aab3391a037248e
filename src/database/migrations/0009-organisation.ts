import type { Migration } from '../migrate.ts'

/** Teams with their modes, departments and lines, who answers for an endpoint, who left, and who is the same human. */
export const organisation: Migration = {
  name: '0009-organisation',
  up: () => [
    `alter table teams add column description text not null default ''`,
    `alter table teams add column kind text not null default 'stream-aligned'`,
    `alter table team_members add column since bigint not null default 0`,
    `create table team_interactions (
      team_id text not null references teams (id), with_team_id text not null references teams (id), mode text not null,
      purpose text not null, since bigint not null, primary key (team_id, with_team_id)
    )`,
    `create index team_interactions_with on team_interactions (with_team_id)`,
    `create table departments (
      id text primary key, name text not null unique, parent_id text, created_at bigint not null
    )`,
    `create index departments_parent on departments (parent_id)`,
    `create table placements (
      user_id text primary key references users (id), department_id text references departments (id),
      reports_to text references users (id), title text not null
    )`,
    `create index placements_department on placements (department_id)`,
    `create index placements_line on placements (reports_to)`,
    `alter table users add column left_at bigint`,
    `alter table users add column merged_into text`,
    `create index users_merged on users (merged_into)`,
    `create table aliases (email text primary key, user_id text not null references users (id), created_at bigint not null)`,
    `create index aliases_user on aliases (user_id)`,
    `create table hidden_steps (user_id text not null references users (id), project_id text not null, primary key (user_id, project_id))`,
    `create index assets_owner on assets (owner)`,
    `alter table endpoints add column owner text not null default ''`,
    `update endpoints set owner = created_by`,
    `create index endpoints_owner on endpoints (owner)`,
  ],
}
