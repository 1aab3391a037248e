import type { Migration } from '../migrate.ts'

/** Gates count what happened in a project by verb and kind, however long its history is. */
export const eventVerbs: Migration = {
  name: '0008-event-verbs',
  up: () => [
    `create index events_verb on events (project_id, verb, object_kind, tx, seq)`,
    `create index events_kind on events (project_id, object_kind, tx, seq)`,
  ],
}
