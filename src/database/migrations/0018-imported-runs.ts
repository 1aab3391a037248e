import type { Migration } from '../migrate.ts'

/** By which import a run came here. */
export const importedRuns: Migration = {
  name: '0018-imported-runs',
  up: () => [`alter table runs add column import_id text`],
}
