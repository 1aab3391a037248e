import type { Db } from '../../database/schema.ts'
import { Seat } from '../seats.ts'
import type { ObjectRef, PersonRef } from '../shapes.ts'
import type { Comment } from './talk.schema.ts'

export type NewComment = {
  id: string
  projectId: string
  object: ObjectRef
  author: string
  seat: Seat | null
  /** through which it was written */
  agent: string | null
  body: string
  mentions: string[]
  now: number
}

export async function insertComment(db: Db, comment: NewComment): Promise<void> {
  await db
    .insertInto('comments')
    .values({
      id: comment.id,
      project_id: comment.projectId,
      object_kind: comment.object.kind,
      object_id: comment.object.id,
      object_version: comment.object.version ?? null,
      author: comment.author,
      author_seat: comment.seat,
      agent_id: comment.agent,
      body: comment.body,
      created_at: comment.now,
    })
    .execute()
  await insertMentions(db, comment)
}

async function insertMentions(
  db: Db,
  comment: Pick<NewComment, 'id' | 'projectId' | 'mentions' | 'now'>,
): Promise<void> {
  if (comment.mentions.length === 0) return
  await db
    .insertInto('mentions')
    .values(
      comment.mentions.map(user => ({
        comment_id: comment.id,
        project_id: comment.projectId,
        user_id: user,
        created_at: comment.now,
      })),
    )
    .onConflict(c => c.columns(['comment_id', 'user_id']).doNothing())
    .execute()
}

export async function updateComment(
  db: Db,
  comment: Pick<NewComment, 'id' | 'projectId' | 'body' | 'mentions' | 'now'>,
): Promise<void> {
  await db
    .updateTable('comments')
    .set({ body: comment.body, edited_at: comment.now })
    .where('id', '=', comment.id)
    .execute()
  await insertMentions(db, comment)
}

export async function removeComment(db: Db, id: string, now: number): Promise<void> {
  await db.updateTable('comments').set({ deleted_at: now, body: '' }).where('id', '=', id).execute()
}

const wholeComments = (db: Db, projectId: string) =>
  db
    .selectFrom('comments')
    .innerJoin('users', 'users.id', 'comments.author')
    .leftJoin('users as agent', 'agent.id', 'comments.agent_id')
    .selectAll('comments')
    .select(['users.name', 'users.kind', 'agent.name as agent_name'])
    .where('comments.project_id', '=', projectId)
    .where('comments.deleted_at', 'is', null)

export async function listComments(
  db: Db,
  about: { projectId: string; kind: string; id: string; limit: number },
): Promise<Comment[]> {
  const rows = await wholeComments(db, about.projectId)
    .where('object_kind', '=', about.kind)
    .where('object_id', '=', about.id)
    .orderBy('comments.created_at')
    .limit(about.limit)
    .execute()
  return toComments(db, rows)
}

export async function findComment(db: Db, projectId: string, id: string): Promise<Comment | undefined> {
  const rows = await wholeComments(db, projectId).where('comments.id', '=', id).execute()
  return (await toComments(db, rows))[0]
}

/** Comments that mention a person who has not looked yet. */
export async function listUnseenMentions(db: Db, userId: string): Promise<{ comment: Comment; projectId: string }[]> {
  const rows = await db
    .selectFrom('mentions')
    .innerJoin('comments', 'comments.id', 'mentions.comment_id')
    .innerJoin('users', 'users.id', 'comments.author')
    .leftJoin('users as agent', 'agent.id', 'comments.agent_id')
    .selectAll('comments')
    .select(['users.name', 'users.kind', 'agent.name as agent_name'])
    .where('mentions.user_id', '=', userId)
    .where('mentions.seen_at', 'is', null)
    .where('comments.deleted_at', 'is', null)
    .orderBy('mentions.created_at')
    .limit(100)
    .execute()
  const comments = await toComments(db, rows)
  return comments.map((comment, at) => ({ comment, projectId: rows[at]?.project_id ?? '' }))
}

export async function markSeen(db: Db, mention: { comment: string; user: string; now: number }): Promise<void> {
  await db
    .updateTable('mentions')
    .set({ seen_at: mention.now })
    .where('comment_id', '=', mention.comment)
    .where('user_id', '=', mention.user)
    .execute()
}

type Row = Awaited<ReturnType<ReturnType<typeof wholeComments>['execute']>>[number]

async function toComments(db: Db, rows: Row[]): Promise<Comment[]> {
  const named =
    rows.length === 0
      ? []
      : await db
          .selectFrom('mentions')
          .innerJoin('users', 'users.id', 'mentions.user_id')
          .select(['mentions.comment_id', 'users.id', 'users.name', 'users.kind'])
          .where(
            'mentions.comment_id',
            'in',
            rows.map(row => row.id),
          )
          .execute()
  const mentionsOf = (id: string): PersonRef[] =>
    named.filter(row => row.comment_id === id).map(row => ({ id: row.id, name: row.name, kind: row.kind }))
  return rows.map(row => ({
    id: row.id,
    object: { kind: row.object_kind, id: row.object_id, version: row.object_version },
    author: { id: row.author, name: row.name, kind: row.kind },
    authorSeat: row.author_seat === null ? null : Seat.parse(row.author_seat),
    agent: row.agent_id === null ? null : { id: row.agent_id, name: row.agent_name ?? '', kind: 'agent' },
    body: row.body,
    mentions: mentionsOf(row.id),
    createdAt: row.created_at,
    editedAt: row.edited_at,
  }))
}
