import type { Migration } from '../migrate.ts'

export const seenAndMeasured: Migration = {
  name: '0010-seen-and-measured',
  up: ({ element }) => [
    // the page of an endpoint sums up days of batches in the database, which cannot look into a list written as text
    ...['p50', 'p95', 'p99'].flatMap((name, at) => [
      `alter table prediction_batches add column ${name} double precision not null default 0`,
      `update prediction_batches set ${name} = ${element('latency', at)}`,
    ]),
    `alter table prediction_batches drop column latency`,
    // "since you left" begins where the visit before this one ended
    `alter table users add column seen_at bigint`,
    `alter table users add column last_visit_at bigint`,
    // the audit looks at a stretch of time
    `create index events_recorded on events (recorded_at)`,
  ],
}
