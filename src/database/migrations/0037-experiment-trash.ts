import type { Migration } from '../migrate.ts'

/** Experiments expire in the trash as runs do, in the name of who put them there. */
export const experimentTrash: Migration = {
  name: '0037-experiment-trash',
  up: () => [
    `alter table experiments add column deleted_at bigint`,
    `alter table experiments add column deleted_by text`,
    `update experiments set deleted_at = updated_at, deleted_by = created_by where lifecycle = 'deleted'`,
    `create index experiments_trash on experiments (deleted_at) where deleted_at is not null`,
  ],
}
