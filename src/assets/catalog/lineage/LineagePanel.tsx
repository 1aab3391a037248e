import { useQuery } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import type { ObjectKind } from '../../../web/parts/kinds.tsx'
import { LineageGraph as Drawing } from '../../../web/parts/LineageGraph.tsx'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { Skeleton } from '../../../web/parts/Skeleton.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { lineage } from '../../../web/text/lineage.ts'
import { useText } from '../../../web/text/text.ts'
import {
  lineageRoutes,
  type LineageGraph,
  type LineageKind,
  type LineageNode,
  type LineageRef,
} from './lineage.schema.ts'

/** What was made with what, around one thing. */
export const useLineage = (thing: LineageRef) => {
  const { slug } = useProject()
  return useQuery({
    queryKey: ['project', slug, 'lineage', thing.kind, thing.id, thing.version],
    queryFn: ({ signal }) => api(lineageRoutes).read({ project: slug, ...thing }, { signal }),
  })
}

/** Where a thing comes from and where it went, from data on the left to endpoints on the right. */
export function LineagePanel({ thing }: { thing: LineageRef }) {
  const text = useText(lineage)
  const query = useLineage(thing)
  return (
    <Panel title={text.title} note={text.note}>
      <Loaded query={query} skeleton={<Skeleton height={300} />}>
        {graph => <LineagePicture graph={graph} />}
      </Loaded>
    </Panel>
  )
}

/** The graph, or in words that there is nothing around the thing; says so when there is more than is drawn. */
export function LineagePicture({ graph }: { graph: LineageGraph }) {
  const text = useText(lineage)
  if (graph.edges.length === 0) return <p>{text.alone}</p>
  return (
    <>
      <Picture graph={graph} />
      {graph.isCut && <p>{text.cut}</p>}
    </>
  )
}

function Picture({ graph }: { graph: LineageGraph }) {
  const text = useText(lineage)
  const nodes = graph.nodes.map(node => {
    const href = hrefOf(node)
    return {
      id: node.key,
      kind: drawnAs[node.kind],
      name: nameOf(node, text.hidden),
      note: text.kind[node.kind],
      current: node.key === graph.start,
      ...(href !== undefined && { href }),
    }
  })
  // recorded as "made with"; read as "became"
  return <Drawing nodes={nodes} edges={graph.edges.map(({ from, to }) => ({ from: to, to: from }))} />
}

export const drawnAs: Record<LineageKind, ObjectKind> = {
  dataset: 'dataset',
  image: 'image',
  snapshot: 'code',
  run: 'run',
  model: 'model',
  evaluation: 'experiment',
  deployment: 'endpoint',
  endpoint: 'endpoint',
}

const numbered: readonly LineageKind[] = ['dataset', 'model']

/** `flights v4`; digests and ids are shortened, their pages show them whole. */
export function nameOf({ kind, name, version, id }: LineageNode, hidden: string): string {
  if (name === null) return hidden
  const short = name === id && name.length > 24 ? `${name.replace(/^sha256:/, '').slice(0, 12)}…` : name
  return version && numbered.includes(kind) ? `${short} v${version}` : short
}

export function hrefOf({ kind, id, name, version, project }: LineageNode): string | undefined {
  if (id === null || project === null) return undefined
  // an image's page is named by a digest, which lineage does not know
  const place = kind === 'image' && version ? `${id}@${version}` : id
  return placeOf(project, { kind, id: place, name: name ?? id, version })
}
