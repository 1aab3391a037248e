import { catalogRoutes } from '../assets/catalog/catalog.schema.ts'
import { deprecationRoutes } from '../assets/catalog/deprecation/deprecation.schema.ts'
import { ownershipRoutes } from '../assets/catalog/ownership/ownership.schema.ts'
import { likenessRoutes } from '../assets/catalog/likeness/likeness.schema.ts'
import { subscriptionRoutes } from '../assets/catalog/subscriptions/subscriptions.schema.ts'
import { lineageRoutes } from '../assets/catalog/lineage/lineage.schema.ts'
import { auditRoutes } from '../backbone/audit/audit.schema.ts'
import { attemptRoutes, engineRoutes } from '../backbone/engines/attempts/attempts.schema.ts'
import { environmentRoutes } from '../backbone/engines/environments/environments.schema.ts'
import { snapshotRoutes } from '../backbone/storage/snapshots/snapshots.schema.ts'
import { datasetRoutes } from '../assets/datasets/datasets.schema.ts'
import { artifactRoutes } from '../assets/experiments/artifacts/artifacts.schema.ts'
import { bulkRoutes } from '../assets/experiments/bulk/bulk.schema.ts'
import { experimentRoutes } from '../assets/experiments/experiments.schema.ts'
import { importRoutes } from '../assets/imports/imports.schema.ts'
import { launchRoutes } from '../assets/experiments/launches/launches.schema.ts'
import { imageRoutes } from '../assets/images/images.schema.ts'
import { aliasRoutes, protectionRoutes } from '../assets/models/aliases/aliases.schema.ts'
import { modelRoutes } from '../assets/models/models.schema.ts'
import { agentRoutes } from '../people/sessions/agents/agents.schema.ts'
import { homeRoutes } from '../people/home/home.schema.ts'
import { calendarRoutes } from '../people/users/calendar/calendar.schema.ts'
import { flowRoutes } from '../people/insights/flow/flow.schema.ts'
import { metricRoutes } from '../people/insights/metrics/metrics.schema.ts'
import { linkRoutes } from '../people/insights/links/links.schema.ts'
import { skillRoutes } from '../people/insights/skills/skills.schema.ts'
import { seatingRoutes } from '../people/insights/seating/seating.schema.ts'
import { organisationRoutes } from '../people/organisation/organisation.schema.ts'
import { humanRoutes } from '../people/organisation/aliases/aliases.schema.ts'
import { joiningRoutes } from '../people/organisation/joining/joining.schema.ts'
import { leavingRoutes } from '../people/organisation/leaving/leaving.schema.ts'
import { lineRoutes } from '../people/organisation/lines/lines.schema.ts'
import { onboardingRoutes } from '../people/organisation/onboarding/onboarding.schema.ts'
import { rosterRoutes } from '../people/organisation/roster/roster.schema.ts'
import { teamRoutes } from '../people/organisation/teams/teams.schema.ts'
import { projectRoutes } from '../people/projects/projects.schema.ts'
import { accessRoutes } from '../people/projects/access/access.schema.ts'
import { inboxRoutes } from '../people/requests/inbox/inbox.schema.ts'
import { mailRoutes } from '../people/requests/mail/mail.schema.ts'
import { askedRoutes } from '../people/requests/asked/asked.schema.ts'
import { requestRoutes } from '../people/requests/requests.schema.ts'
import { sessionRoutes } from '../people/sessions/sessions.schema.ts'
import { talkRoutes } from '../people/talk/talk.schema.ts'
import { webhookRoutes } from '../assets/models/webhooks/webhooks.schema.ts'
import { timelineRoutes } from '../people/timeline/timeline.schema.ts'
import { tokenRoutes } from '../people/sessions/tokens/tokens.schema.ts'
import { erasureRoutes } from '../people/users/erasure/erasure.schema.ts'
import { userRoutes } from '../people/users/users.schema.ts'
import { cardRoutes } from '../projects/promotions/cards/cards.schema.ts'
import { charterRoutes } from '../projects/charter/charter.schema.ts'
import { playbookRoutes } from '../projects/charter/playbook/playbook.schema.ts'
import { riskRoutes } from '../projects/charter/risks/risks.schema.ts'
import { spikeRoutes } from '../projects/charter/spikes/spikes.schema.ts'
import { deploymentRoutes } from '../projects/deployments/deployments.schema.ts'
import { predictionRoutes } from '../projects/deployments/predictions/predictions.schema.ts'
import { evaluationRoutes } from '../projects/evaluations/evaluations.schema.ts'
import { driverRoutes } from '../projects/expectations/drivers/drivers.schema.ts'
import { forecastRoutes } from '../projects/expectations/forecasts/forecasts.schema.ts'
import { noteRoutes } from '../projects/expectations/notes/notes.schema.ts'
import { promiseRoutes } from '../projects/expectations/promises/promises.schema.ts'
import { roomRoutes } from '../projects/expectations/room/room.schema.ts'
import { gateRoutes } from '../projects/gates/gates.schema.ts'
import { handoffRoutes } from '../projects/promotions/handoffs/handoffs.schema.ts'
import { hypothesisRoutes } from '../projects/hypotheses/hypotheses.schema.ts'
import { portfolioRoutes } from '../projects/story/portfolio/portfolio.schema.ts'
import { alarmRoutes } from '../projects/story/alarms/alarms.schema.ts'
import { demoRoutes } from '../projects/demo/demo.schema.ts'
import { client, type Connection } from './client.ts'

