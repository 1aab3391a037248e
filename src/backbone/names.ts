import type { Namers } from '../people/timeline/timeline.service.ts'
import { snapshotNames } from './storage/snapshots/snapshots.store.ts'

/** How the objects of tier 1 are called in a timeline and a lineage. */
export const backboneNames: Namers = { snapshot: snapshotNames }
