import { append, listEvents, type Event } from '../../events/events.ts'
import { notFound } from '../../kernel/errors.ts'
import type { ProjectContext } from '../context.ts'
import type { RequestKind, Subject } from '../requests/requests.kind.ts'
import { seats } from '../seats.ts'
import type { Namers } from '../timeline/timeline.service.ts'
import { listComments } from './talk.store.ts'

/** A seat is asked to look at anything that this project made; what is said stands on the thing itself. */
export const review = (namers: Namers): RequestKind => ({
  toSeat: 'ml_engineer',
  seats,
  inBulk: true,
  async describe(ctx, subject) {
    const made = await makingOf(ctx, subject)
    const name = (await namers[subject.kind]?.(ctx.db, [subject.id]))?.get(subject.id) ?? subject.id
    return { name, authors: [...new Set(made.map(event => event.onBehalfOf ?? event.actor))], object: subject.id }
  },
  async checks(ctx, subject) {
    const comments = await listComments(ctx.db, {
      ...subject,
      projectId: ctx.project.id,
      limit: 500,
    })
    return [
      {
        name: 'talked_about',
        state: comments.length > 0 ? 'met' : 'warning',
        found: comments.length === 1 ? '1 comment' : `${comments.length} comments`,
      },
    ]
  },
  async effect(tx, ctx, { id, subject }) {
    const about = { kind: subject.kind, id: subject.id, version: subject.version ?? null }
    await append(tx, ctx, { verb: 'review', object: { kind: 'request', id }, payload: { about } })
  },
})

const making = ['create', 'publish', 'start', 'open', 'change', 'fork']

/** Who had a hand in it; what never happened in this project is not there for it. */
async function makingOf(ctx: ProjectContext, { kind, id }: Subject): Promise<Event[]> {
  const about = { projectIds: [ctx.project.id], object: { kind, id } }
  const made = await listEvents(ctx.db, { ...about, verbs: making }, { limit: 50 })
  if (made.length === 0 && (await listEvents(ctx.db, about, { limit: 1 })).length === 0) throw notFound(kind, id)
  return made
}
