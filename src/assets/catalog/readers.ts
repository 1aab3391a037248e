import type { Context } from '../../people/context.ts'
import { myProjects } from '../../people/projects/projects.service.ts'

/** The projects whose things the caller may see; a token never sees more than it was given. */
export async function readableProjects(ctx: Context): Promise<string[]> {
  const { token } = ctx.actor
  if (token && !token.rights.includes('*') && !token.rights.includes('project:read')) return []
  if (token && token.projectId !== null) return [token.projectId]
  return (await myProjects(ctx)).projects.map(project => project.id)
}
