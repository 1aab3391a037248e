import { useQuery } from '@tanstack/react-query'
import type { LineageGraph, LineageKind, LineageNode } from '../../assets/catalog/lineage/lineage.schema.ts'
import { Go } from '../../web/parts/Go.tsx'
import type { ObjectKind } from '../../web/parts/kinds.tsx'
import { LineageStrip, type LineageItem } from '../../web/parts/LineageStrip.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { placeOf } from '../../web/places.ts'
import { useProject } from '../../web/project.ts'
import { story } from '../../web/text/story.ts'
import { useText } from '../../web/text/text.ts'
import { lineageQuery } from './storyQueries.tsx'

const shown: Partial<Record<LineageKind, ObjectKind>> = {
  dataset: 'dataset',
  image: 'image',
  snapshot: 'code',
  run: 'run',
  model: 'model',
  endpoint: 'endpoint',
}
const kinds = Object.keys(shown)

/** From data to endpoint; nothing stands here before there is a model version. */
export function LineagePanel() {
  const { slug } = useProject()
  const text = useText(story)
  const { data } = useQuery(lineageQuery(slug))
  if (!data) return null
  const href = placeOf(slug, { id: data.end.start.id, ...data.end })
  return (
    <Panel
      title={text.lineage}
      note={text.lineageNote}
      aside={href && <Go href={href}>{text.openEnd(data.end.name)}</Go>}
    >
      <LineageStrip items={itemsOf(data.graph, { slug, hidden: text.hidden })} label={text.lineage} />
    </Panel>
  )
}

function itemsOf(graph: LineageGraph, { slug, hidden }: { slug: string; hidden: string }): LineageItem[] {
  const { nodes, start } = graph
  const steps = stepsOf(graph)
  const placeIn = ({ key, kind }: LineageNode) => (steps.get(key) ?? 0) * kinds.length + kinds.indexOf(kind)
  return nodes
    .toSorted((a, b) => placeIn(a) - placeIn(b))
    .flatMap(node => {
      const kind = shown[node.kind]
      return kind ? [{ kind, ...named(node, { slug, hidden }), current: node.key === start }] : []
    })
}

/** How many steps of making lie before each thing: what it was made with stands further left. */
function stepsOf({ nodes, edges }: LineageGraph): Map<string, number> {
  const steps = new Map(nodes.map(({ key }) => [key, 0]))
  // no way is longer than there are things
  for (let round = 0; round < nodes.length; round++)
    for (const { from, to } of edges) steps.set(from, Math.max(steps.get(from) ?? 0, (steps.get(to) ?? 0) + 1))
  return steps
}

function named(node: LineageNode, { slug, hidden }: { slug: string; hidden: string }) {
  if (node.isPrivate || node.id === null) return { name: hidden }
  const name = node.name ?? node.id.slice(0, 12)
  const href = placeOf(node.project ?? slug, { ...node, id: node.id, name })
  return { name: node.version ? `${name} v${node.version}` : name, ...(href && { href }) }
}
