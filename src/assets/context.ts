import type { EngineContext } from '../backbone/engines/context.ts'
import type { ProjectRef } from '../people/context.ts'
import type { Analytics } from './datasets/analytics/analytics.ts'

/** What services of tier 2 and above may touch besides. */
export type AssetContext = EngineContext & { analytics: Analytics }
export type ProjectAssetContext = AssetContext & { project: ProjectRef }
