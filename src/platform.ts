import { mkdirSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { dirname, join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { assetHoldings } from './assets/catalog/catalog.holdings.ts'
import { catalogHandlers } from './assets/catalog/catalog.routes.ts'
import { catalogRoutes } from './assets/catalog/catalog.schema.ts'
import { lineageHandlers } from './assets/catalog/lineage/lineage.routes.ts'
import { lineageRoutes } from './assets/catalog/lineage/lineage.schema.ts'
import { subscription } from './assets/catalog/subscriptions/subscription.kind.ts'
import { subscriptionHandlers } from './assets/catalog/subscriptions/subscriptions.routes.ts'
import { subscriptionRoutes } from './assets/catalog/subscriptions/subscriptions.schema.ts'
import { openAnalytics } from './assets/datasets/analytics/analytics.ts'
import { datasetHandlers } from './assets/datasets/datasets.routes.ts'
import { datasetRoutes } from './assets/datasets/datasets.schema.ts'
import { profileJob, profileJobKind } from './assets/datasets/datasets.service.ts'
import { artifactHandlers } from './assets/experiments/artifacts/artifacts.routes.ts'
import { artifactRoutes } from './assets/experiments/artifacts/artifacts.schema.ts'
import { bulkHandlers } from './assets/experiments/bulk/bulk.routes.ts'
import { bulkRoutes } from './assets/experiments/bulk/bulk.schema.ts'
import { experimentHandlers } from './assets/experiments/experiments.routes.ts'
import { experimentRoutes } from './assets/experiments/experiments.schema.ts'
import { runTrash } from './assets/experiments/bulk/trash.worker.ts'
import { openJournal } from './assets/experiments/metrics/journal.ts'
import { runSweeper } from './assets/experiments/metrics/sweep.ts'
import { launchHandlers } from './assets/experiments/launches/launches.routes.ts'
import { launchRoutes } from './assets/experiments/launches/launches.schema.ts'
import { runAttemptKind, runAttempts, type FindHypothesis } from './assets/experiments/launches/launches.service.ts'
import { removeUnfinished } from './assets/images/builder/workplace.ts'
import { imageHandlers } from './assets/images/images.routes.ts'
import { imageRoutes } from './assets/images/images.schema.ts'
import { imageJob, imageJobKind } from './assets/images/images.service.ts'
import { aliasHandlers, protectionHandlers } from './assets/models/aliases/aliases.routes.ts'
import { aliasRoutes, protectionRoutes } from './assets/models/aliases/aliases.schema.ts'
import { webhookJobKind } from './assets/models/webhooks/outbox.ts'
import { webhookHandlers } from './assets/models/webhooks/webhooks.routes.ts'
import { webhookRoutes } from './assets/models/webhooks/webhooks.schema.ts'
import { webhookJob } from './assets/models/webhooks/webhooks.worker.ts'
import { importHandlers } from './assets/imports/imports.routes.ts'
import { importRoutes } from './assets/imports/imports.schema.ts'
import { modelHandlers } from './assets/models/models.routes.ts'
import { modelRoutes } from './assets/models/models.schema.ts'
import { sharedNames } from './assets/names.ts'
import { auditHandlers } from './backbone/audit/audit.routes.ts'
import { auditRoutes } from './backbone/audit/audit.schema.ts'
import { attemptHandlers, engineHandlers } from './backbone/engines/attempts/attempts.routes.ts'
import { attemptRoutes, engineRoutes } from './backbone/engines/attempts/attempts.schema.ts'
import { attemptJobKind } from './backbone/engines/attempts/attempts.service.ts'
import { attemptJob } from './backbone/engines/attempts/attempts.worker.ts'
import type { AttemptKinds } from './backbone/engines/attempts/attempts.kind.ts'
import type { Engines } from './backbone/engines/context.ts'
import { environmentHandlers } from './backbone/engines/environments/environments.routes.ts'
import { environmentRoutes } from './backbone/engines/environments/environments.schema.ts'
import { probeSandbox } from './backbone/engines/sandbox.ts'
import { backboneNames } from './backbone/names.ts'
import { openAddresses } from './backbone/network/addresses.ts'
import { openOutbound } from './backbone/network/outbound.ts'
import { openBlobs } from './backbone/storage/blobs.ts'
import { openSealer } from './backbone/storage/sealing.ts'
import { openSigner } from './backbone/storage/signing.ts'
import { openUploads, runUploadSweeper } from './backbone/storage/uploads.ts'
import { folderOf, lockFolder, writeServerFile } from './backbone/storage/folder.ts'
import { releaseLeases, runJobs, pingDatabase, type JobRunner } from './database/jobs.ts'
import { snapshotHandlers } from './backbone/storage/snapshots/snapshots.routes.ts'
import { snapshotRoutes } from './backbone/storage/snapshots/snapshots.schema.ts'
import { keepBeforeMigration } from './database/copy.ts'
import { migrate } from './database/migrate.ts'
import { openDatabase } from './database/open.ts'
import type { Db } from './database/schema.ts'
import { processEngine } from './engines/process/process.engine.ts'
import { openHub } from './events/hub.ts'
import { runSealer } from './events/seal.ts'
import { systemClock } from './kernel/clock.ts'
import type { Config } from './kernel/config.ts'
import { AppError } from './kernel/errors.ts'
import { openLog } from './kernel/log.ts'
import { openApi } from './kernel/openapi.ts'
import { version } from './kernel/version.ts'
import { isLoopbackHost, onlyKnownHosts, onlyReadablePaths, secureHeaders, serveWebApp } from './kernel/web.ts'
import { homeHandlers } from './people/home/home.routes.ts'
import { homeRoutes } from './people/home/home.schema.ts'
import { calendarHandlers } from './people/insights/calendar/calendar.routes.ts'
import { calendarRoutes } from './people/insights/calendar/calendar.schema.ts'
import { flowHandlers } from './people/insights/flow/flow.routes.ts'
import { flowRoutes } from './people/insights/flow/flow.schema.ts'
import { metricHandlers } from './people/insights/metrics/metrics.routes.ts'
import { metricRoutes } from './people/insights/metrics/metrics.schema.ts'
import { seatingHandlers } from './people/insights/seating/seating.routes.ts'
import { seatingRoutes } from './people/insights/seating/seating.schema.ts'
import { runProjector } from './people/insights/projection/projector.ts'
import { peopleNames } from './people/names.ts'
import { organisationHandlers } from './people/organisation/organisation.routes.ts'
import { organisationRoutes } from './people/organisation/organisation.schema.ts'
import { humanHandlers } from './people/organisation/aliases/aliases.routes.ts'
import { humanRoutes } from './people/organisation/aliases/aliases.schema.ts'
import { joiningHandlers } from './people/organisation/joining/joining.routes.ts'
import { joiningRoutes } from './people/organisation/joining/joining.schema.ts'
import type { HoldingKinds } from './people/organisation/leaving/holdings.kind.ts'
import { leavingHandlers } from './people/organisation/leaving/leaving.routes.ts'
import { leavingRoutes } from './people/organisation/leaving/leaving.schema.ts'
import { peopleHoldings } from './people/organisation/leaving/people.holdings.ts'
import { lineHandlers } from './people/organisation/lines/lines.routes.ts'
import { lineRoutes } from './people/organisation/lines/lines.schema.ts'
import { onboardingHandlers } from './people/organisation/onboarding/onboarding.routes.ts'
import { onboardingRoutes } from './people/organisation/onboarding/onboarding.schema.ts'
import { rosterHandlers } from './people/organisation/roster/roster.routes.ts'
import { rosterRoutes } from './people/organisation/roster/roster.schema.ts'
import { teamHandlers } from './people/organisation/teams/teams.routes.ts'
import { teamRoutes } from './people/organisation/teams/teams.schema.ts'
import { ensureOwner, ownerLink } from './people/owner.ts'
import { projectHandlers } from './people/projects/projects.routes.ts'
import { projectRoutes } from './people/projects/projects.schema.ts'
import { accessEndJob, accessEndKind } from './people/projects/access/access.job.ts'
import { access } from './people/projects/access/access.kind.ts'
import { accessHandlers } from './people/projects/access/access.routes.ts'
import { accessRoutes } from './people/projects/access/access.schema.ts'
import { inboxHandlers } from './people/requests/inbox/inbox.routes.ts'
import { inboxRoutes } from './people/requests/inbox/inbox.schema.ts'
import { mailHandlers } from './people/requests/mail/mail.routes.ts'
import { mailRoutes } from './people/requests/mail/mail.schema.ts'
import { noticeJob } from './people/requests/mail/mail.worker.ts'
import { noticeKind } from './people/requests/mail/notices.ts'
import { askedHandlers } from './people/requests/asked/asked.routes.ts'
import { askedRoutes } from './people/requests/asked/asked.schema.ts'
import type { RequestKinds } from './people/requests/requests.kind.ts'
import { requestHandlers } from './people/requests/requests.routes.ts'
import { requestRoutes } from './people/requests/requests.schema.ts'
import type { Granted } from './people/authorize.ts'
import { openPresence } from './people/presence.ts'
import { openRecall } from './people/recall.ts'
import { answerErrors, slice, type Ground } from './people/serve.ts'
import { sessionHandlers } from './people/sessions/sessions.routes.ts'
import { sessionRoutes } from './people/sessions/sessions.schema.ts'
import { openLoginTries } from './people/sessions/sessions.service.ts'
import { review } from './people/talk/review.kind.ts'
import { talkHandlers } from './people/talk/talk.routes.ts'
import { talkRoutes } from './people/talk/talk.schema.ts'
import { timelineHandlers } from './people/timeline/timeline.routes.ts'
import { timelineRoutes } from './people/timeline/timeline.schema.ts'
import type { Namers } from './people/timeline/timeline.service.ts'
import { tokenHandlers } from './people/sessions/tokens/tokens.routes.ts'
import { tokenRoutes } from './people/sessions/tokens/tokens.schema.ts'
import { userHandlers } from './people/users/users.routes.ts'
import { userRoutes } from './people/users/users.schema.ts'
import { cardHandlers } from './projects/promotions/cards/cards.routes.ts'
import { cardRoutes } from './projects/promotions/cards/cards.schema.ts'
import { charterHandlers } from './projects/charter/charter.routes.ts'
import { scopeChange } from './projects/charter/scope.kind.ts'
import { charterRoutes } from './projects/charter/charter.schema.ts'
import { riskHandlers } from './projects/charter/risks/risks.routes.ts'
import { riskRoutes } from './projects/charter/risks/risks.schema.ts'
import { demoRoutes } from './projects/demo/demo.schema.ts'
import { demoHandlers } from './projects/demo/demo.routes.ts'
import { runDemo, type DemoRun } from './projects/demo/demo.service.ts'
import { endpointHoldings } from './projects/deployments/owners/owners.holdings.ts'
import { deploymentHandlers } from './projects/deployments/deployments.routes.ts'
import { deploymentRoutes } from './projects/deployments/deployments.schema.ts'
import { deploymentJobKind } from './projects/deployments/deployments.service.ts'
import { deploymentJob } from './projects/deployments/deployments.worker.ts'
import { openModelHost } from './projects/deployments/host.ts'
import type { Live } from './projects/deployments/deployments.service.ts'
import { predictionHandlers } from './projects/deployments/predictions/predictions.routes.ts'
import { predictionRoutes } from './projects/deployments/predictions/predictions.schema.ts'
import { openTrafficLog } from './projects/deployments/traffic.ts'
import { evaluationHandlers } from './projects/evaluations/evaluations.routes.ts'
import { evaluationRoutes } from './projects/evaluations/evaluations.schema.ts'
import { evaluationAttemptKind, evaluationAttempts } from './projects/evaluations/evaluations.service.ts'
import { driverHandlers } from './projects/expectations/drivers/drivers.routes.ts'
import { driverRoutes } from './projects/expectations/drivers/drivers.schema.ts'
import { forecastHandlers } from './projects/expectations/forecasts/forecasts.routes.ts'
import { forecastRoutes } from './projects/expectations/forecasts/forecasts.schema.ts'
import { runForecaster } from './projects/expectations/forecasts/forecasts.worker.ts'
import { noteHandlers } from './projects/expectations/notes/notes.routes.ts'
import { noteRoutes } from './projects/expectations/notes/notes.schema.ts'
import { promiseHandlers } from './projects/expectations/promises/promises.routes.ts'
import { promiseRoutes } from './projects/expectations/promises/promises.schema.ts'
import { noteGaps } from './projects/expectations/promises/promises.service.ts'
import { roomHandlers } from './projects/expectations/room/room.routes.ts'
import { roomRoutes } from './projects/expectations/room/room.schema.ts'
import { gate } from './projects/gates/gate.kind.ts'
import { gateHandlers } from './projects/gates/gates.routes.ts'
import { gateRoutes } from './projects/gates/gates.schema.ts'
import { handoff } from './projects/promotions/handoffs/handoff.kind.ts'
import { handoffHandlers } from './projects/promotions/handoffs/handoffs.routes.ts'
import { handoffRoutes } from './projects/promotions/handoffs/handoffs.schema.ts'
import { hypothesisHandlers } from './projects/hypotheses/hypotheses.routes.ts'
import { hypothesisOf } from './projects/hypotheses/hypotheses.service.ts'
import { hypothesisRoutes } from './projects/hypotheses/hypotheses.schema.ts'
import { projectNames } from './projects/names.ts'
import { promotion } from './projects/promotions/promotion.kind.ts'
import { portfolioHandlers } from './projects/story/portfolio/portfolio.routes.ts'
import { portfolioRoutes } from './projects/story/portfolio/portfolio.schema.ts'
import { mlflowProtocol } from './protocols/mlflow/mlflow.ts'
import { mountOpenInference } from './protocols/inference/openInference.ts'
import { mountInvocations, plainInvocations } from './protocols/inference/inference.ts'

export type Platform = {
  url: string
  db: Db
  signInUrl(): Promise<string>
  /** begins or goes on with the demo; `say` gets the line of its end */
  startDemo(say: (line: string) => void): Promise<void>
  stop(): Promise<void>
}

/** The composition root: opens the parts, puts the slices on one app, runs the workers. The only file that knows everything. */
export async function startPlatform(config: Config, more: { attemptKinds?: AttemptKinds } = {}): Promise<Platform> {
  const folder = folderOf(config.dataDir)
  const lock = lockFolder(config.dataDir)
  mkdirSync(folder.temp, { recursive: true })
  const log = openLog(config.log)
  const clock = systemClock
  const hub = openHub()
  const db = openDatabase({ url: config.databaseUrl, file: folder.database })
  await migrate(db, () => keepBeforeMigration(db, folder.backups))
  await ensureOwner(db, clock)
  const blobs = openBlobs(config)
  await blobs.clear()
  const uploads = openUploads(folder.uploads, { blobs, clock })
  const uploadSweeper = runUploadSweeper({ uploads, log })
  const signer = openSigner(folder.signingKey)
  const secrets = openSealer(folder.signingKey)
  const outbound = openOutbound(openAddresses(config.allowedAddresses))
  let origin = config.url
  const grants = openRecall<Granted>({ hub, clock })
  const presence = openPresence({ db, clock, log })
  const ground: Ground = { db, clock, hub, log, grants, presence, origin: () => origin, trustProxy: config.trustProxy }
  if (config.databaseUrl === '') await releaseLeases(db)
  let jobs: JobRunner | undefined
  let serverUrl = ''
  let demo: DemoRun | undefined
  const sealer = runSealer({ db, log, checkpointFile: folder.checkpoint })
  const sweeper = runSweeper({ db, log })
  const projector = runProjector({ db, log })
  const trash = runTrash({ db, log, clock, days: config.trashDays })
  const journal = openJournal(db)
  const forecaster = runForecaster({ db, clock, log, afterForecast: noteGaps })

  const app = new Hono()
  answerErrors(app, log)
  const known = new Set<string>()
  const isKnownHost = (host: string) => known.has(host) || isLoopbackHost(host)
  app.use(secureHeaders, onlyKnownHosts(isKnownHost), onlyReadablePaths)
  const namers: Namers = { ...peopleNames, ...backboneNames, ...sharedNames, ...projectNames }
  const requestKinds: RequestKinds = {
    ...{ promotion, gate, handoff, access, subscription },
    'scope-change': scopeChange,
    review: review(namers),
  }
  const holdingKinds: HoldingKinds = { ...peopleHoldings, ...assetHoldings, ...endpointHoldings }
  const analytics = openAnalytics({ dataDir: config.dataDir })
  const findHypothesis: FindHypothesis = async (ctx, ref) => (await hypothesisOf(ctx, ref)).id
  const sandbox = await probeSandbox()
  const workshop = { data: config.dataDir, sandbox, env: process.env }
  const attemptKinds: AttemptKinds = {
    [runAttemptKind]: runAttempts({ analytics, journal }),
    [evaluationAttemptKind]: evaluationAttempts({ workshop }),
    ...more.attemptKinds,
  }
  const engines: Engines = { process: processEngine({ data: config.dataDir, sandbox, capacity: config.steps }) }
  const work = { wakeJobs: () => jobs?.wake(), engines, attemptKinds, serverUrl: () => serverUrl }
  await removeUnfinished(config.dataDir)
  const host = openModelHost({
    ...{ blobs, log, sandbox, data: config.dataDir, folder: folder.serving, timeoutMs: 10_000 },
    memoryMiB: { onnx: 1024, python: config.stepMemoryMiB },
  })
  const traffic = openTrafficLog({ db, blobs, log, now: () => clock.now() })
  const parts = {
    journal,
    host,
    traffic,
    live: openRecall<Live>({ hub, clock }),
    analytics,
    workshop,
    findHypothesis,
    afterForecast: noteGaps,
    config,
    log,
    blobs,
    uploads,
    signer,
    sealer: secrets,
    outbound,
    namers,
    requestKinds,
    holdingKinds,
    ...work,
  }
  const extend = <C extends object>(ctx: C) => ({ ...ctx, ...parts })

  const slices = [
    slice(sessionRoutes, sessionHandlers(openLoginTries())),
    slice(userRoutes, userHandlers),
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
    slice(environmentRoutes, environmentHandlers),
    slice(attemptRoutes, attemptHandlers),
    slice(engineRoutes, engineHandlers),
    slice(auditRoutes, auditHandlers),
    slice(snapshotRoutes, snapshotHandlers),
    slice(catalogRoutes, catalogHandlers),
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
    slice(
      demoRoutes,
      demoHandlers(() => demo),
    ),
    slice(hypothesisRoutes, hypothesisHandlers),
    slice(gateRoutes, gateHandlers),
    slice(forecastRoutes, forecastHandlers),
    slice(promiseRoutes, promiseHandlers),
    slice(roomRoutes, roomHandlers),
    slice(riskRoutes, riskHandlers),
    slice(driverRoutes, driverHandlers),
    slice(noteRoutes, noteHandlers),
    slice(handoffRoutes, handoffHandlers),
    slice(deploymentRoutes, deploymentHandlers),
    slice(predictionRoutes, predictionHandlers),
    slice(evaluationRoutes, evaluationHandlers),
    slice(portfolioRoutes, portfolioHandlers),
  ]
  for (const one of slices) one.mount(app, ground, extend)
  mountInvocations(app, { ground, extend })
  mountOpenInference(app, { ground, extend })
  app.route('/', mlflowProtocol({ ground, extend, signer }))
  app.get('/health', c => c.text('OK'))
  app.get('/ready', async c => (await pingDatabase(db), c.json({ ready: true })))
  app.get('/api/version', c => c.json({ name: 'trireme', version }))
  app.get('/api/openapi.json', c =>
    c.json(
      openApi(
        slices.map(({ routes }) => routes),
        { title: 'Trireme', version, url: origin },
      ),
    ),
  )
  serveWebApp(app, join(dirname(import.meta.dirname), 'dist', 'web'))

  const closeParts = async () => {
    await presence.close()
    await traffic.close()
    await host.close()
    await analytics.close()
    await sealer.stop()
    await sweeper.stop()
    await forecaster.stop()
    await projector.stop()
    await trash.stop()
    uploadSweeper.stop()
    await db.destroy()
    lock.release()
  }
  const plain = plainInvocations({ ground, extend }, isKnownHost)
  const routed = getRequestListener(app.fetch, { hostname: config.host })
  const server = await listening((...asked) => void (plain(...asked) || routed(...asked)), config).catch(
    async (error: unknown) => {
      await closeParts()
      throw error
    },
  )
  const bound = portOf(server)
  for (const host of ['localhost', '127.0.0.1', '[::1]', config.host, ...config.hosts])
    known.add(`${host}:${bound}`).add(host)
  origin ||= `http://${config.host === '0.0.0.0' || config.host === '::' ? '127.0.0.1' : config.host}:${bound}`
  known.add(new URL(origin).host)
  const url = `http://127.0.0.1:${bound}`
  writeServerFile(config.dataDir, { url, pid: process.pid })
  serverUrl = url
  // not before the server listens: steps may call it at once
  jobs = runJobs({
    db,
    log,
    handlers: {
      [attemptJobKind]: attemptJob({ ground, extend }),
      [noticeKind]: noticeJob(ground, config.mail),
      [accessEndKind]: accessEndJob(ground),
      [imageJobKind]: imageJob({ ground, workshop }),
      [deploymentJobKind]: deploymentJob({ ground, extend }),
      [webhookJobKind]: webhookJob({ db, outbound, sealer: secrets, now: () => clock.now() }),
      [profileJobKind]: profileJob({ db, analytics, path: digest => blobs.path(digest), ring: () => hub.ring() }),
    },
    // most of the time of a call to elsewhere is waiting
    width: { [attemptJobKind]: config.steps, [webhookJobKind]: 8 },
  })

  return {
    url: origin,
    db,
    signInUrl: async () => `${origin}/sign-in#${await ownerLink(db, clock)}`,
    async startDemo(say) {
      demo = await runDemo({ db, clock, url, isOn: config.demo, say })
    },
    async stop() {
      await demo?.stop()
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeAllConnections()
      await jobs?.stop()
      await closed
      await closeParts()
    },
  }
}

function listening(answer: RequestListener, config: Config): Promise<Server> {
  return new Promise((resolve, reject) => {
    // long uploads and streams have no time limit of their own; bodies have limits in bytes
    const server = createServer({ requestTimeout: 0 }, answer)
    server.listen(config.port, config.host, () => resolve(server))
    server.on('error', error => reject('code' in error && error.code === 'EADDRINUSE' ? taken(config) : error))
  })
}

const taken = ({ host, port }: Config) =>
  new AppError('unavailable', `Port ${port} of ${host} is taken by another program`, {
    hint: 'End that one, or choose another port: TRIREME_PORT=4311 npm start (0 takes any free one)',
  })

function portOf(server: Server): number {
  const address = server.address()
  return typeof address === 'object' && address ? address.port : 0
}
