import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, Name, Text } from '../../../people/shapes.ts'

/** What nobody can compute: written by people, once for all versions of a model. */
export const CardParts = z
  .object({ purpose: Text(4_000), limits: Text(4_000), licence: Text(300) })
  .meta({ id: 'ModelCardParts' })
export type CardParts = z.infer<typeof CardParts>

export const cardLanguages = ['en', 'zh'] as const
const Language = z.enum(cardLanguages).default('en')

const OfModel = InProject.extend({ model: Name })
const OfVersion = OfModel.extend({ version: z.coerce.number<string | number>().int().min(1) })

export const cardRoutes = {
  get: route('GET', '/api/projects/:project/models/:model/versions/:version/card', {
    allow: 'project:read',
    params: OfVersion,
    query: z.object({ language: Language }),
    reply: z.object({ parts: CardParts, markdown: z.string() }),
    errors: ['not_found'],
    summary: 'The card of a version: what people wrote, and what the platform knows',
  }),
  write: route('PUT', '/api/projects/:project/models/:model/card', {
    allow: 'model:write',
    params: OfModel,
    body: CardParts.partial(),
    reply: z.object({ parts: CardParts }),
    errors: ['not_found'],
    summary: 'Write the parts of a card that nobody can compute',
  }),
  file: route('GET', '/api/projects/:project/models/:model/versions/:version/card/file', {
    allow: 'project:read',
    params: OfVersion,
    query: z.object({ format: z.enum(['md', 'pdf']).default('md'), language: Language }),
    reply: 'file',
    errors: ['not_found', 'unavailable'],
    summary: 'The card as Markdown or PDF',
  }),
}
