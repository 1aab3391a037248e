import { mkdirSync } from 'node:fs'
import { Hono } from 'hono'
import { sql } from 'kysely'
import { openAnalytics, type Analytics } from './assets/datasets/analytics/analytics.ts'
import { profileJob, profileJobKind } from './assets/datasets/datasets.service.ts'
import { openJournal } from './assets/experiments/metrics/journal.ts'
import type { Run } from './assets/experiments/runs/run.ts'
import { runSweeper } from './assets/experiments/metrics/sweep.ts'
import { openAddresses } from './backbone/network/addresses.ts'
import { openOutbound } from './backbone/network/outbound.ts'
import { openBlobs } from './backbone/storage/blobs.ts'
import { folderOf } from './backbone/storage/folder.ts'
import { openSealer } from './backbone/storage/sealing.ts'
import { openSigner } from './backbone/storage/signing.ts'
import { openUploads } from './backbone/storage/uploads.ts'
import { runJobs } from './database/jobs.ts'
import { migrate } from './database/migrate.ts'
import { isPostgres, openDatabase } from './database/open.ts'
import type { Db } from './database/schema.ts'
import { openHub } from './events/hub.ts'
import { sealEvents, verifyEvents, type Verification } from './events/seal.ts'
import type { Config } from './kernel/config.ts'
import { AppError } from './kernel/errors.ts'
import type { Log } from './kernel/log.ts'
import { holdingKinds, namers, requestKinds } from './kinds.ts'
import type { Granted } from './people/authorize.ts'
import { catchUp } from './people/insights/projection/projector.ts'
import { ensureOwner } from './people/owner.ts'
import type { Presence } from './people/presence.ts'
import { openRecall } from './people/recall.ts'
import { answerErrors, type Ground } from './people/serve.ts'
import { insertToken } from './people/sessions/tokens/tokens.store.ts'
import type { ModelHost } from './projects/deployments/host.ts'
import type { Live } from './projects/deployments/deployments.service.ts'
import { openTrafficLog } from './projects/deployments/traffic.ts'
import { noteGaps } from './projects/expectations/promises/promises.service.ts'
import { mlflowProtocol } from './protocols/mlflow/mlflow.ts'
import { allSlices } from './slices.ts'

/**
 * A second organisation beside the real one: the same services on a log, a database and a clock of its own. Nothing runs
 * in it by itself, nobody signs in to it, and all that happens there says that it is simulated.
 */
export type World = {
  db: Db
  ownerId: string
  /** answers as this person; `env` is what the server knows of the connection */
  fetch(request: Request, as: { person: string; env?: object | undefined }): Promise<Response>
  /** what follows from all that happened is computed, and the log is sealed */
  settle(): Promise<void>
  verify(): Promise<Verification>
  close(): Promise<void>
}

