import { Seat } from '../../people/seats.ts'
import type { TimelineEvent } from '../../people/timeline/timeline.schema.ts'
import { placeOf } from '../places.ts'
import { actWords } from '../text/acts.ts'
import { seatWords } from '../text/seats.ts'
import { useText } from '../text/text.ts'
import { Go } from './Go.tsx'
import { Timeline, type Moment } from './Timeline.tsx'

/** Events of a project as sentences, newest first. */
export function EventTimeline({
  events,
  slug,
  label,
}: {
  events: readonly TimelineEvent[]
  slug: string
  label: string
}) {
  const text = useText(actWords)
  const moments = events.map((event): Moment => ({
    id: event.id,
    at: event.occurredAt,
    person: event.actor,
    seat: seatOf(event.seat),
    did: <EventDid event={event} slug={slug} />,
    ...(event.actedBy && { note: text.actedBy(event.actedBy) }),
    ...((event.source === 'import' || event.source === 'simulation') && { source: event.source }),
  }))
  return <Timeline moments={moments} label={label} />
}

/** What somebody did, after their name: the verb, the kind of the object, and its name where one can go. */
export function EventDid({ event, slug }: { event: TimelineEvent; slug: string }) {
  const text = useText(actWords)
  const name = useObjectName(event)
  const href = placeOf(slug, event.object)
  const did =
    text.act[`${event.verb} ${event.object.kind}`] ??
    `${text.verb[event.verb] ?? event.verb}${text.gap}${text.kind[event.object.kind] ?? event.object.kind}`
  // what a project has only one of has no name: the words lead there
  if (name === '') return href ? <Go href={href}>{did}</Go> : did
  return (
    <>
      {did} {href ? <Go href={href}>{name}</Go> : <b>{name}</b>}
    </>
  )
}

/** The object's name with its version; a seat is called by its own name. */
export function useObjectName({ object }: TimelineEvent): string {
  const seats = useText(seatWords)
  const seat = object.kind === 'seat' ? seatOf(object.id) : undefined
  const name = object.kind === 'comment' ? object.name.replaceAll(/@\[\w+\]\s*/g, '') : object.name
  return seat ? seats.name[seat] : name + (object.version ? ` v${object.version}` : '')
}

export const seatOf = (value: string | null): Seat | undefined => Seat.safeParse(value).data
