import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { api } from '../../../web/api.ts'
import type { ObjectKind } from '../../../web/parts/kinds.tsx'
import { LineageGraph, type LineageNode as Drawn } from '../../../web/parts/LineageGraph.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { placeOf } from '../../../web/places.ts'
import { meQuery } from '../../../web/queries.ts'
import { catalogue } from '../../../web/text/catalogue.ts'
import { useText } from '../../../web/text/text.ts'
import type { AssetDetail } from '../catalog.schema.ts'
import css from '../CataloguePage.module.css'
import { lineageRoutes, type LineageGraph as Graph, type LineageKind } from './lineage.schema.ts'

const icons: Record<LineageKind, ObjectKind> = {
  dataset: 'dataset',
  image: 'image',
  snapshot: 'code',
  run: 'run',
  model: 'model',
  evaluation: 'experiment',
  deployment: 'endpoint',
  endpoint: 'endpoint',
}

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
  const text = useText(catalogue)
  const { kind, id, lastVersion } = asset
  const query = useQuery({
    queryKey: ['project', project, 'lineage', kind, id, lastVersion],
    queryFn: ({ signal }) =>
      api(lineageRoutes).read({ project, kind, id, version: lastVersion ? String(lastVersion) : '' }, { signal }),
  })
  return (
    <Loaded query={query}>
      {graph =>
        graph.edges.length === 0 ? (
          <p className={css['none']}>{text.noLineage}</p>
        ) : (
          <>
            <Drawing graph={graph} />
            {graph.isCut && <p className={css['none']}>{text.cut}</p>}
          </>
        )
      }
    </Loaded>
  )
}

function Drawing({ graph }: { graph: Graph }) {
  const text = useText(catalogue)
  const nodes = useMemo(() => graph.nodes.map(node => drawn(node, { start: graph.start, text })), [graph, text])
  // drawn from what something was made with to what was made
  const edges = useMemo(() => graph.edges.map(edge => ({ from: edge.to, to: edge.from })), [graph])
  return <LineageGraph nodes={nodes} edges={edges} />
}

type Looks = { start: string; text: (typeof catalogue)['en'] }

function drawn(node: Graph['nodes'][number], { start, text }: Looks): Drawn {
  const { id, name, version, project } = node
  const href =
    id !== null && name !== null && project !== null
      ? placeOf(project, { kind: node.kind, id, name, version })
      : undefined
  return {
    id: node.key,
    kind: icons[node.kind],
    name: name === null ? text.isPrivate : `${name}${version ? ` v${version}` : ''}`,
    note: text.lineageKind[node.kind],
    current: node.key === start,
    ...(href !== undefined && { href }),
  }
}
