import type { Migration } from '../migrate.ts'

/** Blobs that nothing names any more, since when, and what their removal gave back; each table that names blobs is asked. */
export const looseBlobs: Migration = {
  name: '0036-loose-blobs',
  up: ({ serial }) => [
    `create table loose_blobs (digest text primary key, size bigint not null, since bigint not null)`,
    `create index loose_blobs_since on loose_blobs (since)`,
    `create table blob_removals (id ${serial}, removed_at bigint not null, blobs bigint not null, bytes bigint not null)`,
    `create index prediction_batches_digest on prediction_batches (digest)`,
    `create index attempts_log on attempts (log_digest) where log_digest is not null`,
  ],
}
