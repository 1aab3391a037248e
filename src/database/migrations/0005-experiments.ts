import type { Migration } from '../migrate.ts'

export const experiments: Migration = { name: '0005-experiments', up: () => [] }
