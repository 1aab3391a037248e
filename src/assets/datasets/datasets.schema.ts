import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, Name, Page, PersonRef, Text, Time } from '../../people/shapes.ts'
import { NearAsset } from '../catalog/likeness/likeness.schema.ts'
import { Profile, ProfileComparison } from './analytics/profiles.schema.ts'
import { Filter, Preview } from './analytics/rows.schema.ts'
import { DatasetColumn, FileFormat, ReadingNote } from './analytics/tables.schema.ts'

export const DatasetVersion = z
  .object({
    assetId: z.string(),
    name: z.string(),
    version: z.number(),
    /** sha256 of the canonical Parquet file: the same contents have the same digest */
    digest: z.string(),
    rows: z.number(),
    bytes: z.number(),
    columns: z.array(DatasetColumn),
    /** what the file was before it became Parquet, and how it was read */
    source: z.object({
      kind: z.enum(['upload', 'step']),
      fileName: z.string(),
      format: FileFormat,
      digest: z.string(),
      notes: z.array(ReadingNote),
      runId: z.string().optional(),
    }),
    note: z.string(),
    createdBy: PersonRef,
    createdAt: Time,
    /** null while the profile is being made */
    profile: Profile.nullable(),
  })
  .meta({ id: 'DatasetVersion' })
export type DatasetVersion = z.infer<typeof DatasetVersion>

/** A first version names what is nearly the same already. */
export const UploadedDataset = DatasetVersion.extend({ near: z.array(NearAsset) }).meta({ id: 'UploadedDataset' })
export type UploadedDataset = z.infer<typeof UploadedDataset>

export const DatasetSummary = z
  .object({
    assetId: z.string(),
    name: z.string(),
    description: z.string(),
    visibility: z.string(),
    owner: PersonRef,
    latest: DatasetVersion.omit({ profile: true, columns: true }).nullable(),
    columns: z.number(),
    updatedAt: Time,
  })
  .meta({ id: 'DatasetSummary' })
export type DatasetSummary = z.infer<typeof DatasetSummary>

const Named = InProject.extend({ name: Name })
const Versioned = Named.extend({ version: z.coerce.number<string | number>().int().min(1) })

/** A filter travels in the query as JSON. */
const FilterText = z
  .string()
  .max(20_000)
  .default('[]')
  .transform((text, c) => {
    try {
      return Filter.parse(JSON.parse(text))
    } catch {
      c.addIssue({ code: 'custom', message: 'is not a JSON list of conditions' })
      return z.NEVER
    }
  })

export const datasetRoutes = {
  list: route('GET', '/api/projects/:project/datasets', {
    allow: 'project:read',
    params: InProject,
    query: z.object(Page),
    reply: z.object({ datasets: z.array(DatasetSummary), next: z.string().nullable() }),
  }),
  upload: route('POST', '/api/projects/:project/datasets/:name/versions', {
    allow: 'dataset:write',
    params: Named,
    query: z.object({
      fileName: z.string().max(300).default(''),
      format: FileFormat.optional(),
      note: Text(2_000).default(''),
      description: Text(2_000).optional(),
      delimiter: z.string().max(1).optional(),
      dates: z.enum(['day_first', 'month_first']).optional(),
    }),
    body: 'stream',
    reply: UploadedDataset,
    status: 201,
    errors: ['bad_request', 'too_large'],
    summary: 'Upload a CSV, JSON or Parquet file; it becomes an immutable version',
  }),
  versions: route('GET', '/api/projects/:project/datasets/:name', {
    allow: 'project:read',
    params: Named,
    reply: z.object({ dataset: DatasetSummary, versions: z.array(DatasetVersion.omit({ profile: true })) }),
    errors: ['not_found'],
  }),
  get: route('GET', '/api/projects/:project/datasets/:name/versions/:version', {
    allow: 'project:read',
    params: Versioned,
    reply: DatasetVersion,
    errors: ['not_found'],
  }),
  changes: route('GET', '/api/projects/:project/datasets/:name/versions/:version/changes', {
    allow: 'project:read',
    params: Versioned,
    query: z.object({ since: z.coerce.number<string | number>().int().min(1).optional() }),
    reply: ProfileComparison,
    errors: ['not_found', 'unavailable'],
    summary: 'How columns and their distributions moved since another version, the one before when none is named',
  }),
  preview: route('GET', '/api/projects/:project/datasets/:name/versions/:version/rows', {
    allow: 'project:read',
    params: Versioned,
    query: z.object({
      offset: z.coerce.number<number>().int().min(0).default(0),
      limit: z.coerce.number<number>().int().min(1).max(500).default(100),
      orderBy: z.string().max(300).optional(),
      descending: z.enum(['true', 'false']).default('false'),
      filter: FilterText,
    }),
    reply: Preview,
    errors: ['not_found', 'bad_request'],
  }),
  download: route('GET', '/api/projects/:project/datasets/:name/versions/:version/file', {
    allow: 'project:read',
    params: Versioned,
    query: z.object({ format: z.enum(['parquet', 'csv', 'ndjson']).default('parquet') }),
    reply: 'file',
    errors: ['not_found'],
  }),
}
