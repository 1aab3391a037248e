import type { Migration } from '../migrate.ts'

/** Programs that act on behalf of a person, and what was said and asked through them. */
export const agents: Migration = {
  name: '0027-agents',
  up: () => [
    `create table agents (
      id text primary key references users (id),
      user_id text not null references users (id),
      project_ids text not null,
      created_at bigint not null
    )`,
    `create index agents_user on agents (user_id, id)`,
    `alter table tokens add column agent_id text`,
    `create index tokens_agent on tokens (agent_id)`,
    `alter table comments add column agent_id text`,
    `alter table requests add column agent_id text`,
  ],
}
