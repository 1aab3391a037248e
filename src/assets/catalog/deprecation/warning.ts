import type { Db } from '../../../database/schema.ts'
import type { Context } from '../../../people/context.ts'

/** What is said about an asset that should not be used any more. */
export type Ending = {
  id: string
  deprecatedAt: number | null
  endsAt: number | null
  replacedBy: string | null
}

type Teller = Partial<Pick<Context, 'setHeader' | 'origin'>>

/**
 * Tells a program that what it asked for is deprecated, as HTTP has it: `Deprecation` since when (RFC 9745), `Sunset` until
 * when (RFC 8594), `Link` what to use instead.
 */
export function warnOfEnd({ setHeader, origin = '' }: Teller, asset: Ending): void {
  if (!setHeader || asset.deprecatedAt === null) return
  setHeader('Deprecation', `@${Math.floor(asset.deprecatedAt / 1_000)}`)
  if (asset.endsAt !== null) setHeader('Sunset', new Date(asset.endsAt).toUTCString())
  const link = (id: string, rel: string) => `<${origin}/catalogue/${id}>; rel="${rel}"`
  const links = [link(asset.id, 'deprecation')]
  if (asset.replacedBy !== null) links.push(link(asset.replacedBy, 'successor-version'))
  setHeader('Link', links.join(', '))
}

/** The same for an asset that was found by what it is called in its own slice. */
export async function warnIfDeprecated(ctx: Teller & { db: Db }, assetId: string): Promise<void> {
  const row = await ctx.db
    .selectFrom('assets')
    .select(['id', 'deprecated_at', 'ends_at', 'replaced_by'])
    .where('id', '=', assetId)
    .executeTakeFirst()
  if (row)
    warnOfEnd(ctx, {
      id: row.id,
      deprecatedAt: row.deprecated_at,
      endsAt: row.ends_at,
      replacedBy: row.replaced_by,
    })
}
