import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, Time } from '../../../people/shapes.ts'

const Asked = {
  /** the last day of the week that is told; today when left out */
  until: z.iso.date().optional(),
  language: z.enum(['en', 'zh']).default('en'),
}

export const noteRoutes = {
  get: route('GET', '/api/projects/:project/note', {
    allow: 'project:read',
    params: InProject,
    query: z.object(Asked),
    reply: z.object({ from: Time, until: Time, markdown: z.string() }),
    summary: 'The week of a project as the platform writes it from events; nobody writes a status by hand',
  }),
  file: route('GET', '/api/projects/:project/note/file', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ ...Asked, format: z.enum(['md', 'html', 'pdf']).default('md') }),
    reply: 'file',
    errors: ['unavailable'],
    summary: 'The note of a week as Markdown, HTML or PDF',
  }),
}
