import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context, ProjectContext } from '../context.ts'
import { listSeats } from '../seats.store.ts'
import type { ObjectRef } from '../shapes.ts'
import type { Comment } from './talk.schema.ts'
import { findComment, insertComment, listUnseenMentions, markSeen, removeComment, updateComment } from './talk.store.ts'

export async function addComment(ctx: ProjectContext, wish: { object: ObjectRef; body: string }): Promise<Comment> {
  const mentions = await mentionedIn(ctx, wish.body)
  const id = newId('cmt')
  return ctx.db.transaction().execute(async tx => {
    await insertComment(tx, {
      id,
      projectId: ctx.project.id,
      object: wish.object,
      author: ctx.actor.id,
      seat: ctx.actor.seat ?? null,
      agent: ctx.actor.token?.agent?.id ?? null,
      body: wish.body,
      mentions,
      now: ctx.clock.now(),
    })
    const about = { kind: wish.object.kind, id: wish.object.id, version: wish.object.version ?? null }
    const cause = await append(tx, ctx, { verb: 'comment', object: { kind: 'comment', id }, payload: { about } })
    for (const user of mentions)
      await append(tx, ctx, {
        verb: 'mention',
        object: { kind: 'user', id: user },
        payload: { comment: id, about },
        cause,
      })
    return commentOf({ ...ctx, db: tx }, id)
  })
}

export async function editComment(ctx: ProjectContext, wish: { comment: string; body: string }): Promise<Comment> {
  const comment = await mine(ctx, wish.comment)
  const mentions = await mentionedIn(ctx, wish.body)
  return ctx.db.transaction().execute(async tx => {
    await updateComment(tx, {
      id: comment.id,
      projectId: ctx.project.id,
      body: wish.body,
      mentions,
      now: ctx.clock.now(),
    })
    await append(tx, ctx, { verb: 'change', object: { kind: 'comment', id: comment.id } })
    return commentOf({ ...ctx, db: tx }, comment.id)
  })
}

export async function deleteComment(ctx: ProjectContext, id: string): Promise<void> {
  const comment = await mine(ctx, id)
  await ctx.db.transaction().execute(async tx => {
    await removeComment(tx, comment.id, ctx.clock.now())
    await append(tx, ctx, { verb: 'remove', object: { kind: 'comment', id: comment.id } })
  })
}

export const unseenMentions = (ctx: Context) => listUnseenMentions(ctx.db, ctx.actor.id)

export const seeMention = (ctx: ProjectContext, comment: string) =>
  markSeen(ctx.db, { comment, user: ctx.actor.id, now: ctx.clock.now() })

async function mine(ctx: ProjectContext, id: string): Promise<Comment> {
  const comment = await commentOf(ctx, id)
  if (comment.author.id !== ctx.actor.id)
    throw new AppError('forbidden', `Only ${comment.author.name}, who wrote this, can change it`)
  return comment
}

async function commentOf(ctx: ProjectContext, id: string): Promise<Comment> {
  const comment = await findComment(ctx.db, ctx.project.id, id)
  if (!comment) throw notFound('Comment', id)
  return comment
}

/** Only people who sit in the project can be mentioned; other names stay plain text. */
export async function mentionedIn(ctx: ProjectContext, body: string): Promise<string[]> {
  const named = [...body.matchAll(/@\[(usr_[0-9a-z]+)\]/g)].map(found => found[1] ?? '')
  if (named.length === 0) return []
  const members = new Set((await listSeats(ctx.db, ctx.project.id)).map(holder => holder.person.id))
  return [...new Set(named)].filter(id => members.has(id) && id !== ctx.actor.id)
}
