import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject } from '../../../people/shapes.ts'
import { Peek, PeekQuery } from '../../datasets/analytics/peek.schema.ts'

/** A run or a logged model: whatever files were logged to. */
const OwnerRef = InProject.extend({ owner: z.string().regex(/^(m-)?[0-9a-f]{32}$/, 'not the id of a run or a model') })
const Path = z.string().max(2_000)
const FileQuery = z.object({ path: Path.min(1) })

export const ArtifactEntry = z
  .object({
    path: z.string(),
    isFolder: z.boolean(),
    /** of a folder: of all files below it */
    size: z.number(),
    files: z.number(),
  })
  .meta({ id: 'ArtifactEntry' })
export type ArtifactEntry = z.infer<typeof ArtifactEntry>

/** HTML and SVG up to here run in their frame; a page beyond it would stall the browser. */
export const mostShown = 32 * 1024 * 1024

export const artifactRoutes = {
  list: route('GET', '/api/projects/:project/artifacts/:owner', {
    allow: 'project:read',
    params: OwnerRef,
    query: z.object({
      path: Path.default('').describe('a folder; the root when not said'),
      after: Path.optional(),
      limit: z.coerce.number<number>().int().min(1).max(1_000).default(200),
    }),
    reply: z.object({ entries: z.array(ArtifactEntry), files: z.number(), size: z.number(), next: Path.nullable() }),
    errors: ['not_found', 'bad_request'],
    summary: 'What lies right in a folder of a run or a logged model, folders first',
  }),
  file: route('GET', '/api/projects/:project/artifacts/:owner/file', {
    allow: 'project:read',
    params: OwnerRef,
    query: FileQuery,
    reply: 'file',
    errors: ['not_found'],
    summary: 'A file as a download; a Range header gets a part of it',
  }),
  shown: route('GET', '/api/projects/:project/artifacts/:owner/shown', {
    allow: 'project:read',
    params: OwnerRef,
    query: FileQuery,
    reply: 'shown',
    errors: ['not_found', 'unsupported_media', 'too_large'],
    summary: 'HTML, SVG or PDF for a frame: in an origin of its own, without network',
  }),
  table: route('GET', '/api/projects/:project/artifacts/:owner/table', {
    allow: 'project:read',
    params: OwnerRef,
    query: FileQuery.extend(PeekQuery.shape),
    reply: Peek,
    errors: ['not_found', 'bad_request', 'unsupported_media', 'too_large'],
    summary: 'A page of a CSV, TSV, Parquet or JSON table',
  }),
}
