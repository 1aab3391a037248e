import { listEvents, type Event } from '../../events/events.ts'
import type { Verb } from '../../events/verbs.ts'
import { lastLeft } from '../presence.store.ts'
import { myProjects } from '../projects/projects.service.ts'
import type { News } from './timeline.schema.ts'
import { nameEvents, type TimelineContext } from './timeline.service.ts'

/** What somebody who comes back wants to know; starts, sign-ins and tokens are work, not news. */
const newsworthy: readonly Verb[] = [
  'create',
  'assign-seat',
  'leave-seat',
  'request',
  'accept',
  'return',
  'publish',
  'subscribe',
  'deprecate',
  'share',
  'fail',
  'finish',
  'open',
  'close',
  'comment',
  'deploy',
  'rollback',
  'retire',
  'alert',
  'kpi-value',
  'promise-made',
  'promise-settled',
  'scope-change',
  'gate-decision',
]

const mostRead = 200
const mostShown = 6

/** Others' acts since my last visit ended, one for each thing that they touched. */
export async function readNews(ctx: TimelineContext, slug: string | undefined): Promise<News> {
  const { projects } = await myProjects(ctx)
  const mine = new Map(projects.filter(one => slug === undefined || one.slug === slug).map(one => [one.id, one]))
  const since = (await lastLeft(ctx.db, ctx.actor.id, ctx.clock.now())) ?? null
  // what an import brings happened long ago, elsewhere; that somebody imported is the news
  const filter = { projectIds: [...mine.keys()], verbs: newsworthy, isHere: true }
  const read = await listEvents(ctx.db, filter, { limit: mostRead })
  const fresh = read.filter(
    event => event.recordedAt > (since ?? 0) && (event.onBehalfOf ?? event.actor) !== ctx.actor.id,
  )
  const told = newestOfEach(fresh)
  const events = await nameEvents(ctx, told.slice(0, mostShown))
  return {
    since,
    events: events.flatMap(event => {
      const project = mine.get(event.projectId ?? '')
      return project ? [{ ...event, project: { slug: project.slug, name: project.name } }] : []
    }),
    more: Math.max(0, told.length - mostShown),
  }
}

function newestOfEach(events: readonly Event[]): Event[] {
  const seen = new Set<string>()
  return events.filter(({ object, verb }) => {
    const key = object.kind === 'run' ? `${verb} run` : `${object.kind} ${object.id}`
    return seen.has(key) ? false : seen.add(key)
  })
}
