import { useMediaQuery } from '@mantine/hooks'
import { useMemo } from 'react'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { Go } from './Go.tsx'
import { KindIcon, type ObjectKind } from './kinds.tsx'
import { layered, type Edge, type Place } from './layered.ts'
import css from './LineageGraph.module.css'
import { Status, type StatusKind } from './Status.tsx'

export type LineageNode = {
  id: string
  kind: ObjectKind
  name: string
  note?: string
  href?: string
  status?: { is: StatusKind; word: string }
  current?: boolean
}

export type LineageEdge = Edge & {
  /** finished solid, running moving, not started dashed */
  state?: 'done' | 'running' | 'ahead'
}

const box = { width: 156, height: 58, across: 32, down: 22 }

type GraphProps = { nodes: readonly LineageNode[]; edges: readonly LineageEdge[] }

/** What came from what: left to right, and on a phone from top to bottom, so that nothing scrolls sideways there. */
export function LineageGraph(props: GraphProps) {
  const isNarrow = useMediaQuery('(max-width: 760px)', false, { getInitialValueInEffect: false })
  return isNarrow ? <Layers {...props} /> : <Drawing {...props} />
}

/** Step by step of the making; each thing names what it was made from, since no line can be followed there. */
function Layers({ nodes, edges }: GraphProps) {
  const text = useText(parts)
  const layout = useMemo(() => layoutOf(nodes, edges), [nodes, edges])
  const columnOf = new Map(layout.places.map(place => [place.id, place.column]))
  const layers = Map.groupBy(nodes, node => columnOf.get(node.id) ?? 0)
  const sourcesOf = (id: string) =>
    edges.filter(edge => edge.to === id).flatMap(edge => nodes.find(node => node.id === edge.from)?.name ?? [])
  return (
    <ol className={css['layers']} aria-label={text.lineage.graph(nodes.length, edges.length)}>
      {[...layers]
        .toSorted(([a], [b]) => a - b)
        .map(([column, layer]) => (
          <li key={column}>
            <ul>
              {layer.map(node => (
                <li key={node.id} aria-current={node.current ? 'true' : undefined}>
                  <Name node={node} />
                  <State node={node} />
                  {sourcesOf(node.id).length > 0 && <small>{text.lineage.from(sourcesOf(node.id).join(', '))}</small>}
                </li>
              ))}
            </ul>
          </li>
        ))}
    </ol>
  )
}

/** Text keeps its size; a wide graph scrolls in its panel. */
function Drawing({ nodes, edges }: GraphProps) {
  const text = useText(parts)
  const layout = useMemo(() => layoutOf(nodes, edges), [nodes, edges])
  const places = new Map(layout.places.map(place => [place.id, place]))
  const width = layout.columns * (box.width + box.across) - box.across + 8
  const height = layout.rows * (box.height + box.down) - box.down + 8
  // in the order of the drawing, so that the reading order is the one seen
  const inOrder = nodes.toSorted((a, b) => rank(places.get(a.id)) - rank(places.get(b.id)))
  return (
    <div
      className={css['scroll']}
      tabIndex={0}
      role="region"
      aria-label={text.lineage.graph(nodes.length, edges.length)}
    >
      <div className={css['graph']} style={{ width, height }}>
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden>
          {edges.map(edge => (
            <path
              key={`${edge.from} ${edge.to}`}
              d={curve(places.get(edge.from), places.get(edge.to))}
              data-state={edge.state ?? 'done'}
            />
          ))}
        </svg>
        <ol>
          {inOrder.map(node => (
            <Node key={node.id} node={node} place={places.get(node.id)} />
          ))}
        </ol>
      </div>
    </div>
  )
}

const layoutOf = (nodes: readonly LineageNode[], edges: readonly LineageEdge[]) =>
  layered(
    nodes.map(node => node.id),
    edges,
  )

function Node({ node, place }: { node: LineageNode; place: Place | undefined }) {
  if (!place) return null
  return (
    <li
      style={{ left: xOf(place), top: yOf(place), width: box.width, height: box.height }}
      aria-current={node.current ? 'true' : undefined}
      data-ahead={node.status?.is === 'idle' || undefined}
    >
      <Name node={node} />
      <State node={node} />
    </li>
  )
}

function Name({ node: { kind, name, href } }: { node: LineageNode }) {
  return (
    <span className={css['name']}>
      <KindIcon kind={kind} size={15} />
      {href ? (
        <Go href={href} title={name}>
          {name}
        </Go>
      ) : (
        <b title={name}>{name}</b>
      )}
    </span>
  )
}

function State({ node: { status, note, kind } }: { node: LineageNode }) {
  const text = useText(parts)
  if (!status) return <small>{note ?? text.kind[kind]}</small>
  return (
    <Status is={status.is} size="small">
      {status.word}
    </Status>
  )
}

const xOf = (place: Place) => 4 + place.column * (box.width + box.across)
const yOf = (place: Place) => 4 + place.row * (box.height + box.down)
const rank = (place: Place | undefined) => (place ? place.column * 1000 + place.row : 0)

function curve(from: Place | undefined, to: Place | undefined): string {
  if (!from || !to) return ''
  const [x1, y1] = [xOf(from) + box.width, yOf(from) + box.height / 2]
  const [x2, y2] = [xOf(to), yOf(to) + box.height / 2]
  const bend = Math.max(22, (x2 - x1) / 2)
  return `M${x1} ${y1}C${x1 + bend} ${y1} ${x2 - bend} ${y2} ${x2} ${y2}`
}
