import type { Migration } from '../migrate.ts'

/**
 * The least and the greatest value of each metric of a run, found and put in order as its latest value is. Of metrics that
 * are here already only the latest value is known at first; the others are read from their history in the background.
 */
export const metricExtremes: Migration = {
  name: '0035-metric-extremes',
  up: () => [
    `alter table run_metrics add column least double precision`,
    `alter table run_metrics add column greatest double precision`,
    `alter table run_metrics add column ranged integer not null default 0`,
    `update run_metrics set least = value, greatest = value`,
    `create index run_metrics_least on run_metrics (scope, key, least, run_id)`,
    `create index run_metrics_greatest on run_metrics (scope, key, greatest, run_id)`,
    `create index run_metrics_unranged on run_metrics (run_id) where ranged = 0`,
  ],
}
