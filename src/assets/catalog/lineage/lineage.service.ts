import type { Db } from '../../../database/schema.ts'
import { notFound } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { TimelineContext } from '../../../people/timeline/timeline.service.ts'
import { assetKinds } from '../catalog.schema.ts'
import type { Publisher } from '../publish.service.ts'
import { readableProjects } from '../readers.ts'
import type { LineageGraph, LineageKind, LineageNode, LineageRef } from './lineage.schema.ts'
import { insertEdge, readEdges, readNodes, readOrigins, type FoundNode } from './lineage.store.ts'

/** Most nodes in each direction, and most edges; beyond that a picture tells nobody anything. */
const mostNodes = 400
const mostEdges = 2_000

/** A thing in the making of others; the version is left out for what has none. */
export type Thing = { kind: LineageKind; id: string; version?: string | number | undefined }

/** Records that `from` was made with `to`, which had this role in it; twice is once. */
export async function link(tx: Db, ctx: Publisher, edge: { from: Thing; to: Thing; role: string }): Promise<void> {
  await insertEdge(tx, {
    projectId: ctx.project.id,
    from: refOf(edge.from),
    to: refOf(edge.to),
    role: edge.role,
    now: ctx.clock.now(),
  })
}

/** The whole graph around a thing; what belongs to projects that the reader does not see is there without its name. */
export async function readLineage(ctx: TimelineContext & ProjectContext, thing: Thing): Promise<LineageGraph> {
  const start = refOf(thing)
  const reading = { start, projectIds: await readableProjects(ctx), limit: mostNodes }
  const found = await readNodes(ctx.db, reading)
  const own = found.find(node => keyOf(node) === keyOf(start))
  if (own?.project === null) return alone(start)
  const edges = await readEdges(ctx.db, { ...reading, most: mostEdges })
  const names = await namesOf(ctx, found)
  const keys = new Map(found.map((node, at) => [keyOf(node), `n${at}`]))
  const key = (ref: LineageRef) => keys.get(keyOf(ref)) ?? ''
  return {
    start: key(start),
    nodes: found.map(node => toNode(node, { key: key(node), name: names.get(keyOf(node)) ?? node.id })),
    edges: edges.map(edge => ({ from: key(edge.from), to: key(edge.to), role: edge.role })),
    isCut: found.length >= mostNodes || edges.length >= mostEdges,
  }
}

export type Closure = {
  isClosed: boolean
  /** kinds that the chain does not lead back to */
  missing: LineageKind[]
  /** what the version was made with, in one or more steps */
  origins: LineageRef[]
}

const needed = ['run', 'dataset', 'image', 'snapshot'] as const satisfies LineageKind[]

/** Whether a version leads back to the run that made it, and that to a dataset version, an image and its code. */
export async function closureOf(db: Db, thing: Thing): Promise<Closure> {
  const origins = await readOrigins(db, refOf(thing))
  const isThere = (kind: LineageKind) =>
    origins.some(origin => origin.kind === kind && (kind !== 'dataset' || origin.version !== ''))
  const missing = needed.filter(kind => !isThere(kind))
  return { isClosed: missing.length === 0, missing, origins }
}

const refOf = ({ kind, id, version }: Thing): LineageRef => ({ kind, id, version: String(version ?? '') })

const keyOf = (ref: LineageRef) => JSON.stringify([ref.kind, ref.id, ref.version])

const isAssetKind = (kind: LineageKind) => assetKinds.some(known => known === kind)

/** A thing without recorded making; an asset that the reader may not see does not exist for them. */
function alone(start: LineageRef): LineageGraph {
  if (isAssetKind(start.kind)) throw notFound(start.kind, start.id)
  const node = { ...start, key: 'n0', name: start.id, project: null, isPrivate: false }
  return { start: 'n0', nodes: [node], edges: [], isCut: false }
}

function toNode(node: FoundNode, said: { key: string; name: string }): LineageNode {
  const { kind, project } = node
  if (project === null)
    return { key: said.key, kind, id: null, version: null, name: null, project: null, isPrivate: true }
  return { ...said, kind, id: node.id, version: node.version, project, isPrivate: false }
}

async function namesOf(ctx: TimelineContext, found: FoundNode[]): Promise<Map<string, string>> {
  const names = new Map<string, string>()
  const visible = found.filter(node => node.project !== null)
  for (const [kind, nodes] of Map.groupBy(visible, node => node.kind)) {
    const ids = [...new Set(nodes.map(node => node.id))]
    const known = await ctx.namers[kind]?.(ctx.db, ids)
    for (const node of nodes) names.set(keyOf(node), known?.get(node.id) ?? node.id)
  }
  return names
}
