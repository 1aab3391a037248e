import { useQuery } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { meQuery } from '../../../web/queries.ts'
import { catalogue } from '../../../web/text/catalogue.ts'
import { useText } from '../../../web/text/text.ts'
import type { AssetDetail } from '../catalog.schema.ts'
import css from '../CataloguePage.module.css'
import { lineageRoutes } from './lineage.schema.ts'
import { LineagePicture } from './LineagePanel.tsx'

/** From the sources of the newest version to where it works. */
export function AssetLineage({ asset }: { asset: AssetDetail }) {
  const text = useText(catalogue)
  const me = useQuery(meQuery())
  // lineage is read from inside a project: its home where I sit there, else any of mine
  const mine = me.data?.seats.map(seat => seat.slug) ?? []
  const project = mine.includes(asset.project.slug) ? asset.project.slug : mine[0]
  return (
    <Panel title={text.lineage} {...(asset.lastVersion > 0 && { note: text.lineageOf(asset.lastVersion) })}>
      {project === undefined ? <p className={css['none']}>{text.outside}</p> : <Read project={project} asset={asset} />}
    </Panel>
  )
}

function Read({ project, asset }: { project: string; asset: AssetDetail }) {
  const { kind, id, lastVersion } = asset
  const query = useQuery({
    queryKey: ['project', project, 'lineage', kind, id, lastVersion],
    queryFn: ({ signal }) =>
      api(lineageRoutes).read({ project, kind, id, version: lastVersion ? String(lastVersion) : '' }, { signal }),
  })
  return <Loaded query={query}>{graph => <LineagePicture graph={graph} />}</Loaded>
}
