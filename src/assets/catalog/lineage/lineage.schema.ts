import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject } from '../../../people/shapes.ts'

/** What takes part in the making of things. */
export const LineageKind = z.enum([
  'dataset',
  'image',
  'snapshot',
  'run',
  'model',
  'evaluation',
  'deployment',
  'endpoint',
])
export type LineageKind = z.infer<typeof LineageKind>

const Part = z
  .string()
  .max(300)
  .refine(text => !/\p{Cc}/u.test(text), 'must not hold control characters')

/** One version of one thing; `version` is empty for what has none. */
export const LineageRef = z.object({
  kind: LineageKind,
  id: Part.min(1),
  version: Part.regex(/^\d*$/, 'is a number').default(''),
})
export type LineageRef = z.infer<typeof LineageRef>

export const LineageNode = z
  .object({
    /** unique in this graph only */
    key: z.string(),
    kind: LineageKind,
    /** null, as the name and the version, for a thing of a project that the reader may not see */
    id: z.string().nullable(),
    version: z.string().nullable(),
    name: z.string().nullable(),
    /** slug of its project, when known */
    project: z.string().nullable(),
    isPrivate: z.boolean(),
  })
  .meta({ id: 'LineageNode' })
export type LineageNode = z.infer<typeof LineageNode>

/** `from` was made with `to`, which had this role in it. */
export const LineageEdge = z.object({ from: z.string(), to: z.string(), role: z.string() }).meta({ id: 'LineageEdge' })
export type LineageEdge = z.infer<typeof LineageEdge>

export const LineageGraph = z
  .object({
    /** key of the thing that was asked for */
    start: z.string(),
    nodes: z.array(LineageNode),
    edges: z.array(LineageEdge),
    /** true when there is more than is shown */
    isCut: z.boolean(),
  })
  .meta({ id: 'LineageGraph' })
export type LineageGraph = z.infer<typeof LineageGraph>

export const lineageRoutes = {
  read: route('GET', '/api/projects/:project/lineage', {
    allow: 'project:read',
    params: InProject,
    query: LineageRef,
    reply: LineageGraph,
    errors: ['not_found'],
    summary: 'What a thing was made with, and what was made with it, to both ends',
  }),
}
