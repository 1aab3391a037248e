import type { Migration } from '../migrate.ts'

/** Who made and changed what, over all time: one row for a thing and a person, however long they work on it. */
export const shares: Migration = {
  name: '0046-shares',
  up: () => [
    `create table insight_shares (
      project_id text not null, object_kind text not null, object_id text not null, user_id text not null,
      creations bigint not null, changes bigint not null, primary key (project_id, object_id, user_id)
    )`,
  ],
}
