import type { Migration } from '../migrate.ts'

/**
 * Orders of the table of runs that no index had, and who put a run into the trash: in that name it is taken
 * out of it when its time is over.
 */
export const runOrders: Migration = {
  name: '0019-run-orders',
  up: () => [
    `alter table runs add column deleted_by text`,
    `create index runs_ended on runs (scope, lifecycle, end_time, start_time desc, run_id)`,
    `create index runs_status on runs (scope, lifecycle, status, start_time desc, run_id)`,
    `create index runs_user on runs (scope, lifecycle, user_name, start_time desc, run_id)`,
  ],
}
