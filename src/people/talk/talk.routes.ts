import type { Handlers } from '../../kernel/contract.ts'
import { withProject, type Context } from '../context.ts'
import type { talkRoutes } from './talk.schema.ts'
import { addComment, deleteComment, editComment, seeMention } from './talk.service.ts'
import { listComments } from './talk.store.ts'

export const talkHandlers: Handlers<typeof talkRoutes, Context> = {
  list: async (about, ctx) => ({
    comments: await listComments(ctx.db, { ...about, projectId: withProject(ctx).project.id }),
  }),
  add: (wish, ctx) => addComment(withProject(ctx), wish),
  edit: (wish, ctx) => editComment(withProject(ctx), wish),
  remove: ({ comment }, ctx) => deleteComment(withProject(ctx), comment),
  seen: ({ comment }, ctx) => seeMention(withProject(ctx), comment),
}
