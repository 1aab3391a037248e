import { queryOptions, useQuery } from '@tanstack/react-query'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Avatar } from '../../web/parts/Avatar.tsx'
import { EventDid, seatOf } from '../../web/parts/EventTimeline.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Ago } from '../../web/parts/Time.tsx'
import { news } from '../../web/text/news.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './NewsPanel.module.css'
import { timelineRoutes, type News } from './timeline.schema.ts'

/** Every event of a project makes its key stale, as any event of mine does that of the desk. */
export const newsQuery = (project?: string) =>
  queryOptions({
    queryKey: project === undefined ? ['desk', 'news'] : ['project', project, 'news'],
    queryFn: ({ signal }) => api(timelineRoutes).news({ ...(project !== undefined && { project }) }, { signal }),
  })

/** What others changed since the reader's last visit, each with its place. */
export function NewsPanel({ project, span = 4 }: { project?: string; span?: number }) {
  const text = useText(news)
  const format = useFormat()
  const query = useQuery(newsQuery(project))
  const since = query.data?.since ?? null
  return (
    <Panel title={since === null ? text.first : text.since(format.when(since))} span={span}>
      <Loaded query={query}>{found => <Changes news={found} isOne={project !== undefined} />}</Loaded>
    </Panel>
  )
}

function Changes({ news: { events, more }, isOne }: { news: News; isOne: boolean }) {
  const text = useText(news)
  const format = useFormat()
  if (events.length === 0) return <p className={css['none']}>{text.none}</p>
  const [first] = events
  return (
    <>
      <ul className={css['news']}>
        {events.map(event => (
          <Change key={event.id} event={event} isOne={isOne} />
        ))}
      </ul>
      {more > 0 && first && (
        <p className={css['none']}>
          <Go href={`/projects/${first.project.slug}/events`}>{text.more(format.num(more))}</Go>
        </p>
      )}
    </>
  )
}

function Change({ event, isOne }: { event: News['events'][number]; isOne: boolean }) {
  const seats = useText(seatWords)
  const seat = seatOf(event.seat)
  return (
    <li>
      <Avatar person={event.actor} size={22} />
      <span className={css['what']}>
        <span className={css['did']}>
          <strong>{event.actor.name}</strong> {seat && <abbr title={seats.name[seat]}>{seats.short[seat]}</abbr>}{' '}
          <EventDid event={event} slug={event.project.slug} />
        </span>
        <small>
          {!isOne && (
            <>
              <Go href={`/projects/${event.project.slug}`}>{event.project.name}</Go>
              {', '}
            </>
          )}
          <Ago at={event.recordedAt} />
        </small>
      </span>
    </li>
  )
}
