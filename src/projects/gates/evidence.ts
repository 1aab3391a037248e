import { countHappened, hasActed, listHappened, type Event } from '../../events/events.ts'
import type { Verb } from '../../events/verbs.ts'
import type { ProjectContext } from '../../people/context.ts'
import type { SeatHolder } from '../../people/projects/projects.schema.ts'
import type { Check } from '../../people/requests/requests.schema.ts'
import type { Seat } from '../../people/seats.ts'
import type { Kpi } from '../charter/charter.schema.ts'
import { charterOf } from '../charter/charter.service.ts'
import { partsWritten } from '../charter/parts.service.ts'
import { answeredBefore } from '../charter/playbook/playbook.service.ts'
import { spikesOpenBefore } from '../charter/spikes/spikes.service.ts'
import { gates, yearMs, type GateName } from './need.ts'

/** Everything a gate looks for is read from the charter, the seats and the event log; nobody types it. */
export async function gatherEvidence(ctx: ProjectContext, holders: SeatHolder[]): Promise<Record<GateName, Check[]>> {
  const charter = await charterOf(ctx)
  const { db } = ctx
  const { id } = ctx.project
  const upTo = mostCounted
  const datasets = await countHappened(db, id, { verb: 'publish', kind: 'dataset', upTo })
  const hypotheses = await countHappened(db, id, { verb: 'open', kind: 'hypothesis', upTo })
  const runs = await countHappened(db, id, { verb: 'finish', kind: 'run', upTo })
  const passed = [
    ...(await listHappened(db, id, { verb: 'check-pass', kind: 'evaluation' })),
    ...(await listHappened(db, id, { verb: 'check-pass', kind: 'run' })),
  ].map(event => event.payload['check'])
  const accepted = await listHappened(db, id, { verb: 'accept', kind: 'request' })
  const isAccepted = (kind: string) => accepted.some(event => event.payload['kind'] === kind)
  const deployed = await listHappened(db, id, { verb: 'deploy', kind: 'deployment' })
  const kpi = charter.kpis[0]
  const live = deployed.findLast(event => event.payload['stage'] === 'production')
  const kept = (await listHappened(db, id, { verb: 'gate-decision', kind: 'gate' })).find(
    event => event.payload['gate'] === 'G5' && event.payload['decision'] === 'go',
  )
  const isWorthSaid = (await listHappened(db, id, { verb: 'change', kind: 'charter' })).some(isAboutWorth)
  const hasAccepted =
    live && (await hasActed(db, id, { seat: 'stakeholder', verbs: stakeholderActs, after: live.recordedAt }))
  const now = ctx.clock.now()
  const since = Math.max(kept?.recordedAt ?? 0, live?.recordedAt ?? 0)
  const sits = (seat: Seat) => holders.some(holder => holder.seat === seat)
  const found: Record<GateName, Check[]> = {
    G0: [
      check('goal', charter.goal !== '' && 'written', 'project_manager'),
      check('kpi', kpi && `${kpi.name}: ${kpi.baseline} to ${kpi.target} ${kpi.unit}`, 'stakeholder'),
      check('value_range', isWorthSaid && 'written', 'stakeholder'),
      check('owner', sits('stakeholder') && 'a stakeholder sits in the project', 'project_manager'),
      await charterCheck(ctx),
    ],
    G1: [
      check('dataset', datasets > 0 && `${told(datasets)} versions`, 'data_engineer'),
      check('data_owner', (sits('data_engineer') || sits('data_scientist')) && 'seated', 'project_manager'),
      check('hypothesis', hypotheses > 0 && `${told(hypotheses)} written`, 'data_scientist'),
    ],
    G2: [
      check('runs', runs > 0 && `${told(runs)} finished`, 'data_scientist'),
      check('beats_baseline', passed.includes('beats-baseline') && 'with its interval', 'data_scientist'),
    ],
    G3: [
      check('handoff', isAccepted('handoff') && 'accepted by another seat', 'data_scientist'),
      check('promotion', isAccepted('promotion') && 'accepted by another seat', 'ml_engineer'),
      check('re_run', passed.includes('re-run-equal') && 'equal', 'ml_engineer'),
      check('deployed', deployed.length > 0 && 'answers requests', 'devops_engineer'),
    ],
    G4: [
      check('live', live && 'in production', 'devops_engineer'),
      valueCheck(kpi, live?.recordedAt),
      check('accepted', hasAccepted && 'the stakeholder acted since', 'stakeholder'),
    ],
    G5: [
      check('year', live && now - since > yearMs && 'a year in production', 'stakeholder'),
      check('measured', (kpi?.values.at(-1)?.at ?? 0) > now - quarterMs && 'in the last three months', 'stakeholder'),
    ],
  }
  return withPlaybook(ctx, found)
}

/** A gate asks whether there is any; beyond this many nobody looks at the number. */
const mostCounted = 1_000
const told = (count: number) => (count < mostCounted ? `${count}` : `${mostCounted} or more`)

const isAboutWorth = ({ payload: { fields } }: Event) => Array.isArray(fields) && fields.includes('worth')

const quarterMs = 92 * 86_400_000

function check(name: string, found: string | false | undefined, seat: Seat): Check {
  return found ? { name, state: 'met', found } : { name, state: 'missing', found: '', seat }
}

/** A charter that is not whole stops nothing, but everybody sees it. */
async function charterCheck(ctx: ProjectContext): Promise<Check> {
  const { written, of } = await partsWritten(ctx)
  const found = `${written} of ${of} written`
  if (written < of) return { name: 'charter', state: 'warning', found, seat: 'project_manager' }
  return { name: 'charter', state: 'met', found }
}

/** Value is shown by a KPI that is better than its baseline since the model is live: its whole interval, where it has one. */
function valueCheck(kpi: Kpi | undefined, liveSince: number | undefined): Check {
  const last = kpi?.values.at(-1)
  if (!kpi || !last || liveSince === undefined || last.at <= liveSince)
    return { name: 'value', state: 'missing', found: '', seat: 'stakeholder' }
  const worst = kpi.direction === 'higher' ? (last.low ?? last.value) : (last.high ?? last.value)
  const isBetter = kpi.direction === 'higher' ? worst > kpi.baseline : worst < kpi.baseline
  const found = `${last.value} ${kpi.unit} since it is live`
  return isBetter
    ? { name: 'value', state: 'met', found }
    : { name: 'value', state: 'missing', found, seat: 'stakeholder' }
}

/** Where a playbook is followed, a phase also ends with its questions answered and its spikes over. */
async function withPlaybook(ctx: ProjectContext, found: Record<GateName, Check[]>): Promise<Record<GateName, Check[]>> {
  const answered = await answeredBefore(ctx)
  const open = await spikesOpenBefore(ctx)
  const all = { ...found }
  for (const gate of gates) {
    const questions = answered.get(gate)
    const spikes = open.get(gate) ?? 0
    if (questions && questions.of > 0) {
      const said = `${questions.answered} of ${questions.of} answered`
      const isMet = questions.answered === questions.of
      all[gate] = [...all[gate], { name: 'questions', found: said, ...stateOf(isMet) }]
    }
    if (spikes > 0) all[gate] = [...all[gate], { name: 'spikes', found: `${spikes} open`, ...stateOf(false) }]
  }
  return all
}

const stateOf = (isMet: boolean): Pick<Check, 'state' | 'seat'> =>
  isMet ? { state: 'met' } : { state: 'missing', seat: 'project_manager' }

/** What says that the stakeholder takes part, and does not only look. */
const stakeholderActs: readonly Verb[] = ['accept', 'comment', 'gate-decision', 'kpi-value', 'open']
