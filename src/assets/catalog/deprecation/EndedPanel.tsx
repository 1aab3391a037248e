import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { Callout } from '../../../web/parts/Panel.tsx'
import { useNow } from '../../../web/parts/Time.tsx'
import { near } from '../../../web/text/near.ts'
import { useText } from '../../../web/text/text.ts'
import { catalogRoutes } from '../catalog.schema.ts'

/** Says on the page of a thing that it should not be used any more, and what should; nothing while it is in use. */
export function EndedPanel({ assetId }: { assetId: string }) {
  const text = useText(near).ended
  const format = useFormat()
  const now = useNow(60_000)
  const { data: asset } = useQuery(assetQuery(assetId))
  if (!asset || asset.deprecatedAt === null) return null
  const { deprecatedAt, endsAt, replacedBy, deprecation } = asset
  return (
    <Callout tone="bronze">
      <strong>{text.title(format.date(deprecatedAt))}</strong>
      {endsAt !== null && `; ${(endsAt < now ? text.over : text.until)(format.date(endsAt))}`}
      {deprecation && <p>{deprecation}</p>}
      <p>{replacedBy === null ? text.noReplacement : <Instead id={replacedBy} />}</p>
    </Callout>
  )
}

function Instead({ id }: { id: string }) {
  const text = useText(near).ended
  const { data } = useQuery(assetQuery(id))
  return (
    <>
      {text.instead} {data ? <Go href={`/catalogue/${id}`}>{data.name}</Go> : text.hidden}
    </>
  )
}

export const assetQuery = (id: string) =>
  queryOptions({
    queryKey: ['catalogue', 'asset', id],
    queryFn: ({ signal }) => api(catalogRoutes).get({ asset: id }, { signal }),
    retry: false,
  })
