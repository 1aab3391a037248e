import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { rm, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import { folderOf } from '../../backbone/storage/folder.ts'
import { enqueue, type JobHandler } from '../../database/jobs.ts'
import type { Db } from '../../database/schema.ts'
import type { FileReply } from '../../kernel/contract.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { webStream } from '../../kernel/streams.ts'
import { warnIfDeprecated } from '../catalog/deprecation/warning.ts'
import { columnMark, markAsset, nearAsset } from '../catalog/likeness/likeness.service.ts'
import { addVersion, ensureAsset, versionWith, type Publisher } from '../catalog/publish.service.ts'
import type { ProjectAssetContext } from '../context.ts'
import type { Analytics } from './analytics/analytics.ts'
import { compareProfiles } from './analytics/profiling/compare.ts'
import type { Profile, ProfileComparison, ProfileNote } from './analytics/profiles.schema.ts'
import type { IngestResult } from './analytics/tables.schema.ts'
import { writePlace } from '../../people/places.ts'
import { nextAfter } from '../../people/shapes.ts'
import type { DatasetVersion, UploadedDataset } from './datasets.schema.ts'
import {
  findDataset,
  findDatasetVersion,
  findProfile,
  insertDatasetVersion,
  listDatasets,
  listDatasetVersions,
  saveProfile,
} from './datasets.store.ts'

const GiB = 1024 ** 3
const mostBytes = 4 * GiB

export const profileJobKind = 'profile'

const ProfilePayload = z.object({ assetId: z.string(), version: z.number(), digest: z.string() })

export type Upload = {
  name: string
  fileName: string
  format?: 'csv' | 'json' | 'parquet' | undefined
  note: string
  description?: string | undefined
  delimiter?: string | undefined
  dates?: 'day_first' | 'month_first' | undefined
  body: AsyncIterable<Uint8Array>
}

/** Reads an uploaded file into a new version; the same contents as the latest version are that version. */
export async function uploadDataset(ctx: ProjectAssetContext, upload: Upload): Promise<UploadedDataset> {
  const raw = await ctx.blobs.put(upload.body, mostBytes)
  const source = { kind: 'upload' as const, fileName: upload.fileName || upload.name, digest: raw.digest }
  const made = await publishTable(ctx, { ...upload, file: await ctx.blobs.path(raw.digest), source })
  return { ...made, near: made.version === 1 ? await nearAsset(ctx, made.assetId) : [] }
}

export type Table = Omit<Upload, 'body' | 'fileName'> & {
  file: string
  source: { kind: 'upload' | 'step'; fileName: string; digest: string; runId?: string }
  /** more to write in the transaction of the version, such as lineage */
  also?: (tx: Db, version: { assetId: string; version: number }) => Promise<void>
}

/** Turns a file on disk into canonical Parquet and publishes it. */
export async function publishTable(ctx: ProjectAssetContext, table: Table): Promise<DatasetVersion> {
  const out = join(folderOf(ctx.config.dataDir).temp, `${randomBytes(9).toString('hex')}.parquet`)
  try {
    const read = await ctx.analytics.ingest(
      {
        file: table.file,
        out,
        ...(table.format === undefined ? {} : { format: table.format }),
        ...(table.delimiter ? { delimiter: table.delimiter } : {}),
        ...(table.dates === undefined ? {} : { dates: table.dates }),
      },
      { signal: ctx.signal },
    )
    const blob = await ctx.blobs.adopt(out)
    return await record(ctx, table, { ...read, digest: blob.digest })
  } finally {
    await rm(out, { force: true })
  }
}

async function record(ctx: ProjectAssetContext, table: Table, read: IngestResult): Promise<DatasetVersion> {
  const at = { projectId: ctx.project.id, name: table.name }
  const version = await ctx.db.transaction().execute(async tx => {
    const publisher: Publisher = ctx
    const asset = await ensureAsset(tx, publisher, {
      kind: 'dataset',
      name: table.name,
      description: table.description,
    })
    const same = await versionWith(tx, { assetId: asset.id, digest: read.digest })
    const known = same && (await findDatasetVersion(tx, { ...at, version: same.version }))
    const number =
      known?.version ?? (await addVersion(tx, publisher, { assetId: asset.id, digest: read.digest, note: table.note }))
    if (!known) {
      const source = { ...table.source, format: read.format, notes: read.notes }
      await insertDatasetVersion(tx, {
        assetId: asset.id,
        version: number,
        projectId: ctx.project.id,
        digest: read.digest,
        rows: read.rows,
        bytes: read.bytes,
        columns: read.schema,
        source,
      })
      await markAsset(tx, asset.id, { schema: read.schema.map(columnMark) })
      const payload = { assetId: asset.id, version: number, digest: read.digest }
      await enqueue(tx, { kind: profileJobKind, key: `${asset.id}:${number}`, payload, projectId: ctx.project.id })
    }
    await table.also?.(tx, { assetId: asset.id, version: number })
    return number
  })
  ctx.wakeJobs()
  return datasetVersion(ctx, { name: table.name, version })
}

/** Makes the profile of a version after it was published; people look at the table meanwhile. */
export const profileJob =
  (parts: { db: Db; analytics: Analytics; path: (digest: string) => Promise<string>; ring: () => void }): JobHandler =>
  async (job, tools) => {
    const { assetId, version, digest } = ProfilePayload.parse(job.payload)
    const profile = await parts.analytics.profile(await parts.path(digest), { signal: tools.signal })
    await saveProfile(parts.db, { assetId, version }, profile)
    parts.ring()
  }

export async function searchDatasets(ctx: ProjectAssetContext, page: { before?: string | undefined; limit: number }) {
  const datasets = await listDatasets(ctx.db, { ...page, projectId: ctx.project.id })
  const placeOf = (one: (typeof datasets)[number]) => writePlace({ at: one.updatedAt, id: one.assetId })
  return { datasets, next: nextAfter(datasets, page.limit, placeOf) }
}

export async function describeDataset(ctx: ProjectAssetContext, name: string) {
  const at = { projectId: ctx.project.id, name }
  const dataset = await findDataset(ctx.db, at)
  if (!dataset) throw notFound('Dataset', name)
  return { dataset, versions: await listDatasetVersions(ctx.db, at) }
}

export async function datasetVersion(
  ctx: ProjectAssetContext,
  at: { name: string; version: number },
): Promise<DatasetVersion> {
  const found = await findDatasetVersion(ctx.db, { ...at, projectId: ctx.project.id })
  if (!found) throw notFound(`Version ${at.version} of dataset`, at.name)
  await warnIfDeprecated(ctx, found.assetId)
  return found
}

/** How the columns of a version and their distributions differ from those of another one. */
export async function compareVersions(
  ctx: ProjectAssetContext,
  { name, version, since = version - 1 }: { name: string; version: number; since?: number | undefined },
): Promise<ProfileComparison> {
  const [before, after] = [await profileOf(ctx, { name, version: since }), await profileOf(ctx, { name, version })]
  return compareProfiles(before, after)
}

async function profileOf(ctx: ProjectAssetContext, at: { name: string; version: number }): Promise<Profile> {
  const { profile } = await datasetVersion(ctx, at)
  if (!profile)
    throw new AppError('unavailable', `The profile of ${at.name} v${at.version} is still being made`, {
      hint: 'Ask again in a moment',
    })
  return profile
}

export type RowsWish = {
  name: string
  version: number
  offset: number
  limit: number
  orderBy?: string | undefined
  descending: boolean
  filter: Parameters<Analytics['exportRows']>[1]['filter']
}

export async function previewRows(ctx: ProjectAssetContext, wish: RowsWish) {
  const { digest } = await datasetVersion(ctx, wish)
  const { name: _, version: __, orderBy, ...query } = wish
  return ctx.analytics.preview(
    await ctx.blobs.path(digest),
    { ...query, ...(orderBy === undefined ? {} : { orderBy }) },
    { signal: ctx.signal },
  )
}

export async function downloadDataset(
  ctx: ProjectAssetContext,
  wish: { name: string; version: number; format: 'parquet' | 'csv' | 'ndjson' },
): Promise<FileReply> {
  const version = await datasetVersion(ctx, wish)
  const name = `${wish.name}-v${wish.version}.${wish.format}`
  if (wish.format === 'parquet')
    return {
      body: ctx.blobs.open(version.digest),
      size: version.bytes,
      name,
      type: 'application/vnd.apache.parquet',
      etag: `"${version.digest}"`,
    }
  const out = join(folderOf(ctx.config.dataDir).temp, `${randomBytes(9).toString('hex')}.${wish.format}`)
  const file = await ctx.blobs.path(version.digest)
  await ctx.analytics.exportRows(file, { out, format: wish.format }, { signal: ctx.signal })
  const made = createReadStream(out)
  made.on('close', () => void rm(out, { force: true }))
  return {
    body: webStream(made),
    size: (await stat(out)).size,
    name,
    type: wish.format === 'csv' ? 'text/csv; charset=utf-8' : 'application/x-ndjson',
  }
}

const alarming: readonly ProfileNote[] = [
  'empty',
  'mostly_null',
  'has_nan',
  'has_infinity',
  'mixed_case_duplicates',
  'missing_like_text',
  'number_like_text',
]

/** What the profiles of these versions say that whoever builds on them should look at: `column: finding`. */
export async function profileFindings(
  db: Db,
  versions: readonly { id: string; version: string }[],
): Promise<{ unprofiled: number; findings: string[] }> {
  const found = await Promise.all(
    versions.map(({ id, version }) => findProfile(db, { assetId: id, version: Number(version) })),
  )
  const columns = found.flatMap(one => one?.profile?.columns ?? [])
  return {
    unprofiled: found.filter(one => !one?.profile).length,
    findings: columns.flatMap(({ name, notes }) =>
      notes.filter(note => alarming.includes(note)).map(note => `${name}: ${note}`),
    ),
  }
}
