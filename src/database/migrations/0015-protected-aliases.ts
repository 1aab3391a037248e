import type { Migration } from '../migrate.ts'

/** Aliases that a project lets move only with an accepted promotion. */
export const protectedAliases: Migration = {
  name: '0015-protected-aliases',
  up: () => [
    `create table protected_aliases (
      project_id text not null references projects (id),
      alias text not null,
      created_by text not null,
      created_at bigint not null,
      primary key (project_id, alias)
    )`,
  ],
}
