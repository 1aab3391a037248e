import { mkdirSync } from 'node:fs'
import { createServer, type RequestListener, type Server } from 'node:http'
import { dirname, join } from 'node:path'
import { getRequestListener } from '@hono/node-server'
import { Hono } from 'hono'
import { deprecationNews } from './assets/catalog/deprecation/deprecation.news.ts'
import { openAnalytics } from './assets/datasets/analytics/analytics.ts'
import { profileJob, profileJobKind } from './assets/datasets/datasets.service.ts'
import { runTrash } from './assets/experiments/bulk/trash.worker.ts'
import { openJournal } from './assets/experiments/metrics/journal.ts'
import type { Run } from './assets/experiments/runs/run.ts'
import { runSweeper } from './assets/experiments/metrics/sweep.ts'
import { runAttemptKind, runAttempts, type FindHypothesis } from './assets/experiments/launches/launches.service.ts'
import { removeUnfinished } from './assets/images/builder/workplace.ts'
import { imageJob, imageJobKind } from './assets/images/images.service.ts'
import { webhookJobKind } from './assets/models/webhooks/outbox.ts'
import { webhookJob } from './assets/models/webhooks/webhooks.worker.ts'
import { attemptJobKind } from './backbone/engines/attempts/attempts.service.ts'
import { attemptJob } from './backbone/engines/attempts/attempts.worker.ts'
import type { AttemptKinds } from './backbone/engines/attempts/attempts.kind.ts'
import type { Engines } from './backbone/engines/context.ts'
import { probeSandbox } from './backbone/engines/sandbox.ts'
import { openAddresses } from './backbone/network/addresses.ts'
import { openOutbound } from './backbone/network/outbound.ts'
import { openBlobs } from './backbone/storage/blobs.ts'
import { runCollector } from './backbone/storage/collecting/collecting.worker.ts'
import { openSealer } from './backbone/storage/sealing.ts'
import { openSigner } from './backbone/storage/signing.ts'
import { openUploads, runUploadSweeper } from './backbone/storage/uploads.ts'
import { folderOf, lockFolder, writeServerFile } from './backbone/storage/folder.ts'
import { releaseLeases, runJobs, pingDatabase, type JobRunner } from './database/jobs.ts'
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
import { runProjector } from './people/insights/projection/projector.ts'
import { ensureOwner, ownerLink } from './people/owner.ts'
import { accessEndJob, accessEndKind } from './people/projects/access/access.job.ts'
import { noticeJob } from './people/requests/mail/mail.worker.ts'
import { noticeKind } from './people/requests/mail/notices.ts'
import type { Granted } from './people/authorize.ts'
import { openPresence } from './people/presence.ts'
import { openRecall } from './people/recall.ts'
import { answerErrors, type Ground } from './people/serve.ts'
import { runDemo, type DemoRun } from './projects/demo/demo.service.ts'
import { deploymentJobKind } from './projects/deployments/deployments.service.ts'
import { deploymentJob } from './projects/deployments/deployments.worker.ts'
import { openModelHost } from './projects/deployments/host.ts'
import type { Live } from './projects/deployments/deployments.service.ts'
import { openTrafficLog } from './projects/deployments/traffic.ts'
import { evaluationAttemptKind, evaluationAttempts } from './projects/evaluations/evaluations.service.ts'
import { runForecaster } from './projects/expectations/forecasts/forecasts.worker.ts'
import { noteGaps } from './projects/expectations/promises/promises.service.ts'
import { hypothesisOf } from './projects/hypotheses/hypotheses.service.ts'
import { mountAgents } from './protocols/agents/agents.ts'
import { mlflowProtocol, plainLogging } from './protocols/mlflow/mlflow.ts'
import { mountOpenInference } from './protocols/inference/openInference.ts'
import { mountInvocations, plainInvocations } from './protocols/inference/inference.ts'
import { keepDemoOrganisation } from './demoOrganisation.ts'
import { holdingKinds, namers, requestKinds } from './kinds.ts'
import { allSlices, blobHolders } from './slices.ts'

export type Platform = {
  url: string
  db: Db
  signInUrl(): Promise<string>
  /** begins or goes on with the demo; `say` gets the line of its end */
  startDemo(say: (line: string) => void): Promise<void>
  stop(): Promise<void>
}

/** The composition root: opens the parts, puts the slices on one app, runs the workers. With the list of slices, all that knows everything. */
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
  const collector = runCollector({ db, log, clock, blobs, holders: blobHolders })
  const journal = openJournal(db)
  const forecaster = runForecaster({ db, clock, log, afterForecast: noteGaps })

  const app = new Hono()
  answerErrors(app, log)
  const known = new Set<string>()
  const isKnownHost = (host: string) => known.has(host) || isLoopbackHost(host)
  app.use(secureHeaders, onlyKnownHosts(isKnownHost), onlyReadablePaths)
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
    loggedInto: openRecall<Run>({ hub, clock }),
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

  const organisation = keepDemoOrganisation({ config, log })
  app.use('/api/*', organisation.lookInside(ground))
  const slices = allSlices({ flights: () => demo, organisation })
  for (const one of slices) one.mount(app, ground, extend)
  mountInvocations(app, { ground, extend })
  mountOpenInference(app, { ground, extend })
  mountAgents(app, ground)
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
    await organisation.close()
    await presence.close()
    await traffic.close()
    await host.close()
    await analytics.close()
    await sealer.stop()
    await sweeper.stop()
    await forecaster.stop()
    await projector.stop()
    await trash.stop()
    await collector.stop()
    uploadSweeper.stop()
    await db.destroy()
    lock.release()
  }
  const predicting = plainInvocations({ ground, extend }, isKnownHost)
  const logging = plainLogging({ ground, extend, signer }, isKnownHost)
  const routed = getRequestListener(app.fetch, { hostname: config.host })
  const server = await listening(
    (...asked) => void (logging(...asked) || predicting(...asked) || routed(...asked)),
    config,
  ).catch(async (error: unknown) => {
    await closeParts()
    throw error
  })
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
      [noticeKind]: noticeJob(ground, { place: config.mail, readNews: deprecationNews }),
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
