import { Button } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconCopy } from '@tabler/icons-react'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { Go } from '../../../web/parts/Go.tsx'
import { Callout } from '../../../web/parts/Panel.tsx'
import { near as words } from '../../../web/text/near.ts'
import { useText } from '../../../web/text/text.ts'
import type { AssetKind } from '../catalog.schema.ts'
import css from './near.module.css'
import { likenessRoutes, type NearAsset } from './likeness.schema.ts'

type Wish = { kind: AssetKind; name: string; project: string; description?: string; schema?: readonly string[] }

/** While something is named: what is nearly the same already. */
export function NearWish({ kind, name, project, description = '', schema = [] }: Wish) {
  const [asked] = useDebouncedValue({ kind, name: name.trim(), project, description, schema: schema.join('\n') }, 400)
  const { data } = useQuery({
    queryKey: ['near', asked],
    queryFn: ({ signal }) => api(likenessRoutes).wish(asked, { signal }),
    enabled: asked.name.length >= 3,
    placeholderData: before => before,
  })
  return <div role="status">{data && name.trim().length >= 3 && <Found near={data.near} />}</div>
}

export const nearQuery = (assetId: string) =>
  queryOptions({
    queryKey: ['near', assetId],
    queryFn: ({ signal }) => api(likenessRoutes).asset({ asset: assetId }, { signal }),
    staleTime: 300_000,
  })

/** On the page of something that was just made: what was there before. */
export function NearPanel({ assetId }: { assetId: string }) {
  const { data } = useQuery(nearQuery(assetId))
  return data ? <Found near={data.near} /> : null
}

function Found({ near }: { near: readonly NearAsset[] }) {
  const text = useText(words)
  const format = useFormat()
  if (near.length === 0) return null
  return (
    <Callout tone="bronze" icon={<IconCopy size={18} stroke={1.6} aria-hidden />}>
      <strong>{text.title}</strong>
      <ul className={css['near']}>
        {near.slice(0, 3).map(one => (
          <li key={one.asset.id}>
            <span>
              <Go href={`/catalogue/${one.asset.id}`}>{one.asset.name}</Go>{' '}
              {text.like(format.share(one.score, 0), one.asset.project.name, one.asset.owner.name)}
              <small>
                <Because near={one} />
              </small>
            </span>
            <Button component={Go} href={`/catalogue/${one.asset.id}#use`} className={css['use']}>
              {text.use}
            </Button>
          </li>
        ))}
      </ul>
    </Callout>
  )
}

/** In what they are alike, the strongest evidence first. */
function Because({ near }: { near: NearAsset }) {
  const text = useText(words)
  const format = useFormat()
  if (near.content === 1) return text.sameContent
  const said = (['code', 'schema', 'description', 'name'] as const).flatMap(part => {
    const value = near[part]
    // what is not alike at all is no reason
    return !value ? [] : [text.part[part](format.share(value, 0))]
  })
  return said.join(', ')
}
