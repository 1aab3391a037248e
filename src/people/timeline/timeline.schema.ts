import { z } from 'zod'
import { route } from '../route.ts'
import { InProject, Page, PageAfter, PersonRef, Time } from '../shapes.ts'

/** An event of the log with names put to its ids, as a person reads it. */
export const TimelineEvent = z
  .object({
    id: z.string(),
    cursor: z.string(),
    recordedAt: Time,
    occurredAt: Time,
    actor: PersonRef,
    /** who really acted, when somebody acted as `actor` */
    actedBy: PersonRef.nullable(),
    seat: z.string().nullable(),
    verb: z.string(),
    object: z.object({ kind: z.string(), id: z.string(), version: z.string().nullable(), name: z.string() }),
    projectId: z.string().nullable(),
    tier: z.number(),
    cause: z.string().nullable(),
    hypothesis: z.string().nullable(),
    source: z.string(),
    payload: z.record(z.string(), z.unknown()),
  })
  .meta({ id: 'TimelineEvent' })
export type TimelineEvent = z.infer<typeof TimelineEvent>

export const News = z
  .object({
    /** the end of my last visit; null on the first one, when everything is new */
    since: Time.nullable(),
    /** newest first; what happened to one thing several times stands here once */
    events: z.array(TimelineEvent.extend({ project: z.object({ slug: z.string(), name: z.string() }) })),
    /** how many more there are, at least */
    more: z.number(),
  })
  .meta({ id: 'News' })
export type News = z.infer<typeof News>

const Filter = {
  kind: z.string().max(40).optional(),
  id: z.string().max(300).optional(),
  person: z.string().max(80).optional(),
  seat: z.string().max(40).optional(),
  verb: z.string().max(400).optional().describe('one verb or several, separated by commas'),
  cause: z.string().max(80).optional(),
}

const SealedEvent = z
  .object({
    cursor: z.string(),
    position: z.number(),
    previous: z.string().describe('the hash at the position before'),
    hash: z.string().describe('SHA-256 of `previous`, a line break and `said`, in hexadecimal digits'),
    said: z.string().describe('all that the event says, as the hash covers it; its id comes first'),
  })
  .meta({ id: 'SealedEvent' })

export const timelineRoutes = {
  list: route('GET', '/api/projects/:project/events', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ ...Filter, ...Page }),
    reply: z.object({ events: z.array(TimelineEvent), next: z.string().nullable() }),
    summary: 'Who did what, in which seat, newest first',
  }),
  sealed: route('GET', '/api/projects/:project/events/sealed', {
    allow: 'project:read',
    params: InProject,
    query: z.object(PageAfter),
    reply: z.object({ events: z.array(SealedEvent), next: z.string().nullable() }),
    summary:
      'Events with their places in the chain of the whole log, oldest first: each can be checked without the server',
  }),
  news: route('GET', '/api/news', {
    allow: 'signed-in',
    query: z.object({ project: z.string().max(100).optional().describe('slug; all my projects when left out') }),
    reply: News,
    summary: 'What others changed since my last visit ended',
  }),
  stream: route('GET', '/api/projects/:project/events/stream', {
    allow: 'project:read',
    params: InProject,
    query: z.object({ after: z.string().max(40).optional() }),
    reply: { events: TimelineEvent },
    summary: 'Live events; "Last-Event-ID" or "after" resumes',
  }),
  mine: route('GET', '/api/events/stream', {
    allow: 'signed-in',
    query: z.object({ after: z.string().max(40).optional() }),
    reply: { events: TimelineEvent },
    summary: 'Live events of all my projects',
  }),
}
