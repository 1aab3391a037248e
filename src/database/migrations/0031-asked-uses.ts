import type { Migration } from '../migrate.ts'

/** What a project asked others for is found by what it asked; who owns what is read kind by kind. */
export const askedUses: Migration = {
  name: '0031-asked-uses',
  up: () => [
    `create index requests_details on requests (kind, details, created_at)`,
    `create index assets_kind on assets (kind, id)`,
  ],
}
