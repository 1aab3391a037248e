import { z } from 'zod'
import { route } from '../../people/route.ts'
import { Seat } from '../../people/seats.ts'
import { InProject, PersonRef, Text, Time } from '../../people/shapes.ts'

export const assetKinds = ['dataset', 'image', 'model'] as const
export const AssetKind = z.enum(assetKinds)
export type AssetKind = z.infer<typeof AssetKind>

export const Visibility = z.enum(['project', 'organisation'])
export type Visibility = z.infer<typeof Visibility>

export const Tag = z
  .string()
  .trim()
  .regex(/^[\p{L}\p{N}][\p{L}\p{M}\p{N} ._:/-]{0,39}$/u, 'at most 40 letters, digits and . _ : / -')
  .transform(tag => tag.normalize('NFC').toLowerCase())

const ProjectName = z.object({ id: z.string(), slug: z.string(), name: z.string() })

/** A shared thing of any kind: who owns it, who may see it, which versions there are. Its kind holds the details. */
export const Asset = z
  .object({
    id: z.string(),
    kind: AssetKind,
    name: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    owner: PersonRef,
    /** the home: only its people change the asset */
    project: ProjectName,
    visibility: Visibility,
    /** 0 while there is none */
    lastVersion: z.number(),
    /** projects beside the home that use it */
    usedByProjects: z.number(),
    createdAt: Time,
    updatedAt: Time,
    deprecatedAt: Time.nullable(),
    /** of a deprecated one: the asset to use instead, until when it may be used, and why */
    replacedBy: z.string().nullable(),
    endsAt: Time.nullable(),
    deprecation: z.string(),
  })
  .meta({ id: 'Asset' })
export type Asset = z.infer<typeof Asset>

export const AssetVersion = z
  .object({
    version: z.number(),
    digest: z.string().nullable(),
    note: z.string(),
    by: PersonRef,
    seat: Seat.nullable(),
    createdAt: Time,
    uses: z.number(),
  })
  .meta({ id: 'AssetVersion' })
export type AssetVersion = z.infer<typeof AssetVersion>

/** One project's use of an asset; which project it is stays hidden from those who do not sit there. */
export const AssetUser = z
  .object({ project: ProjectName.nullable(), uses: z.number(), lastUsedAt: Time })
  .meta({ id: 'AssetUser' })
export type AssetUser = z.infer<typeof AssetUser>

export const AssetDetail = Asset.extend({
  docs: z.string(),
  versions: z.array(AssetVersion),
  users: z.array(AssetUser),
  /** empty when I may change it; else why not, and whom to ask */
  cannotChange: z.string().nullable(),
}).meta({ id: 'AssetDetail' })
export type AssetDetail = z.infer<typeof AssetDetail>

const Id = z.string().regex(/^[a-z0-9]+_[0-9a-z]+$/, 'not an id')

export const AssetFilter = z.object({
  q: z.string().max(200).default(''),
  kind: AssetKind.optional(),
  project: z
    .string()
    .regex(/^[a-z0-9_-]+$/)
    .max(80)
    .optional(),
  tag: Tag.optional(),
  owner: Id.optional(),
  team: z.string().min(1).max(200).optional().describe('what the people of a team own, by its id or name'),
  state: z.enum(['active', 'deprecated', 'all']).default('active'),
  before: z.string().max(200).optional(),
  limit: z.coerce.number<number>().int().min(1).max(200).default(50),
})
export type AssetFilter = z.output<typeof AssetFilter>

/** What is left out stays as it is. */
export const AssetChange = z.object({
  description: Text(2_000).optional(),
  docs: Text(65_536).optional(),
  tags: z.array(Tag).max(20).optional(),
  visibility: Visibility.optional(),
  deprecated: z.boolean().optional(),
  replacedBy: Id.nullable().optional().describe('the asset to use instead of a deprecated one'),
  endsAt: Time.nullable().optional().describe('until when a deprecated one may be used'),
  deprecation: Text(1_000).optional().describe('why it is deprecated'),
  owner: Id.optional().describe('hands it to another person of the project'),
})
export type AssetChange = z.output<typeof AssetChange>

const Counted = z.object({ value: z.string(), label: z.string(), count: z.number() })

/** By what the rest can be narrowed: each count leaves its own choice aside; at most twenty, the largest first. */
export const AssetFacets = z
  .object({ owners: z.array(Counted), projects: z.array(Counted), tags: z.array(Counted) })
  .meta({ id: 'AssetFacets' })
export type AssetFacets = z.infer<typeof AssetFacets>

export const catalogRoutes = {
  search: route('GET', '/api/catalog', {
    allow: 'signed-in',
    agents: true,
    query: AssetFilter,
    reply: z.object({
      assets: z.array(Asset),
      next: z.string().nullable(),
      /** how many fit of each kind, whatever kind is asked for */
      kinds: z.record(AssetKind, z.number()),
      facets: AssetFacets,
    }),
    summary: 'Assets of my projects and of the organisation, the best match first',
  }),
  get: route('GET', '/api/catalog/:asset', {
    allow: 'signed-in',
    agents: true,
    params: z.object({ asset: Id }),
    reply: AssetDetail,
    errors: ['not_found'],
    summary: 'An asset with its versions, its owner and who uses it',
  }),
  change: route('PATCH', '/api/projects/:project/assets/:asset', {
    allow: 'asset:write',
    params: InProject.extend({ asset: Id }),
    body: AssetChange,
    reply: AssetDetail,
    errors: ['not_found', 'forbidden'],
    summary: 'Describe, tag, share or deprecate; only its owner or a lead of its project',
  }),
}
