import { z } from 'zod'
import { enqueue } from '../../../database/jobs.ts'
import type { Db } from '../../../database/schema.ts'
import type { Clock } from '../../../kernel/clock.ts'
import { calendarOfPerson } from '../../users/calendar/calendar.service.ts'
import { listSeats } from '../../seats.store.ts'
import type { Seat } from '../../seats.ts'
import type { Request } from '../requests.schema.ts'
import { afterQuiet, digestAfter } from './hours.ts'
import { recipientsAmong, wishesOf } from './mail.store.ts'

/** Mail is a job of the transaction that gave the reason for it: not lost, and by its key not twice. */
export const noticeKind = 'notice'

type Asking = { clock: Clock; project: { id: string }; actor: { id: string } }

/** Those who sit in the seat that is asked hear of it as they wish: at once, or in the digest of the day. */
export async function tellSeat(
  tx: Db,
  { clock, project, actor }: Asking,
  request: { id: string; toSeat: Seat; dueAt: number | null },
): Promise<void> {
  const holders = (await listSeats(tx, project.id)).filter(holder => holder.seat === request.toSeat)
  const others = holders.map(holder => holder.person.id).filter(id => id !== actor.id)
  for (const { id: user } of await recipientsAmong(tx, others)) {
    const wishes = await wishesOf(tx, user)
    if (wishes.reminders === 'off') continue
    const now = clock.now()
    const hours = await calendarOfPerson({ db: tx }, user)
    if (wishes.reminders === 'digest')
      await enqueueNotice(tx, { why: 'digest', user, request: null, since: now, at: digestAfter(now, wishes, hours) })
    else await enqueueNotice(tx, { why: 'asked', user, request: request.id, at: afterQuiet(now, wishes, hours) })
    if (request.dueAt !== null && request.dueAt > now)
      await enqueueNotice(tx, { why: 'due', user, request: request.id, at: afterQuiet(request.dueAt, wishes, hours) })
  }
}

/** Who asked hears of the answer. */
export async function tellAsker(tx: Db, { clock }: { clock: Clock }, request: Request): Promise<void> {
  for (const { id: user } of await recipientsAmong(tx, [request.from.id])) {
    const wishes = await wishesOf(tx, user)
    if (wishes.reminders !== 'each') continue
    const at = afterQuiet(clock.now(), wishes, await calendarOfPerson({ db: tx }, user))
    await enqueueNotice(tx, { why: 'answered', user, request: request.id, at })
  }
}

/** People hear of something that is no request as they wish too: at once, or in the digest of the day. */
export async function tellNews(
  tx: Db,
  { users, about, now }: { users: readonly string[]; about: string; now: number },
): Promise<void> {
  for (const { id: user } of await recipientsAmong(tx, users)) {
    const wishes = await wishesOf(tx, user)
    const hours = await calendarOfPerson({ db: tx }, user)
    if (wishes.reminders === 'digest')
      await enqueueNotice(tx, { why: 'digest', user, request: null, since: now, at: digestAfter(now, wishes, hours) })
    if (wishes.reminders === 'each')
      await enqueueNotice(tx, { why: 'news', user, request: null, about, at: afterQuiet(now, wishes, hours) })
  }
}

export const Notice = z.object({
  why: z.enum(['asked', 'due', 'answered', 'news', 'digest']),
  user: z.string(),
  request: z.string().nullable(),
  /** what the news is of */
  about: z.string().optional(),
  /** from when on a digest tells news; those that were waiting before it told any tell none */
  since: z.number().optional(),
})
export type Notice = z.infer<typeof Notice>

export async function enqueueNotice(tx: Db, { at, ...payload }: Notice & { at: number }): Promise<void> {
  const { why, user, request, about } = payload
  const key = [why, request ?? [...(about === undefined ? [] : [about]), at].join(':'), user].join(':')
  await enqueue(tx, { kind: noticeKind, key, payload, notBefore: at })
}
