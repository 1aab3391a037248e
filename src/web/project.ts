import { createContext, use } from 'react'
import { isProjectRight, seatsWith, type ProjectRight } from '../people/policies.ts'
import type { ProjectDetail } from '../people/projects/projects.schema.ts'
import type { Seat } from '../people/seats.ts'
import type { Stance } from './acting.ts'
import { currentWorld } from './world.ts'

/** The project whose pages are open, and how the reader stands in it. Set by the frame around the pages. */
export type OpenProject = { project: ProjectDetail; stance: Stance; seat: Seat | undefined }
export const ProjectContext = createContext<OpenProject | undefined>(undefined)

export type Barrier = { kind: 'view' } | { kind: 'seat'; held: Seat | undefined; holders: readonly Seat[] }

/**
 * Inside a project's page: the project, its slug, the acting seat, and what may be done.
 * `barrier('dataset:write')` is undefined when it may be done; else why not, for CannotFor.
 */
export function useProject() {
  const open = use(ProjectContext)
  if (!open) throw new Error('useProject stands outside of a project')
  const { project, stance, seat } = open
  const barrier = (right: ProjectRight): Barrier | undefined => {
    if (stance.mode === 'view' || currentWorld()) return { kind: 'view' }
    const holds = project.rights.some(held => isProjectRight(held) && held === right)
    return holds ? undefined : { kind: 'seat', held: seat, holders: seatsWith(right) }
  }
  return { project, slug: project.slug, seat, stance, barrier }
}
