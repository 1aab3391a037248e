import type { Config } from '../kernel/config.ts'
import type { Log } from '../kernel/log.ts'
import type { Context } from '../people/context.ts'
import type { Blobs } from './storage/blobs.ts'
import type { Signer } from './storage/signing.ts'
import type { Uploads } from './storage/uploads.ts'

/** What services of tier 1 and above may touch besides the database. */
export type BackboneContext = Context & {
  config: Config
  log: Log
  blobs: Blobs
  uploads: Uploads
  signer: Signer
  /** a job was enqueued: look now */
  wakeJobs(): void
}
