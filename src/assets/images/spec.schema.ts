import { z } from 'zod'

const clause = String.raw`(?:===?|~=|!=|<=|>=|<|>)\s*[A-Za-z0-9][A-Za-z0-9.*+!_-]*`
const clauses = `${clause}(?:\\s*,\\s*${clause})*`
const name = '[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?'
const extras = `\\[\\s*${name}(?:\\s*,\\s*${name})*\\s*\\]`

// Names and versions only: an address, a path or an option of the installer would fetch from somewhere else.
const requirement = new RegExp(`^${name}\\s*(?:${extras})?\\s*(?:${clauses})?\\s*(?:;[^@\\r\\n]+)?$`)
const pythonRange = new RegExp(`^(?:3(?:\\.\\d+){0,2}|${clauses})$`)

/** What a person declares in `image.json`: which Python and which packages, by name. */
export const ImageSpec = z.object({
  python: z.string().trim().regex(pythonRange, 'must be a version such as 3.12 or a range such as >=3.10,<3.14'),
  packages: z
    .array(
      z
        .string()
        .trim()
        .max(300)
        .regex(requirement, 'must be a package name with an optional version, such as pandas>=2.2'),
    )
    .max(500),
  /** packages without a wheel run their own build code on this machine; off unless said */
  allowSourceBuilds: z.boolean().default(false),
})
export type ImageSpec = z.infer<typeof ImageSpec>

/** An image's exact content on one platform; its digest is its name. */
export const ImageLock = z.object({
  digest: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  /** `3.12` */
  python: z.string().regex(/^3\.\d+$/),
  /** `linux-x86_64-gnu` */
  platform: z.string(),
  /** one pinned package a line, with the hashes of its files */
  lock: z.string(),
  allowSourceBuilds: z.boolean(),
})
export type ImageLock = z.infer<typeof ImageLock>

export const buildStages = ['tools', 'lock', 'download', 'install', 'done'] as const

/** How far a lock or build has come; in `download` only packages large enough to be named are counted. */
export const BuildProgress = z.object({
  stage: z.enum(buildStages),
  message: z.string(),
  packagesDone: z.int().optional(),
  packagesTotal: z.int().optional(),
})
export type BuildProgress = z.infer<typeof BuildProgress>