export { AppError } from '../kernel/errors.ts'
export type { Connection } from './client.ts'

/**
 * Everything a person can do in the pages, for programs:
 * `const trireme = connect({ url, token }); await trireme.projects.list()`
 */
export const connect = (connection: Connection) => ({
  sessions: client(connection, sessionRoutes),
  users: client(connection, userRoutes),
  erasure: client(connection, erasureRoutes),
  organisation: client(connection, organisationRoutes),
  calendar: client(connection, calendarRoutes),
  flow: client(connection, flowRoutes),
  metrics: client(connection, metricRoutes),
  seating: client(connection, seatingRoutes),
  skills: client(connection, skillRoutes),
  links: client(connection, linkRoutes),
  teams: client(connection, teamRoutes),
  lines: client(connection, lineRoutes),
  humans: client(connection, humanRoutes),
  roster: client(connection, rosterRoutes),
  onboarding: client(connection, onboardingRoutes),
  joining: client(connection, joiningRoutes),
  leaving: client(connection, leavingRoutes),
  projects: client(connection, projectRoutes),
  tokens: client(connection, tokenRoutes),
  agents: client(connection, agentRoutes),
  requests: client(connection, requestRoutes),
  inbox: client(connection, inboxRoutes),
  mail: client(connection, mailRoutes),
  asked: client(connection, askedRoutes),
  access: client(connection, accessRoutes),
  talk: client(connection, talkRoutes),
  events: client(connection, timelineRoutes),
  home: client(connection, homeRoutes),
  environments: client(connection, environmentRoutes),
  attempts: client(connection, attemptRoutes),
  engines: client(connection, engineRoutes),
  audit: client(connection, auditRoutes),
  snapshots: client(connection, snapshotRoutes),
  catalog: client(connection, catalogRoutes),
  near: client(connection, likenessRoutes),
  deprecations: client(connection, deprecationRoutes),
  components: client(connection, ownershipRoutes),
  subscriptions: client(connection, subscriptionRoutes),
  lineage: client(connection, lineageRoutes),
  datasets: client(connection, datasetRoutes),
  images: client(connection, imageRoutes),
  runs: client(connection, experimentRoutes),
  bulk: client(connection, bulkRoutes),
  artifacts: client(connection, artifactRoutes),
  models: client(connection, modelRoutes),
  protectedAliases: client(connection, protectionRoutes),
  modelAliases: client(connection, aliasRoutes),
  webhooks: client(connection, webhookRoutes),
  imports: client(connection, importRoutes),
  launches: client(connection, launchRoutes),
  deployments: client(connection, deploymentRoutes),
  predictions: client(connection, predictionRoutes),
  evaluations: client(connection, evaluationRoutes),
  charter: client(connection, charterRoutes),
  cards: client(connection, cardRoutes),
  hypotheses: client(connection, hypothesisRoutes),
  handoffs: client(connection, handoffRoutes),
  gates: client(connection, gateRoutes),
  forecasts: client(connection, forecastRoutes),
  promises: client(connection, promiseRoutes),
  room: client(connection, roomRoutes),
  risks: client(connection, riskRoutes),
  playbook: client(connection, playbookRoutes),
  spikes: client(connection, spikeRoutes),
  drivers: client(connection, driverRoutes),
  notes: client(connection, noteRoutes),
  portfolio: client(connection, portfolioRoutes),
  alarms: client(connection, alarmRoutes),
  demo: client(connection, demoRoutes),
})

export type Trireme = ReturnType<typeof connect>
