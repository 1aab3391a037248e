import { countHappened, lastActOf, listHappened, type Verb } from '../../events/events.ts'
import type { ProjectContext } from '../../people/context.ts'
import type { SeatHolder } from '../../people/projects/projects.schema.ts'
import type { Check } from '../../people/requests/requests.schema.ts'
import type { Seat } from '../../people/seats.ts'
import { charterOf } from '../charter/charter.service.ts'
import type { GateName } from './need.ts'

/** Everything a gate looks for is read from the charter, the seats and the event log; nobody types it. */
export async function gatherEvidence(ctx: ProjectContext, holders: SeatHolder[]): Promise<Record<GateName, Check[]>> {
  const charter = await charterOf(ctx)
  const { db } = ctx
  const { id } = ctx.project
  const datasets = await countHappened(db, id, { verb: 'publish', kind: 'dataset' })
  const hypotheses = await countHappened(db, id, { verb: 'open', kind: 'hypothesis' })
  const runs = await countHappened(db, id, { verb: 'finish', kind: 'run' })
  const passed = [
    ...(await listHappened(db, id, { verb: 'check-pass', kind: 'evaluation' })),
    ...(await listHappened(db, id, { verb: 'check-pass', kind: 'run' })),
  ].map(event => event.payload['check'])
  const accepted = await listHappened(db, id, { verb: 'accept', kind: 'request' })
  const deployed = await listHappened(db, id, { verb: 'deploy', kind: 'deployment' })
  const kpi = charter.kpis[0]
  const latest = kpi?.values.at(-1)
  const live = deployed.findLast(event => event.payload['stage'] === 'production')
  const acted = await lastActOf(db, id, { seat: 'stakeholder', verbs: stakeholderActs })
  const sits = (seat: Seat) => holders.some(holder => holder.seat === seat)
  return {
    G0: [
      check('goal', charter.goal !== '' && 'written', 'project_manager'),
      check('kpi', kpi && `${kpi.name}: ${kpi.baseline} to ${kpi.target} ${kpi.unit}`, 'stakeholder'),
      check('owner', sits('stakeholder') && 'a stakeholder sits in the project', 'project_manager'),
    ],
    G1: [
      check('dataset', datasets > 0 && `${datasets} versions`, 'data_engineer'),
      check('data_owner', (sits('data_engineer') || sits('data_scientist')) && 'seated', 'project_manager'),
      check('hypothesis', hypotheses > 0 && `${hypotheses} written`, 'data_scientist'),
    ],
    G2: [
      check('runs', runs > 0 && `${runs} finished`, 'data_scientist'),
      check('beats_baseline', passed.includes('beats-baseline') && 'with its interval', 'data_scientist'),
    ],
    G3: [
      check(
        'promotion',
        accepted.some(event => event.payload['kind'] === 'promotion') && 'accepted by another seat',
        'ml_engineer',
      ),
      check('re_run', passed.includes('re-run-equal') && 'equal', 'ml_engineer'),
      check('deployed', deployed.length > 0 && 'answers requests', 'devops_engineer'),
    ],
    G4: [
      check('live', live && 'in production', 'devops_engineer'),
      check(
        'value',
        live && latest && latest.at > live.recordedAt ? `${latest.value} ${kpi?.unit ?? ''} since it is live` : false,
        'stakeholder',
      ),
      check('accepted', live && (acted ?? 0) > live.recordedAt && 'the stakeholder acted since', 'stakeholder'),
    ],
    G5: [
      check(
        'year',
        live && ctx.clock.now() - live.recordedAt > 365 * 86_400_000 && 'a year in production',
        'stakeholder',
      ),
    ],
  }
}

function check(name: string, found: string | false | undefined, seat: Seat): Check {
  return found ? { name, state: 'met', found } : { name, state: 'missing', found: '', seat }
}

/** What says that the stakeholder takes part, and does not only look. */
const stakeholderActs: readonly Verb[] = ['accept', 'comment', 'gate-decision', 'kpi-value', 'open']
