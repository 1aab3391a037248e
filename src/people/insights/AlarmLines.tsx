import { lazy, Suspense, useId, useState } from 'react'
import type { Alarm } from '../../projects/story/alarms/alarms.schema.ts'
import { useAsk } from '../../web/ask.ts'
import { useFormat } from '../../web/format.ts'
import { Chip } from '../../web/parts/Chip.tsx'
import { Go } from '../../web/parts/Go.tsx'
import { placeOf } from '../../web/places.ts'
import { alarmWords } from '../../web/text/alarms.ts'
import { seatWords } from '../../web/text/seats.ts'
import { useText } from '../../web/text/text.ts'
import { waitKinds } from '../../web/text/waits.ts'
import { gathered } from './alarms.look.ts'
import css from './alarms.module.css'

/** Read only by those who ask. */
const AlarmWhy = lazy(async () => ({ default: (await import('./AlarmWhy.tsx')).AlarmWhy }))

export function AlarmLines({ alarms, hasProject }: { alarms: readonly Alarm[]; hasProject: boolean }) {
  return (
    <ul className={css['alarms']}>
      {gathered(alarms).map(([first, ...others]) => {
        if (!first) return null
        if (others.length > 0) return <Gathered key={`all ${first.id}`} alarms={[first, ...others]} />
        return <Line key={first.id} alarm={first} hasProject={hasProject} />
      })}
    </ul>
  )
}

/** One seat, overloaded in several projects: one line, which opens to theirs. */
function Gathered({ alarms }: { alarms: readonly [Alarm, ...Alarm[]] }) {
  const text = useText(alarmWords)
  const seats = useText(seatWords)
  const format = useFormat()
  const [isOpen, setOpen] = useState(false)
  const id = useId()
  const [{ kind, seat }] = alarms
  const most = Math.max(...alarms.map(({ figure }) => figure))
  return (
    <li>
      <div className={css['line']}>
        <Chip tone="waiting">{text.kind[kind]}</Chip>
        <span className={css['said']}>
          {text.inAll(alarms.length, seat ? seats.name[seat] : '', format.num(most, 0))}
        </span>
        <small>{text.from(format.date(Math.min(...alarms.map(({ since }) => since))))}</small>
        <button type="button" aria-expanded={isOpen} aria-controls={id} onClick={() => setOpen(!isOpen)}>
          {text.each(alarms.length)}
        </button>
      </div>
      {isOpen && (
        <ul id={id} className={css['each']}>
          {alarms.map(alarm => (
            <Line key={alarm.id} alarm={alarm} hasProject />
          ))}
        </ul>
      )}
    </li>
  )
}

function Line({ alarm, hasProject }: { alarm: Alarm; hasProject: boolean }) {
  const text = useText(alarmWords)
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
          <Suspense>
            <AlarmWhy alarm={alarm} />
          </Suspense>
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
  const text = useText(alarmWords)
  const seats = useText(seatWords)
  const waits = useText(waitKinds)
  const { kindOf } = useAsk()
  const format = useFormat()
  const { kind, count, figure, limit, seat, subject, gate, other } = alarm
  const isShare = kind === 'duplicate'
  const known = Object.entries<string>(waits).find(([name]) => name === subject)
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
