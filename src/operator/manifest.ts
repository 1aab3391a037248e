import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError, messageOf } from '../kernel/errors.ts'

/** What a backup holds; written last, so that a folder without it is not a backup. */
export const Manifest = z.object({
  format: z.literal(1),
  madeAt: z.string(),
  version: z.string(),
  migrations: z.array(z.string()),
  /** rows by table */
  tables: z.record(z.string(), z.number()),
  blobs: z.object({ count: z.number(), bytes: z.number() }),
  events: z.object({
    isWhole: z.boolean(),
    sealed: z.number(),
    unsealed: z.number(),
    head: z.object({ position: z.number(), hash: z.string() }).nullable(),
  }),
})
export type Manifest = z.infer<typeof Manifest>

export const BlobLine = z.object({ digest: z.string(), size: z.number() })

export const backupFiles = (folder: string) => ({
  manifest: join(folder, 'manifest.json'),
  table: (name: string) => join(folder, 'tables', `${name}.ndjson`),
  tables: join(folder, 'tables'),
  blobs: join(folder, 'blobs'),
  blobList: join(folder, 'blobs.ndjson'),
})

export async function readManifest(folder: string): Promise<Manifest> {
  const file = backupFiles(folder).manifest
  if (!existsSync(file))
    throw new AppError(
      'not_found',
      `${folder} is not a backup, or one that did not come to its end: it has no manifest`,
    )
  try {
    return Manifest.parse(JSON.parse(await readFile(file, 'utf8')))
  } catch (error) {
    throw new AppError('bad_request', `The manifest of ${folder} cannot be read: ${messageOf(error)}`)
  }
}
