import type { Migration } from '../migrate.ts'

/** The newest version of a stage is asked for with every registered model, which may have thousands of versions. */
export const latestVersions: Migration = {
  name: '0007-latest-versions',
  up: () => [
    `create index model_versions_latest on model_versions (asset_id, stage, version) where deleted_at is null`,
  ],
}
