import type { Namers } from '../people/timeline/timeline.service.ts'
import { attemptNames } from './engines/attempts/attempts.store.ts'
import { environmentNames } from './engines/environments/environments.store.ts'
import { snapshotNames } from './storage/snapshots/snapshots.store.ts'

/** How the objects of tier 1 are called in a timeline and a lineage. */
export const backboneNames: Namers = {
  snapshot: snapshotNames,
  environment: environmentNames,
  attempt: attemptNames,
}
