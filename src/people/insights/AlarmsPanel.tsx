import { useQuery } from '@tanstack/react-query'
import { useId, useState } from 'react'
import { alarmRoutes, type Alarm } from '../../projects/story/alarms/alarms.schema.ts'
import { api } from '../../web/api.ts'
import { useAsk } from '../../web/ask.ts'
import { useFormat } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { Loaded } from '../../web/parts/Loaded.tsx'
import { Panel } from '../../web/parts/Panel.tsx'
import { Status } from '../../web/parts/Status.tsx'
import { placeOf } from '../../web/places.ts'
import { demos } from '../../web/text/demos.ts'
import { insights } from '../../web/text/insights.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import css from './alarms.module.css'

/** What is stuck, why, on which seat: one line each, which opens to how it is computed and to its events. */
export function AlarmsPanel({ slug }: { slug?: string }) {
  const text = useText(demos)
  const query = useQuery({
    queryKey: slug === undefined ? ['portfolio', 'alarms'] : ['project', slug, 'alarms'],
    queryFn: ({ signal }) =>
      slug === undefined
        ? api(alarmRoutes).all({}, { signal })
        : api(alarmRoutes).project({ project: slug }, { signal }),
  })
  return (
    <Loaded query={query}>
      {({ alarms }) => (
        <Panel title={text.alarms} note={text.alarmsNote} flush>
          {alarms.length === 0 ? (
            <p className={css['none']}>
              <Status is="done">{text.alarmsNone}</Status>
            </p>
          ) : (
            <ul className={css['alarms']}>
              {alarms.map(alarm => (
                <Line key={alarm.id} alarm={alarm} hasProject={slug === undefined} />
              ))}
            </ul>
          )}
        </Panel>
      )}
    </Loaded>
  )
}

function Line({ alarm, hasProject }: { alarm: Alarm; hasProject: boolean }) {
  const text = useText(demos)
  const format = useFormat()
  const { project, kind, events, since } = alarm
  const place = placeIn(alarm)
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  return (
    <li>
      <div className={css['line']}>
        <Chip tone={alarm.isEmpty ? 'bronze' : 'waiting'}>{text.kind[kind]}</Chip>
        <span className={css['said']}>
          {hasProject && (
            <>
              <Go href={`/projects/${project.slug}`} className={css['project']}>
                {project.name}
              </Go>
              {': '}
            </>
          )}
          {useSentence(alarm)}
        </span>
        <small>{text.from(format.date(since))}</small>
        <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {text.why(events.length)}
        </button>
        {place && <Go href={place}>{text.look}</Go>}
      </div>
      {isOpen && (
        <div id={id} className={css['why']}>
          <p>{text.howOf[kind]}</p>
          <ul>
            {events.map(event => (
              <li key={event.eventId}>
                <Go
                  href={`/projects/${project.slug}/events?${new URLSearchParams({ kind: event.kind, id: event.id })}`}
                >
                  {format.when(event.at)}
                </Go>{' '}
                <code>{event.eventId}</code>
              </li>
            ))}
          </ul>
        </div>
      )}
    </li>
  )
}

function placeIn({ project, kind, about, seat }: Alarm): string | undefined {
  if (kind === 'empty_seat' || kind === 'overload') return `/projects/${project.slug}/people`
  if (kind === 'late_promise') return `/projects/${project.slug}/goals`
  if (kind === 'scope_creep') return `/projects/${project.slug}/scope`
  if (kind === 'rubber_stamp')
    return `/projects/${project.slug}/events?${new URLSearchParams({ kind: 'request', verb: 'accept', seat: seat ?? '' })}`
  if (about?.kind === 'asset') return `/catalogue/${about.id}`
  return about ? placeOf(project.slug, about) : undefined
}

function useSentence(alarm: Alarm): string {
  const text = useText(demos)
  const seats = useText(seatWords)
  const waits = useText(insights)
  const { kindOf } = useAsk()
  const format = useFormat()
  const { kind, count, figure, limit, seat, subject, gate, other } = alarm
  const isShare = kind === 'duplicate'
  const known = Object.entries<string>(waits.kind).find(([name]) => name === subject)
  return text.say[kind]({
    n: count,
    figure: isShare ? format.share(figure, 0) : format.num(figure, 0),
    limit: isShare ? format.share(limit, 0) : format.num(limit, 0),
    seat: seat ? seats.name[seat] : '',
    subject: kind === 'waiting' ? (known?.[1] ?? kindOf(subject)).toLowerCase() : subject,
    gate: gate ?? '',
    other: other ? `${other.name} (${other.project})` : '',
  })
}
