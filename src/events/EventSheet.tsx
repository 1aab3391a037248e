import { Button, CloseButton } from '@mantine/core'
import { IconArrowRight } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { timelineRoutes, type TimelineEvent } from '../people/timeline/timeline.schema.ts'
import { api } from '../web/api.ts'
import { useFormat } from '../web/format.ts'
import { Avatar } from '../web/parts/Avatar.tsx'
import { CodeBlock } from '../web/parts/CodeBlock.tsx'
import { Dialog } from '../web/parts/Dialog.tsx'
import { EventDid, EventTimeline, seatOf, useObjectName } from '../web/parts/EventTimeline.tsx'
import { Go } from '../web/parts/Go.tsx'
import { KeyValue, type Pair } from '../web/parts/KeyValue.tsx'
import { SeatOar } from '../web/parts/SeatOar.tsx'
import { placeOf } from '../web/places.ts'
import { actWords } from '../web/text/acts.ts'
import { eventWords } from '../web/text/events.ts'
import { parts } from '../web/text/parts.ts'
import { useText } from '../web/text/text.ts'
import css from './EventsPage.module.css'

type EventSheetProps = {
  event: TimelineEvent
  slug: string
  onClose: () => void
  /** narrows the list to events about the same object */
  onFollow: (object: TimelineEvent['object']) => void
}

/** Everything that was recorded with one event, what caused it, and what it caused. */
export function EventSheet({ event, slug, onClose, onFollow }: EventSheetProps) {
  const text = useText(eventWords)
  const { close } = useText(parts)
  const href = placeOf(slug, event.object)
  const hasPayload = Object.keys(event.payload).length > 0
  return (
    <Dialog label={text.detail} onClose={onClose}>
      <div className={css['sheet']}>
        <div className={css['head']}>
          <Avatar person={event.actor} size={26} />
          <h2 className={css['did']}>
            <strong>{event.actor.name}</strong> <EventDid event={event} slug={slug} />
          </h2>
          <CloseButton aria-label={close} onClick={onClose} />
        </div>
        <KeyValue items={useFacts(event)} />
        {hasPayload && <CodeBlock code={JSON.stringify(event.payload, null, 2)} label={text.payload} />}
        <Effects event={event} slug={slug} />
        <div className={css['buttons']}>
          {href && (
            <Button component={Go} href={href} variant="filled" rightSection={<IconArrowRight />}>
              {text.openObject}
            </Button>
          )}
          <Button onClick={() => onFollow(event.object)}>{text.follow}</Button>
        </div>
      </div>
    </Dialog>
  )
}

function useFacts(event: TimelineEvent): Pair[] {
  const text = useText(eventWords)
  const acts = useText(actWords)
  const format = useFormat()
  const seat = seatOf(event.seat)
  const pair = (label: string, value: ReactNode): Pair => ({ label, value })
  return [
    ...(seat ? [pair(text.seat, <SeatOar seat={seat} />)] : []),
    pair(text.object, useObjectName(event)),
    pair(text.occurred, format.fullTime(event.occurredAt)),
    ...(event.recordedAt === event.occurredAt ? [] : [pair(text.recorded, format.fullTime(event.recordedAt))]),
    pair(text.from, acts.source[event.source] ?? event.source),
    ...(event.actedBy ? [pair(text.person, acts.actedBy(event.actedBy))] : []),
    pair(text.tier, text.tiers[event.tier] ?? event.tier),
    pair(text.cause, event.cause === null ? text.noCause : <code>{event.cause}</code>),
    pair(text.id, <code>{event.id}</code>),
  ]
}

function Effects({ event, slug }: { event: TimelineEvent; slug: string }) {
  const text = useText(eventWords)
  const query = useQuery({
    queryKey: ['project', slug, 'events', 'cause', event.id],
    queryFn: ({ signal }) => api(timelineRoutes).list({ project: slug, cause: event.id, limit: 20 }, { signal }),
  })
  if (!query.data || query.data.events.length === 0) return null
  return (
    <section>
      <h3>{text.causedBy}</h3>
      <EventTimeline events={query.data.events} slug={slug} label={text.causedBy} />
    </section>
  )
}
