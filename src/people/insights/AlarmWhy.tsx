import type { Alarm } from '../../projects/story/alarms/alarms.schema.ts'
import { useFormat } from '../../web/format.ts'
import { Go } from '../../web/parts/Go.tsx'
import { alarmHow } from '../../web/text/alarmHow.ts'
import { useText } from '../../web/text/text.ts'

/** How an alarm is computed, and the events that it was read from. */
export function AlarmWhy({ alarm: { kind, project, events } }: { alarm: Alarm }) {
  const how = useText(alarmHow)
  const format = useFormat()
  return (
    <>
      <p>{how[kind]}</p>
      <ul>
        {events.map(event => (
          <li key={event.eventId}>
            <Go href={`/projects/${project.slug}/events?${new URLSearchParams({ kind: event.kind, id: event.id })}`}>
              {format.when(event.at)}
            </Go>{' '}
            <code>{event.eventId}</code>
          </li>
        ))}
      </ul>
    </>
  )
}
