import { z } from 'zod'
import { route } from '../../route.ts'
import { InProject, Name, PageAfter, PersonRef, Time } from '../../shapes.ts'

export const Token = z
  .object({
    id: z.string(),
    name: z.string(),
    /** the first characters, to tell tokens apart */
    prefix: z.string(),
    owner: PersonRef,
    rights: z.array(z.string()),
    createdAt: Time,
    expiresAt: Time.nullable(),
    lastUsedAt: Time.nullable(),
    revokedAt: Time.nullable(),
  })
  .meta({ id: 'Token' })
export type Token = z.infer<typeof Token>

/** A token as those who guard the platform see it. */
export const HeldToken = Token.extend({
  /** of an agent, which acts for the owner */
  isAgent: z.boolean(),
  /** null where it is for no single project */
  project: z.object({ slug: z.string(), name: z.string() }).nullable(),
}).meta({ id: 'HeldToken' })
export type HeldToken = z.infer<typeof HeldToken>

const day = 86_400

export const tokenRoutes = {
  list: route('GET', '/api/projects/:project/tokens', {
    allow: 'token:write',
    params: InProject,
    query: z.object(PageAfter),
    reply: z.object({ tokens: z.array(Token), next: z.string().nullable() }),
    summary: 'My tokens for this project',
  }),
  create: route('POST', '/api/projects/:project/tokens', {
    allow: 'token:write',
    params: InProject,
    body: z.object({
      name: Name,
      rights: z.array(z.string().max(60)).min(1).max(40).default(['*']),
      expiresInSeconds: z
        .number()
        .int()
        .min(60)
        .max(366 * day)
        .default(30 * day),
    }),
    reply: z.object({ token: Token, secret: z.string(), trackingUri: z.string() }),
    status: 201,
    errors: ['forbidden'],
    summary: 'Make a token; its secret is shown once',
  }),
  revoke: route('DELETE', '/api/projects/:project/tokens/:token', {
    allow: 'token:write',
    params: InProject.extend({ token: z.string() }),
    errors: ['not_found'],
  }),
  listAll: route('GET', '/api/tokens', {
    allow: 'user:write',
    query: z.object(PageAfter),
    reply: z.object({ tokens: z.array(HeldToken), next: z.string().nullable() }),
    summary: 'Every token that still works, with its last use; those of steps end with their runs and are left out',
  }),
  revokeAny: route('DELETE', '/api/tokens/:token', {
    allow: 'user:write',
    params: z.object({ token: z.string() }),
    errors: ['not_found', 'forbidden'],
    summary: "End a token of anybody; an owner's only as an owner",
  }),
}
