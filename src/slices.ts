import { assetBlobs } from './assets/catalog/versions.store.ts'
import { datasetBlobs } from './assets/datasets/datasets.store.ts'
import { artifactBlobs } from './assets/experiments/artifacts/artifacts.store.ts'
import { logBlobs } from './backbone/engines/attempts/attempts.store.ts'
import type { Holder } from './backbone/storage/collecting/collecting.worker.ts'
import { snapshotBlobs } from './backbone/storage/snapshots/snapshots.store.ts'
import { predictionBlobs } from './projects/deployments/predictions/predictions.store.ts'
import { catalogHandlers } from './assets/catalog/catalog.routes.ts'
import { catalogRoutes } from './assets/catalog/catalog.schema.ts'
import { deprecationHandlers } from './assets/catalog/deprecation/deprecation.routes.ts'
import { deprecationRoutes } from './assets/catalog/deprecation/deprecation.schema.ts'
import { likenessHandlers } from './assets/catalog/likeness/likeness.routes.ts'
import { likenessRoutes } from './assets/catalog/likeness/likeness.schema.ts'
import { lineageHandlers } from './assets/catalog/lineage/lineage.routes.ts'
import { lineageRoutes } from './assets/catalog/lineage/lineage.schema.ts'
import { ownershipHandlers } from './assets/catalog/ownership/ownership.routes.ts'
import { ownershipRoutes } from './assets/catalog/ownership/ownership.schema.ts'
import { subscriptionHandlers } from './assets/catalog/subscriptions/subscriptions.routes.ts'
import { subscriptionRoutes } from './assets/catalog/subscriptions/subscriptions.schema.ts'
import { datasetHandlers } from './assets/datasets/datasets.routes.ts'
import { datasetRoutes } from './assets/datasets/datasets.schema.ts'
import { artifactHandlers } from './assets/experiments/artifacts/artifacts.routes.ts'
import { artifactRoutes } from './assets/experiments/artifacts/artifacts.schema.ts'
import { bulkHandlers } from './assets/experiments/bulk/bulk.routes.ts'
import { bulkRoutes } from './assets/experiments/bulk/bulk.schema.ts'
import { experimentHandlers } from './assets/experiments/experiments.routes.ts'
import { experimentRoutes } from './assets/experiments/experiments.schema.ts'
import { launchHandlers } from './assets/experiments/launches/launches.routes.ts'
import { launchRoutes } from './assets/experiments/launches/launches.schema.ts'
import { imageHandlers } from './assets/images/images.routes.ts'
import { imageRoutes } from './assets/images/images.schema.ts'
import { aliasHandlers, protectionHandlers } from './assets/models/aliases/aliases.routes.ts'
import { aliasRoutes, protectionRoutes } from './assets/models/aliases/aliases.schema.ts'
import { webhookHandlers } from './assets/models/webhooks/webhooks.routes.ts'
import { webhookRoutes } from './assets/models/webhooks/webhooks.schema.ts'
import { importHandlers } from './assets/imports/imports.routes.ts'
import { importRoutes } from './assets/imports/imports.schema.ts'
import { modelHandlers } from './assets/models/models.routes.ts'
import { modelRoutes } from './assets/models/models.schema.ts'
import { auditHandlers } from './backbone/audit/audit.routes.ts'
import { auditRoutes } from './backbone/audit/audit.schema.ts'
import { attemptHandlers, engineHandlers } from './backbone/engines/attempts/attempts.routes.ts'
import { attemptRoutes, engineRoutes } from './backbone/engines/attempts/attempts.schema.ts'
import { environmentHandlers } from './backbone/engines/environments/environments.routes.ts'
import { environmentRoutes } from './backbone/engines/environments/environments.schema.ts'
import { snapshotHandlers } from './backbone/storage/snapshots/snapshots.routes.ts'
import { snapshotRoutes } from './backbone/storage/snapshots/snapshots.schema.ts'
import { agentHandlers } from './people/sessions/agents/agents.routes.ts'
import { agentRoutes } from './people/sessions/agents/agents.schema.ts'
import { homeHandlers } from './people/home/home.routes.ts'
import { homeRoutes } from './people/home/home.schema.ts'
import { calendarHandlers } from './people/users/calendar/calendar.routes.ts'
import { calendarRoutes } from './people/users/calendar/calendar.schema.ts'
import { flowHandlers } from './people/insights/flow/flow.routes.ts'
import { flowRoutes } from './people/insights/flow/flow.schema.ts'
import { metricHandlers } from './people/insights/metrics/metrics.routes.ts'
import { metricRoutes } from './people/insights/metrics/metrics.schema.ts'
import { linkHandlers } from './people/insights/links/links.routes.ts'
import { linkRoutes } from './people/insights/links/links.schema.ts'
import { skillHandlers } from './people/insights/skills/skills.routes.ts'
import { skillRoutes } from './people/insights/skills/skills.schema.ts'
import { seatingHandlers } from './people/insights/seating/seating.routes.ts'
import { seatingRoutes } from './people/insights/seating/seating.schema.ts'
import { organisationHandlers } from './people/organisation/organisation.routes.ts'
import { organisationRoutes } from './people/organisation/organisation.schema.ts'
import { humanHandlers } from './people/organisation/aliases/aliases.routes.ts'
import { humanRoutes } from './people/organisation/aliases/aliases.schema.ts'
import { joiningHandlers } from './people/organisation/joining/joining.routes.ts'
import { joiningRoutes } from './people/organisation/joining/joining.schema.ts'
import { leavingHandlers } from './people/organisation/leaving/leaving.routes.ts'
import { leavingRoutes } from './people/organisation/leaving/leaving.schema.ts'
import { lineHandlers } from './people/organisation/lines/lines.routes.ts'
import { lineRoutes } from './people/organisation/lines/lines.schema.ts'
import { onboardingHandlers } from './people/organisation/onboarding/onboarding.routes.ts'
import { onboardingRoutes } from './people/organisation/onboarding/onboarding.schema.ts'
import { rosterHandlers } from './people/organisation/roster/roster.routes.ts'
import { rosterRoutes } from './people/organisation/roster/roster.schema.ts'
import { teamHandlers } from './people/organisation/teams/teams.routes.ts'
import { teamRoutes } from './people/organisation/teams/teams.schema.ts'
import { projectHandlers } from './people/projects/projects.routes.ts'
import { projectRoutes } from './people/projects/projects.schema.ts'
import { accessHandlers } from './people/projects/access/access.routes.ts'
import { accessRoutes } from './people/projects/access/access.schema.ts'
import { inboxHandlers } from './people/requests/inbox/inbox.routes.ts'
import { inboxRoutes } from './people/requests/inbox/inbox.schema.ts'
import { mailHandlers } from './people/requests/mail/mail.routes.ts'
import { mailRoutes } from './people/requests/mail/mail.schema.ts'
import { askedHandlers } from './people/requests/asked/asked.routes.ts'
import { askedRoutes } from './people/requests/asked/asked.schema.ts'
import { requestHandlers } from './people/requests/requests.routes.ts'
import { requestRoutes } from './people/requests/requests.schema.ts'
import { slice } from './people/serve.ts'
import { sessionHandlers } from './people/sessions/sessions.routes.ts'
import { sessionRoutes } from './people/sessions/sessions.schema.ts'
import { openLoginTries } from './people/sessions/sessions.service.ts'
import { talkHandlers } from './people/talk/talk.routes.ts'
import { talkRoutes } from './people/talk/talk.schema.ts'
import { timelineHandlers } from './people/timeline/timeline.routes.ts'
import { timelineRoutes } from './people/timeline/timeline.schema.ts'
import { tokenHandlers } from './people/sessions/tokens/tokens.routes.ts'
import { tokenRoutes } from './people/sessions/tokens/tokens.schema.ts'
import { erasureHandlers } from './people/users/erasure/erasure.routes.ts'
import { erasureRoutes } from './people/users/erasure/erasure.schema.ts'
import { userHandlers } from './people/users/users.routes.ts'
import { userRoutes } from './people/users/users.schema.ts'
import { cardHandlers } from './projects/promotions/cards/cards.routes.ts'
import { cardRoutes } from './projects/promotions/cards/cards.schema.ts'
import { charterHandlers } from './projects/charter/charter.routes.ts'
import { charterRoutes } from './projects/charter/charter.schema.ts'
import { playbookHandlers } from './projects/charter/playbook/playbook.routes.ts'
import { playbookRoutes } from './projects/charter/playbook/playbook.schema.ts'
import { riskHandlers } from './projects/charter/risks/risks.routes.ts'
import { riskRoutes } from './projects/charter/risks/risks.schema.ts'
import { spikeHandlers } from './projects/charter/spikes/spikes.routes.ts'
import { spikeRoutes } from './projects/charter/spikes/spikes.schema.ts'
import { demoRoutes } from './projects/demo/demo.schema.ts'
import { demoHandlers } from './projects/demo/demo.routes.ts'
import { deploymentHandlers } from './projects/deployments/deployments.routes.ts'
import { deploymentRoutes } from './projects/deployments/deployments.schema.ts'
import { predictionHandlers } from './projects/deployments/predictions/predictions.routes.ts'
import { predictionRoutes } from './projects/deployments/predictions/predictions.schema.ts'
import { evaluationHandlers } from './projects/evaluations/evaluations.routes.ts'
import { evaluationRoutes } from './projects/evaluations/evaluations.schema.ts'
import { driverHandlers } from './projects/expectations/drivers/drivers.routes.ts'
import { driverRoutes } from './projects/expectations/drivers/drivers.schema.ts'
import { forecastHandlers } from './projects/expectations/forecasts/forecasts.routes.ts'
import { forecastRoutes } from './projects/expectations/forecasts/forecasts.schema.ts'
import { noteHandlers } from './projects/expectations/notes/notes.routes.ts'
import { noteRoutes } from './projects/expectations/notes/notes.schema.ts'
import { promiseHandlers } from './projects/expectations/promises/promises.routes.ts'
import { promiseRoutes } from './projects/expectations/promises/promises.schema.ts'
import { roomHandlers } from './projects/expectations/room/room.routes.ts'
import { roomRoutes } from './projects/expectations/room/room.schema.ts'
import { gateHandlers } from './projects/gates/gates.routes.ts'
import { gateRoutes } from './projects/gates/gates.schema.ts'
import { handoffHandlers } from './projects/promotions/handoffs/handoffs.routes.ts'
import { handoffRoutes } from './projects/promotions/handoffs/handoffs.schema.ts'
import { hypothesisHandlers } from './projects/hypotheses/hypotheses.routes.ts'
import { hypothesisRoutes } from './projects/hypotheses/hypotheses.schema.ts'
import { portfolioHandlers } from './projects/story/portfolio/portfolio.routes.ts'
import { portfolioRoutes } from './projects/story/portfolio/portfolio.schema.ts'
import { alarmHandlers } from './projects/story/alarms/alarms.routes.ts'
import { alarmRoutes } from './projects/story/alarms/alarms.schema.ts'
import type { Demos } from './projects/demo/demo.routes.ts'

