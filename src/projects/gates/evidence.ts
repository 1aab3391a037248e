import { listEvents, type Event } from '../../events/events.ts'
import type { ProjectContext } from '../../people/context.ts'
import type { SeatHolder } from '../../people/projects/projects.schema.ts'
import type { Check } from '../../people/requests/requests.schema.ts'
import type { Seat } from '../../people/seats.ts'
import { charterOf } from '../charter/charter.service.ts'
import type { GateName } from './need.ts'

/** Everything a gate looks for is read from the charter, the seats and the event log; nobody types it. */
export async function gatherEvidence(ctx: ProjectContext, holders: SeatHolder[]): Promise<Record<GateName, Check[]>> {
  const charter = await charterOf(ctx)
  const log = await telling(ctx)
  const kpi = charter.kpis[0]
  const latest = kpi?.values.at(-1)
  const live = log.first(
    event => event.verb === 'deploy' && event.object.kind === 'deployment' && event.payload['stage'] === 'production',
  )
  const sits = (seat: Seat) => holders.some(holder => holder.seat === seat)
  return {
    G0: [
      check('goal', charter.goal !== '' && 'written', 'project_manager'),
      check('kpi', kpi && `${kpi.name}: ${kpi.baseline} to ${kpi.target} ${kpi.unit}`, 'stakeholder'),
      check('owner', sits('stakeholder') && 'a stakeholder sits in the project', 'project_manager'),
    ],
    G1: [
      check(
        'dataset',
        log.count('publish', 'dataset') > 0 && `${log.count('publish', 'dataset')} versions`,
        'data_engineer',
      ),
      check('data_owner', (sits('data_engineer') || sits('data_scientist')) && 'seated', 'project_manager'),
      check(
        'hypothesis',
        log.count('open', 'hypothesis') > 0 && `${log.count('open', 'hypothesis')} written`,
        'data_scientist',
      ),
    ],
    G2: [
      check('runs', log.count('finish', 'run') > 0 && `${log.count('finish', 'run')} finished`, 'data_scientist'),
      check(
        'beats_baseline',
        log.first(event => event.verb === 'check-pass' && event.payload['check'] === 'beats-baseline') &&
          'with its interval',
        'data_scientist',
      ),
    ],
    G3: [
      check(
        'promotion',
        log.first(event => event.verb === 'accept' && event.payload['kind'] === 'promotion') &&
          'accepted by another seat',
        'ml_engineer',
      ),
      check(
        're_run',
        log.first(event => event.payload['check'] === 're-run-equal' && event.verb === 'check-pass') && 'equal',
        'ml_engineer',
      ),
      check(
        'deployed',
        log.first(event => event.verb === 'deploy' && event.object.kind === 'deployment') && 'answers requests',
        'devops_engineer',
      ),
    ],
    G4: [
      check('live', live && 'in production', 'devops_engineer'),
      check(
        'value',
        live && latest && latest.at > live.recordedAt ? `${latest.value} ${kpi?.unit ?? ''} since it is live` : false,
        'stakeholder',
      ),
      check(
        'accepted',
        live &&
          log.first(event => event.actingSeat === 'stakeholder' && event.recordedAt > live.recordedAt) &&
          'the stakeholder acted since',
        'stakeholder',
      ),
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

const verbs = [
  'publish',
  'open',
  'finish',
  'check-pass',
  'accept',
  're-run',
  'deploy',
  'comment',
  'gate-decision',
  'kpi-value',
]

/** The newest events of the verbs that count as evidence. */
async function telling(ctx: ProjectContext) {
  const events = await listEvents(ctx.db, { projectIds: [ctx.project.id], verbs }, { limit: 2_000 })
  return {
    first: (is: (event: Event) => unknown) => events.findLast(event => is(event)),
    count: (verb: string, kind: string) =>
      events.filter(event => event.verb === verb && event.object.kind === kind).length,
  }
}
