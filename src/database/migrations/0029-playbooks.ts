import type { Migration } from '../migrate.ts'

/** The playbook that a project follows: its questions with their answers, and spikes with a timebox. */
export const playbooks: Migration = {
  name: '0029-playbooks',
  up: () => [
    `create table playbooks (
      project_id text primary key references projects (id), name text not null,
      followed_by text not null references users (id), followed_at bigint not null
    )`,
    `create table playbook_questions (
      id text primary key, project_id text not null references projects (id), phase text not null,
      position integer not null, key text, words text not null, answer text not null,
      answered_by text references users (id), answered_at bigint
    )`,
    `create index playbook_questions_project on playbook_questions (project_id, position)`,
    `create table spikes (
      id text primary key, project_id text not null references projects (id), phase text not null, question text not null,
      success text not null, failure text not null, owner text not null references users (id),
      started_by text not null references users (id), started_at bigint not null, until_at bigint not null,
      state text not null, verdict text, outcome text not null, closed_by text references users (id), closed_at bigint
    )`,
    `create index spikes_project on spikes (project_id, state, id)`,
    `create index spikes_owner on spikes (owner, state)`,
  ],
}
