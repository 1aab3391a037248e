import { z } from 'zod'
import { route } from '../route.ts'
import { Seat } from '../seats.ts'
import { InProject, ObjectRef, PersonRef, Text, Time } from '../shapes.ts'

export const Comment = z
  .object({
    id: z.string(),
    object: ObjectRef,
    author: PersonRef,
    authorSeat: Seat.nullable(),
    /** through which the author wrote it */
    agent: PersonRef.nullable(),
    /** plain text; `@[usr_...]` names a person */
    body: z.string(),
    mentions: z.array(PersonRef),
    createdAt: Time,
    editedAt: Time.nullable(),
  })
  .meta({ id: 'Comment' })
export type Comment = z.infer<typeof Comment>

const Body = Text(10_000).min(1, 'must not be empty')
const CommentRef = InProject.extend({ comment: z.string() })

export const talkRoutes = {
  list: route('GET', '/api/projects/:project/comments', {
    allow: 'project:read',
    params: InProject,
    query: z.object({
      kind: z.string().max(40),
      id: z.string().max(300),
      limit: z.coerce.number<number>().int().min(1).max(500).default(200),
    }),
    reply: z.object({ comments: z.array(Comment) }),
    summary: 'What was said about an object',
  }),
  add: route('POST', '/api/projects/:project/comments', {
    allow: 'talk:write',
    agents: true,
    params: InProject,
    body: z.object({ object: ObjectRef, body: Body }),
    reply: Comment,
    status: 201,
    summary: 'Comment on any object; "@[usr_...]" mentions a person',
  }),
  edit: route('PATCH', '/api/projects/:project/comments/:comment', {
    allow: 'talk:write',
    params: CommentRef,
    body: z.object({ body: Body }),
    reply: Comment,
    errors: ['not_found', 'forbidden'],
  }),
  remove: route('DELETE', '/api/projects/:project/comments/:comment', {
    allow: 'talk:write',
    params: CommentRef,
    errors: ['not_found', 'forbidden'],
  }),
  seen: route('POST', '/api/projects/:project/comments/:comment/seen', {
    allow: 'project:read',
    params: CommentRef,
    summary: 'I have read where I was mentioned',
  }),
}
