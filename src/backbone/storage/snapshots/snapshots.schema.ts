import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, PersonRef, Time } from '../../../people/shapes.ts'

export const SnapshotFile = z.object({ path: z.string(), digest: z.string(), size: z.number() })
export type SnapshotFile = z.infer<typeof SnapshotFile>

/** The commit the files come from, and whether they were changed after it. */
export const GitState = z.object({
  commit: z.string().regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/, 'a full commit id'),
  isDirty: z.boolean(),
})
export type GitState = z.infer<typeof GitState>

/** An immutable set of files, named by its contents: the same files have the same digest. */
export const Snapshot = z
  .object({
    digest: z.string(),
    files: z.array(SnapshotFile),
    size: z.number(),
    git: GitState.nullable(),
    by: PersonRef,
    createdAt: Time,
  })
  .meta({ id: 'Snapshot' })
export type Snapshot = z.infer<typeof Snapshot>

export const snapshotLimits = { files: 2_000, bytes: 32 * 1024 * 1024 } as const

export const SnapshotWish = z.object({
  files: z
    .array(z.object({ path: z.string().min(1), content: z.string().describe('base64') }))
    .min(1, 'must hold a file')
    .max(snapshotLimits.files),
  git: GitState.optional(),
})
export type SnapshotWish = z.infer<typeof SnapshotWish>

const SnapshotRef = InProject.extend({ digest: z.string().regex(/^sha256:[0-9a-f]{64}$/, 'not a digest') })

export const snapshotRoutes = {
  create: route('POST', '/api/projects/:project/snapshots', {
    allow: 'run:write',
    params: InProject,
    body: SnapshotWish,
    reply: Snapshot,
    status: 201,
    // contents in base64 with their paths
    limit: 48 * 1024 * 1024,
    errors: ['too_large'],
    summary: 'Keep the code of a step: at most 2,000 files and 32 MiB',
  }),
  get: route('GET', '/api/projects/:project/snapshots/:digest', {
    allow: 'project:read',
    params: SnapshotRef,
    reply: Snapshot,
    errors: ['not_found'],
  }),
  file: route('GET', '/api/projects/:project/snapshots/:digest/files', {
    allow: 'project:read',
    params: SnapshotRef,
    query: z.object({ path: z.string().min(1).max(1_024) }),
    reply: 'file',
    errors: ['not_found'],
    summary: 'One file; of type text/plain when it is text',
  }),
}
