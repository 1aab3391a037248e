import type { Migration } from '../migrate.ts'

/** How often a seat gave its word on a kind of thing is counted as it happens; what was asked for is read in pages. */
export const answered: Migration = {
  name: '0045-answered',
  up: () => [
    `create table insight_answers (
      project_id text not null, kind text not null, seat text not null, subject_kind text not null,
      acts bigint not null, primary key (project_id, kind, seat, subject_kind)
    )`,
    `drop index requests_details`,
    `create index requests_details on requests (kind, details, id)`,
  ],
}
