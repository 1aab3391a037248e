import { cancelled, stopped, type Job, type JobHandler } from '../../../database/jobs.ts'
import type { Db } from '../../../database/schema.ts'
import type { MailPlace } from '../../../kernel/config.ts'
import { messageOf } from '../../../kernel/errors.ts'
import { calendarOfPerson } from '../../users/calendar/calendar.service.ts'
import type { Ground } from '../../serve.ts'
import { findAnyRequest, listWaitingFor } from '../requests.store.ts'
import { digestAfter } from './hours.ts'
import { answerLetter, askLetter, digestLetter, newsLetter, type Letter } from './letters.ts'
import { recipientsAmong, wishesOf, type Recipient } from './mail.store.ts'
import type { NewsReader } from './news.kind.ts'
import { enqueueNotice, Notice } from './notices.ts'

const minute = 60_000

/**
 * Hands mail to the SMTP server. What it does not take now is tried again, ever more rarely, for a week; a mail has the
 * same Message-ID at every try, so that one which was taken just before a crash is known to who receives it twice.
 */
export const noticeJob =
  (
    { db, clock, origin }: Pick<Ground, 'db' | 'clock' | 'origin'>,
    { place, readNews }: { place: MailPlace | null; readNews: NewsReader },
  ): JobHandler =>
  async (job, { signal }) => {
    if (!place) return
    const notice = Notice.parse(job.payload)
    const [to] = await recipientsAmong(db, [notice.user])
    const letter = to && (await letterOf({ db, origin: origin(), now: clock.now(), readNews }, notice, to))
    if (!to || !letter) return
    // before the mail: a crash in between must not end the digests
    if (notice.why === 'digest') await nextDigest(db, notice.user, clock.now())
    try {
      await send(place, { job, to, letter, signal })
    } catch (error) {
      if (signal.aborted || isFinal(error) || clock.now() - job.createdAt > 7 * 24 * 60 * minute) throw error
      return { again: clock.now() + Math.min(60, 2 ** Math.min(job.attempt, 6)) * minute }
    }
  }

/** Whatever waits tomorrow is said tomorrow again. */
async function nextDigest(db: Db, user: string, now: number): Promise<void> {
  const wishes = await wishesOf(db, user)
  if (wishes.reminders !== 'digest') return
  const at = digestAfter(now, wishes, await calendarOfPerson({ db }, user))
  await enqueueNotice(db, { why: 'digest', user, request: null, since: now, at })
}

/** Nothing to say when it was answered, or read and done with, before the mail went out. */
async function letterOf(
  { db, origin, now, readNews }: { db: Db; origin: string; now: number; readNews: NewsReader },
  { why, request: id, about, since }: Notice,
  to: Recipient,
): Promise<Letter | undefined> {
  if (why === 'digest') {
    const waiting = await listWaitingFor(db, { userId: to.id, asAccounts: [to.id] })
    const news = since === undefined ? [] : await readNews(db, { to, of: { since }, now })
    return waiting.length + news.length === 0 ? undefined : digestLetter({ origin, to }, waiting, news)
  }
  if (why === 'news') {
    const [news] = await readNews(db, { to, of: { id: about ?? '' }, now })
    return news && newsLetter({ origin, to }, news)
  }
  const request = await findAnyRequest(db, id ?? '')
  if (!request) return undefined
  if (why === 'answered') return answerLetter({ origin, to }, request)
  return request.state === 'open' ? askLetter({ origin, to }, request, why) : undefined
}

type Mail = { job: Job; to: Recipient; letter: Letter; signal: AbortSignal }

async function send(place: MailPlace, { job, to, letter, signal }: Mail): Promise<void> {
  const { hostname, port, protocol, username, password } = new URL(place.url)
  const isHere = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  const secure = protocol === 'smtps:'
  // loaded with the first mail: most servers start without one to send
  const { createTransport } = await import('nodemailer')
  const transport = createTransport({
    host: hostname.replace(/^\[|\]$/g, ''),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    ...(username && { auth: { user: decodeURIComponent(username), pass: decodeURIComponent(password) } }),
    connectionTimeout: 10_000,
    greetingTimeout: 10_000,
    socketTimeout: 20_000,
    // a password never crosses a network in the clear
    requireTLS: !secure && username !== '' && !isHere,
    tls: { rejectUnauthorized: !isHere },
  })
  const close = () => transport.close()
  signal.addEventListener('abort', close)
  try {
    if (signal.aborted) throw signal.reason === cancelled ? cancelled : stopped
    await Promise.race([
      transport.sendMail({
        from: { name: 'Trireme', address: place.from },
        to: { name: to.name, address: to.email ?? '' },
        messageId: `<${job.id}@${place.from.split('@')[1] ?? 'trireme'}>`,
        headers: { 'Auto-Submitted': 'auto-generated' },
        ...letter,
      }),
      new Promise<never>((_, reject) => {
        signal.addEventListener('abort', () => reject(stopped))
      }),
    ])
  } finally {
    signal.removeEventListener('abort', close)
    transport.close()
  }
}

/** The server takes this mail never: an address that does not exist, a password that is wrong for good. */
const isFinal = (error: unknown) =>
  error instanceof Error &&
  'responseCode' in error &&
  typeof error.responseCode === 'number' &&
  error.responseCode >= 550 &&
  messageOf(error) !== ''
