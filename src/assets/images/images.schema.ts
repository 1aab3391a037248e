import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, Name, PageAfter, PersonRef, Time } from '../../people/shapes.ts'
import { BuildProgress, ImageSpec } from './spec.schema.ts'

/** A locked interpreter with its packages, named by the digest of its lock. */
export const Image = z
  .object({
    assetId: z.string(),
    name: z.string(),
    version: z.number(),
    digest: z.string(),
    spec: ImageSpec,
    python: z.string(),
    packages: z.array(z.string()).describe('name==version'),
    sizeBytes: z.number().nullable(),
    buildMs: z.number().nullable(),
    createdBy: PersonRef,
    createdAt: Time,
  })
  .meta({ id: 'Image' })
export type Image = z.infer<typeof Image>

export const ImageBuild = z
  .object({
    id: z.string(),
    name: z.string(),
    spec: ImageSpec,
    state: z.enum(['queued', 'running', 'done', 'failed', 'cancelled']),
    progress: BuildProgress.nullable(),
    /** known once the packages are locked */
    digest: z.string().nullable(),
    error: z.string().nullable(),
    createdAt: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'ImageBuild' })
export type ImageBuild = z.infer<typeof ImageBuild>

export const ImageTool = z
  .object({ name: z.enum(['python', 'uv', 'index']), isThere: z.boolean(), words: z.string() })
  .meta({ id: 'ImageTool' })

const BuildRef = InProject.extend({ build: z.string().max(80) })

export const imageRoutes = {
  list: route('GET', '/api/projects/:project/images', {
    allow: 'project:read',
    params: InProject,
    query: z.object(PageAfter),
    reply: z.object({ images: z.array(Image), builds: z.array(ImageBuild), next: z.string().nullable() }),
    summary: 'Images of the project, and builds that have not become one',
  }),
  build: route('POST', '/api/projects/:project/images', {
    allow: 'image:write',
    params: InProject,
    body: z.object({ name: Name, spec: ImageSpec }),
    reply: ImageBuild,
    status: 202,
    errors: ['bad_request', 'unavailable'],
    summary: 'Lock and build an image; the same declaration is built once',
  }),
  get: route('GET', '/api/projects/:project/images/:digest', {
    allow: 'project:read',
    params: InProject.extend({ digest: z.string().max(80) }),
    reply: Image.extend({ lock: z.string() }),
    errors: ['not_found'],
  }),
  watch: route('GET', '/api/projects/:project/image-builds/:build', {
    allow: 'project:read',
    params: BuildRef,
    reply: ImageBuild,
    errors: ['not_found'],
  }),
  cancel: route('POST', '/api/projects/:project/image-builds/:build/cancel', {
    allow: 'image:write',
    params: BuildRef,
    reply: ImageBuild,
    errors: ['not_found'],
  }),
  tools: route('GET', '/api/images/tools', {
    allow: 'platform:read',
    reply: z.object({ tools: z.array(ImageTool) }),
    summary: 'Whether Python, uv and the package index are there',
  }),
}
