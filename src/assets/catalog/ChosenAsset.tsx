import { Button } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { CodeBlock } from '../../web/parts/CodeBlock.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { KeyValue } from '../../web/parts/KeyValue.tsx'
import { Panel, Stack } from '../../web/parts/Panel.tsx'
import { PersonName } from '../../web/parts/PersonLine.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { When } from '../../web/parts/Time.tsx'
import { catalogue } from '../../web/text/catalogue.ts'
import { useText } from '../../web/text/text.ts'
import { catalogRoutes, type Asset } from './catalog.schema.ts'
import css from './CataloguePage.module.css'

/** What one needs to decide on an asset without leaving the list: may I use it, who answers for it, how is it used. */
export function ChosenAsset({ asset }: { asset: Asset }) {
  const text = useText(catalogue)
  const code = useLines(asset)
  return (
    <div className={css['chosen']}>
      <Panel
        title={<code>{asset.name}</code>}
        note={asset.lastVersion > 0 ? `v${asset.lastVersion}` : text.noVersion}
        aside={
          <Status is={asset.deprecatedAt === null ? 'done' : 'warning'} size="small">
            {asset.deprecatedAt === null ? text.active : text.deprecated}
          </Status>
        }
      >
        <Stack>
          {asset.description && <p>{asset.description}</p>}
          <KeyValue
            items={[
              { label: text.owner, value: <PersonName person={asset.owner} /> },
              { label: text.home, value: <Go href={`/projects/${asset.project.slug}`}>{asset.project.name}</Go> },
              { label: text.columns.users, value: text.users(asset.usedByProjects) },
              { label: text.columns.visibility, value: text.visibility[asset.visibility] },
              { label: text.changed, value: <When at={asset.updatedAt} /> },
            ]}
          />
          {code && <CodeBlock code={code} label={text.howTo} />}
          <Button component={Go} href={`/catalogue/${asset.id}`} variant="filled" rightSection={<IconArrowRight />}>
            {text.openIt}
          </Button>
          <Similar asset={asset} />
        </Stack>
      </Panel>
    </div>
  )
}

/** Lines to paste: what a script writes to get the newest version. */
function useLines({ kind, name, project, lastVersion }: Asset): string | undefined {
  if (lastVersion === 0) return undefined
  if (kind === 'model') return `mlflow.pyfunc.load_model(\n  "models:/${name}/${lastVersion}")`
  const path = `/api/projects/${project.slug}/datasets/${encodeURIComponent(name)}/versions/${lastVersion}/file`
  if (kind === 'dataset')
    return `curl -H "Authorization: Bearer $TRIREME_TOKEN" \\\n  ${location.origin}${path} \\\n  -o ${name}.parquet`
  return undefined
}

/** What says nearly the same about itself: look before you build. */
export function Similar({ asset }: { asset: Asset }) {
  const text = useText(catalogue)
  const q = `${asset.name} ${asset.description}`.slice(0, 120)
  const query = useQuery({
    queryKey: ['catalogue', 'similar', asset.kind, q],
    queryFn: ({ signal }) => api(catalogRoutes).search({ q, kind: asset.kind, limit: 6 }, { signal }),
  })
  const others = query.data?.assets.filter(other => other.id !== asset.id).slice(0, 4) ?? []
  if (others.length === 0) return null
  return (
    <section>
      <h3 className={css['small']}>{text.similar}</h3>
      <ul className={css['users']}>
        {others.map(other => (
          <li key={other.id}>
            <Go href={`/catalogue/${other.id}`}>
              <code>{other.name}</code>
            </Go>
            <small>{other.project.name}</small>
          </li>
        ))}
      </ul>
    </section>
  )
}