/** Every slice with its handlers, in the order in which their paths are tried; a part of the composition root. */
export const allSlices = (demos: Demos = {}) => [
  slice(sessionRoutes, sessionHandlers(openLoginTries())),
  slice(userRoutes, userHandlers),
  slice(erasureRoutes, erasureHandlers),
  slice(organisationRoutes, organisationHandlers),
  slice(teamRoutes, teamHandlers),
  slice(lineRoutes, lineHandlers),
  slice(humanRoutes, humanHandlers),
  slice(rosterRoutes, rosterHandlers),
  slice(onboardingRoutes, onboardingHandlers),
  slice(leavingRoutes, leavingHandlers),
  slice(joiningRoutes, joiningHandlers),
  slice(projectRoutes, projectHandlers),
  slice(tokenRoutes, tokenHandlers),
  slice(agentRoutes, agentHandlers),
  slice(requestRoutes, requestHandlers),
  slice(askedRoutes, askedHandlers),
  slice(inboxRoutes, inboxHandlers),
  slice(mailRoutes, mailHandlers),
  slice(accessRoutes, accessHandlers),
  slice(talkRoutes, talkHandlers),
  slice(timelineRoutes, timelineHandlers),
  slice(homeRoutes, homeHandlers),
  slice(calendarRoutes, calendarHandlers),
  slice(flowRoutes, flowHandlers),
  slice(metricRoutes, metricHandlers),
  slice(seatingRoutes, seatingHandlers),
  slice(skillRoutes, skillHandlers),
  slice(linkRoutes, linkHandlers),
  slice(environmentRoutes, environmentHandlers),
  slice(attemptRoutes, attemptHandlers),
  slice(engineRoutes, engineHandlers),
  slice(auditRoutes, auditHandlers),
  slice(snapshotRoutes, snapshotHandlers),
  slice(catalogRoutes, catalogHandlers),
  slice(likenessRoutes, likenessHandlers),
  slice(deprecationRoutes, deprecationHandlers),
  slice(ownershipRoutes, ownershipHandlers),
  slice(subscriptionRoutes, subscriptionHandlers),
  slice(lineageRoutes, lineageHandlers),
  slice(datasetRoutes, datasetHandlers),
  slice(imageRoutes, imageHandlers),
  slice(launchRoutes, launchHandlers),
  slice(bulkRoutes, bulkHandlers),
  slice(experimentRoutes, experimentHandlers),
  slice(artifactRoutes, artifactHandlers),
  slice(modelRoutes, modelHandlers),
  slice(protectionRoutes, protectionHandlers),
  slice(webhookRoutes, webhookHandlers),
  slice(aliasRoutes, aliasHandlers),
  slice(importRoutes, importHandlers),
  slice(charterRoutes, charterHandlers),
  slice(cardRoutes, cardHandlers),
  slice(demoRoutes, demoHandlers(demos)),
  slice(hypothesisRoutes, hypothesisHandlers),
  slice(gateRoutes, gateHandlers),
  slice(forecastRoutes, forecastHandlers),
  slice(promiseRoutes, promiseHandlers),
  slice(roomRoutes, roomHandlers),
  slice(riskRoutes, riskHandlers),
  slice(playbookRoutes, playbookHandlers),
  slice(spikeRoutes, spikeHandlers),
  slice(driverRoutes, driverHandlers),
  slice(noteRoutes, noteHandlers),
  slice(handoffRoutes, handoffHandlers),
  slice(deploymentRoutes, deploymentHandlers),
  slice(predictionRoutes, predictionHandlers),
  slice(evaluationRoutes, evaluationHandlers),
  slice(portfolioRoutes, portfolioHandlers),
  slice(alarmRoutes, alarmHandlers),
]

/** All tables that name blobs; what none of them names is removed. */
export const blobHolders: readonly Holder[] = [
  artifactBlobs,
  assetBlobs,
  datasetBlobs,
  logBlobs,
  predictionBlobs,
  snapshotBlobs,
]
