import type { Namers } from '../people/timeline/timeline.service.ts'
import { assetNames } from './catalog/catalog.store.ts'
import { loggedModelNames } from './experiments/loggedModels/loggedModels.store.ts'
import { webhookNames } from './models/webhooks/webhooks.store.ts'
import { runNames } from './experiments/runs/runs.store.ts'
import { importNames } from './imports/imports.store.ts'

/** How the objects of tier 2 are called in a timeline and a lineage. */
export const sharedNames: Namers = {
  dataset: assetNames,
  image: assetNames,
  model: assetNames,
  run: runNames,
  'logged-model': loggedModelNames,
  webhook: webhookNames,
  import: importNames,
}
