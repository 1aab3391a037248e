import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { Asset, AssetKind } from '../catalog.schema.ts'

const Share = z.number().min(0).max(1)

/** An asset that is nearly the same, and in what; null where one side does not say it. */
export const NearAsset = z
  .object({
    asset: Asset,
    score: Share,
    name: Share,
    description: Share.nullable(),
    schema: Share.nullable(),
    code: Share.nullable(),
    content: Share.nullable(),
  })
  .meta({ id: 'NearAsset' })
export type NearAsset = z.infer<typeof NearAsset>

const Id = z.string().regex(/^[a-z0-9]+_[0-9a-z]+$/, 'not an id')

/** One mark a line: what a page sends of columns or packages before anything is made. */
const Marks = z
  .string()
  .max(20_000)
  .default('')
  .transform(text =>
    text
      .split('\n')
      .map(line => line.trim().toLowerCase())
      .filter(line => line !== ''),
  )

export const likenessRoutes = {
  wish: route('GET', '/api/near', {
    allow: 'signed-in',
    query: z.object({
      kind: AssetKind,
      name: z.string().trim().min(1).max(200),
      description: z.string().max(2_000).default(''),
      schema: Marks.describe('columns as "name type", or packages, one a line'),
      project: z.string().max(80).optional().describe('where it will be made: its own of that name is no duplicate'),
    }),
    reply: z.object({ near: z.array(NearAsset) }),
    summary: 'Before something is made: assets that I may see and that are nearly the same',
  }),
  asset: route('GET', '/api/near/:asset', {
    allow: 'signed-in',
    params: z.object({ asset: Id }),
    reply: z.object({ near: z.array(NearAsset) }),
    errors: ['not_found'],
    summary: 'Assets that I may see and that are nearly the same as this one',
  }),
}
