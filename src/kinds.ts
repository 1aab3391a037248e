import { assetHoldings } from './assets/catalog/catalog.holdings.ts'
import { subscription } from './assets/catalog/subscriptions/subscription.kind.ts'
import { sharedNames } from './assets/names.ts'
import { backboneNames } from './backbone/names.ts'
import { peopleNames } from './people/names.ts'
import type { HoldingKinds } from './people/organisation/leaving/holdings.kind.ts'
import { peopleHoldings } from './people/organisation/leaving/people.holdings.ts'
import { access } from './people/projects/access/access.kind.ts'
import type { RequestKinds } from './people/requests/requests.kind.ts'
import { review } from './people/talk/review.kind.ts'
import type { Namers } from './people/timeline/timeline.service.ts'
import { scopeChange } from './projects/charter/scope.kind.ts'
import { spikeHoldings } from './projects/charter/spikes/spikes.holdings.ts'
import { endpointHoldings } from './projects/deployments/owners/owners.holdings.ts'
import { gate } from './projects/gates/gate.kind.ts'
import { projectNames } from './projects/names.ts'
import { handoff } from './projects/promotions/handoffs/handoff.kind.ts'
import { promotion } from './projects/promotions/promotion.kind.ts'

/** What the tiers bring along under names of their own; a part of the composition root. */
export const namers: Namers = { ...peopleNames, ...backboneNames, ...sharedNames, ...projectNames }

export const requestKinds: RequestKinds = {
  ...{ promotion, gate, handoff, access, subscription },
  'scope-change': scopeChange,
  review: review(namers),
}

export const holdingKinds: HoldingKinds = {
  ...peopleHoldings,
  ...assetHoldings,
  ...endpointHoldings,
  ...spikeHoldings,
}