export type WorldOptions = {
  config: Config
  log: Log
  /** all of it lies there */
  folder: string
  /** the first person there, when it is made */
  ownerName: string
  /** a Postgres instead of a file in the folder */
  databaseUrl?: string
  clock: { now(): number }
  /** what is thrown away when it is not finished needs no disk to answer for each write */
  isDraft: boolean
  /** processes that several worlds may share */
  analytics?: Analytics
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const { folder, clock, log, isDraft } = options
  const places = folderOf(folder)
  mkdirSync(places.temp, { recursive: true })
  const config: Config = { ...options.config, dataDir: folder, blobs: { kind: 'files' }, mail: null }
  const hub = openHub()
  const db = openDatabase({ url: options.databaseUrl ?? '', file: places.database })
  const isFile = !isPostgres(db)
  if (isDraft && isFile) await sql`pragma synchronous = off`.execute(db)
  await migrate(db)
  const ownerId = await ensureOwner(db, clock, { name: options.ownerName, source: 'simulation' })
  const ground: Ground = {
    ...{ db, clock, hub, log, source: 'simulation', trustProxy: true },
    grants: openRecall<Granted>({ hub, clock }),
    presence: nobodyWatches,
    origin: () => 'http://demo-organisation.invalid',
  }
  const blobs = openBlobs(config)
  const analytics = options.analytics ?? openAnalytics({ dataDir: folder })
  const signer = openSigner(places.signingKey)
  const traffic = openTrafficLog({ db, blobs, log, now: () => clock.now() })
  const parts = {
    ...{ config, log, blobs, analytics, signer, traffic, namers, requestKinds, holdingKinds },
    journal: openJournal(db),
    host: stillHost,
    live: openRecall<Live>({ hub, clock }),
    loggedInto: openRecall<Run>({ hub, clock }),
    workshop: { data: folder, sandbox: { kind: 'none' as const, reason: nothingRuns }, env: {} },
    findHypothesis: () => Promise.reject(new AppError('unavailable', nothingRuns)),
    afterForecast: noteGaps,
    uploads: openUploads(places.uploads, { blobs, clock }),
    sealer: openSealer(places.signingKey),
    outbound: openOutbound(openAddresses([])),
    ...{ wakeJobs: () => jobs?.wake(), engines: {}, attemptKinds: {}, serverUrl: () => '' },
  }
  const extend = <C extends object>(ctx: C) => ({ ...ctx, ...parts })
  const app = new Hono()
  answerErrors(app, log)
  for (const slice of allSlices()) slice.mount(app, ground, extend)
  app.route('/', mlflowProtocol({ ground, extend, signer }))
  // what is asked for in a finished world changes nothing, so nothing is left to be done
  const profile = profileJob({ db, analytics, path: digest => blobs.path(digest), ring: () => hub.ring() })
  const jobs = isDraft ? runJobs({ db, log, handlers: { [profileJobKind]: profile }, pollMs: 100 }) : undefined
  const sweeper = isDraft ? runSweeper({ db, log }) : undefined
  const secrets = new Map<string, Promise<string>>()
  const secretOf = (person: string) => {
    const known = secrets.get(person) ?? issue(db, person, clock.now())
    secrets.set(person, known)
    return known
  }
  return {
    db,
    ownerId,
    async fetch(request, { person, env }) {
      const inside = new Request(request)
      inside.headers.delete('cookie')
      inside.headers.set('authorization', `Bearer ${await secretOf(person)}`)
      return app.fetch(inside, env ?? fromHere)
    },
    async settle() {
      await catchUp(db, { most: Infinity })
      await sealEvents(db, places.checkpoint)
      if (isFile) await sql`pragma wal_checkpoint(truncate)`.execute(db)
    },
    verify: () => verifyEvents(db, places.checkpoint),
    async close() {
      await jobs?.stop()
      await sweeper?.stop()
      await traffic.close()
      if (!options.analytics) await analytics.close()
      await db.destroy()
    },
  }
}

const nothingRuns = 'Nothing runs in the simulated organisation'
const fromHere = { incoming: { socket: { remoteAddress: '127.0.0.1' } } }

/** For one look only: it is in no list, and of no use to anybody outside of this process, who never learns it. */
async function issue(db: Db, person: string, now: number): Promise<string> {
  await db.deleteFrom('tokens').where('user_id', '=', person).execute()
  const token = { userId: person, projectId: null, name: 'look', rights: ['*'], now, expiresAt: null }
  return (await insertToken(db, token)).secret
}

const nobodyWatches: Presence = { note: () => {}, flush: async () => {}, close: async () => {} }

/** Takes any model for loaded, since nobody asks for predictions there. */
const stillHost: ModelHost = {
  isolation: () => ({ kind: 'none', reason: nothingRuns }),
  async use(_, find, work) {
    await find()
    return work({
      inputs: undefined,
      predict: () => Promise.reject(new AppError('unavailable', nothingRuns)),
      close: async () => {},
    })
  },
  unload: () => {},
  close: async () => {},
}
