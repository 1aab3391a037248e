import type { Migration } from '../migrate.ts'

/** Who acted last in a seat, what was published, what is broken, what was waited for: by index, however long the history is. */
export const longHistory: Migration = {
  name: '0028-long-history',
  up: () => [
    `create index events_seat_person on events (project_id, acting_seat, actor, recorded_at)`,
    // few events are done by one for another
    `create index events_seat_behalf on events (project_id, acting_seat, on_behalf_of, recorded_at)
      where on_behalf_of is not null`,
    `create index events_published on events (object_id, object_version, tx, seq)
      where object_kind = 'model' and verb = 'publish'`,
    `create index insight_deliveries_broken on insight_deliveries (endpoint_id, at)
      where failed_at is not null and restored_at is null`,
    `create index insight_waits_kind on insight_waits (project_id, kind, ended_at, id)`,
  ],
}
