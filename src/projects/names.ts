import type { Namers } from '../people/timeline/timeline.service.ts'
import { deploymentNames, endpointNames } from './deployments/deployments.store.ts'
import { evaluationNames } from './evaluations/evaluations.store.ts'
import { questionNames } from './charter/playbook/playbook.store.ts'
import { riskNames } from './charter/risks/risks.store.ts'
import { spikeNames } from './charter/spikes/spikes.store.ts'
import { driverNames } from './expectations/drivers/drivers.store.ts'
import { promiseNames } from './expectations/promises/promises.store.ts'
import { hypothesisNames } from './hypotheses/hypotheses.store.ts'

/** How the objects of tier 3 are called in a timeline. */
export const projectNames: Namers = {
  kpi: async (db, ids) =>
    new Map(
      (await db.selectFrom('kpis').select(['id', 'name']).where('id', 'in', ids).execute()).map(row => [
        row.id,
        row.name,
      ]),
    ),
  hypothesis: hypothesisNames,
  endpoint: endpointNames,
  deployment: deploymentNames,
  evaluation: evaluationNames,
  promise: promiseNames,
  driver: driverNames,
  risk: riskNames,
  question: questionNames,
  spike: spikeNames,
  playbook: async (_, ids) => new Map(ids.map(id => [id, ''])),
  forecast: async (_, ids) => new Map(ids.map(id => [id, ''])),
  gate: async (_, ids) => new Map(ids.map(id => [id, id.split(':')[1] ?? id])),
}
