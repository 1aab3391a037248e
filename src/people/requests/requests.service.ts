import { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import { append, listEvents } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context, ProjectContext } from '../context.ts'
import { listSeats } from '../seats.store.ts'
import type { Seat } from '../seats.ts'
import type { ObjectRef } from '../shapes.ts'
import { accountsOf, personsOf } from '../persons.store.ts'
import { peopleIStandInFor, type Absent } from './inbox/standIns.service.ts'
import { tellAsker, tellSeat } from './mail/notices.ts'
import { subjectAsked } from './subject.ts'
import type { RequestKind, RequestKinds } from './requests.kind.ts'
import type { Details, Request, RequestDetail } from './requests.schema.ts'
import {
  evidenceOf,
  findAnyRequest,
  findLatestAbout,
  findRepair,
  findRequest,
  findAccepted,
  findRequestAbout,
  insertRequest,
  listAllAskedBy,
  listAskedBy,
  listOfKind,
  listOpenIn,
  listRequests,
  listUngranted,
  type Ungranted,
  listWaitingFor,
  settleRequest,
  type InboxFilter,
  type RequestFilter,
} from './requests.store.ts'

export type RequestContext = ProjectContext & { requestKinds: RequestKinds }

export type RequestWish = {
  kind: string
  subject: ObjectRef
  toSeat?: Seat | undefined
  reason: string
  dueAt?: number | undefined
  /** what the asker keeps with the request, in its transaction; of one that is open already too */
  keep?: ((tx: Db, requestId: string) => Promise<void>) | undefined
  details?: Details | undefined
  /** the returned request that this one repairs */
  previous?: string | undefined
}

/** Asks once: while a request about the same version is open, asking again answers with that one. */
export async function createRequest(ctx: RequestContext, wish: RequestWish): Promise<RequestDetail> {
  const kind = kindOf(ctx, wish.kind)
  const toSeat = wish.toSeat ?? kind.toSeat
  if (!kind.seats.includes(toSeat))
    throw new AppError(
      'bad_request',
      `The seat ${toSeat} does not decide a ${wish.kind}; ask: ${kind.seats.join(', ')}`,
    )
  const version = wish.subject.version ?? null
  const details = detailsOf(kind, wish)
  const open = await findRequestAbout(ctx.db, {
    projectId: ctx.project.id,
    kind: wish.kind,
    id: wish.subject.id,
    version,
    details,
  })
  if (open?.state === 'open') {
    await wish.keep?.(ctx.db, open.id)
    return detailOf(ctx, open)
  }
  await kind.demand?.(ctx, { subject: wish.subject, toSeat, details })
  const previous = await previousOf(ctx, wish)
  const described = await kind.describe(ctx, wish.subject, details)
  const evidence = await kind.checks(ctx, wish.subject)
  const id = newId('req')
  await ctx.db.transaction().execute(async tx => {
    await insertRequest(tx, {
      id,
      projectId: ctx.project.id,
      kind: wish.kind,
      subject: { ...wish.subject, version, name: described.name },
      from: ctx.actor.id,
      fromSeat: ctx.actor.seat ?? null,
      toSeat,
      reason: wish.reason,
      evidence,
      blocks: described.blocks ?? null,
      details,
      previousId: previous?.id ?? null,
      agent: ctx.actor.token?.agent?.id ?? null,
      dueAt: wish.dueAt ?? null,
      now: ctx.clock.now(),
    })
    const { object } = described
    const subject = { kind: wish.subject.kind, id: wish.subject.id, version, ...(object ? { object } : {}) }
    await append(tx, ctx, {
      verb: 'request',
      object: { kind: 'request', id },
      payload: { kind: wish.kind, toSeat, subject, ...(previous ? { previous: previous.id } : {}) },
      ...(previous ? { cause: previous.event } : {}),
    })
    await tellSeat(tx, ctx, { id, toSeat, dueAt: wish.dueAt ?? null })
    await wish.keep?.(tx, id)
  })
  return readRequest(ctx, id)
}

function detailsOf(kind: RequestKind, wish: RequestWish): Details {
  const given = wish.details ?? {}
  if (!kind.details) {
    if (Object.keys(given).length === 0) return given
    throw new AppError('bad_request', `A ${wish.kind} has no further details; leave them out`)
  }
  const found = kind.details.safeParse(given)
  if (!found.success)
    throw new AppError('bad_request', `The details of a ${wish.kind} are not valid: ${z.prettifyError(found.error)}`)
  return found.data
}

/** What was sent back and is asked for again, with the event that sent it back. */
async function previousOf(ctx: RequestContext, wish: RequestWish): Promise<{ id: string; event: string } | undefined> {
  const about = { projectId: ctx.project.id, kind: wish.kind, subject: wish.subject }
  const previous =
    wish.previous === undefined ? await findLatestAbout(ctx.db, about) : await requestOf(ctx, wish.previous)
  if (previous?.state !== 'returned' || previous.kind !== wish.kind) {
    if (wish.previous === undefined) return undefined
    throw new AppError('conflict', `${wish.previous} is no returned ${wish.kind}, so nothing can repair it`)
  }
  const sentBack = { projectIds: [ctx.project.id], object: { kind: 'request', id: previous.id }, verbs: ['return'] }
  const [event] = await listEvents(ctx.db, sentBack, { limit: 1 })
  return { id: previous.id, event: event?.id ?? previous.id }
}

export async function readRequest(ctx: RequestContext, id: string): Promise<RequestDetail> {
  return detailOf(ctx, await requestOf(ctx, id))
}

export async function searchRequests(ctx: ProjectContext, filter: Omit<RequestFilter, 'projectId'>) {
  const requests = await listRequests(ctx.db, { ...filter, projectId: ctx.project.id })
  return { requests, next: requests.length === filter.limit ? (requests.at(-1)?.id ?? null) : null }
}

export const waitingForMe = async (ctx: Context) =>
  listWaitingFor(ctx.db, { userId: ctx.actor.id, asAccounts: await accountsOf(ctx.db, ctx.actor.id) })
/** What an asker without a seat in the project is told: the addresses that were named, and none of the names behind them. */
export const veiled = (request: Request): Request => ({
  ...request,
  project: { ...request.project, name: request.project.slug },
  subject: { ...request.subject, name: request.subject.kind === 'user' ? request.subject.name : request.subject.id },
  blocks: null,
})

export const askedByMe = async (ctx: Context) => listAskedBy(ctx.db, await accountsOf(ctx.db, ctx.actor.id))
/** What waits for the caller, or for somebody away for whom the caller decides. */
export const waitingFor = async (
  ctx: Context,
  {
    forPerson,
    accounts,
    ...filter
  }: Omit<InboxFilter, 'userId' | 'asAccounts' | 'alsoSits'> & {
    forPerson: string | undefined
    accounts: readonly string[]
  },
) => {
  const mine = await accountsOf(ctx.db, ctx.actor.id)
  const seat = forPerson === undefined ? { userId: ctx.actor.id } : { userId: forPerson, alsoSits: ctx.actor.id }
  return listWaitingFor(ctx.db, { ...filter, ...seat, asAccounts: [...mine, ...accounts] })
}
export const pageOfAsked = async (
  ctx: Context,
  filter: { state?: Request['state'] | undefined; before?: string | undefined; limit: number },
) => listAllAskedBy(ctx.db, { ...filter, accounts: await accountsOf(ctx.db, ctx.actor.id) })
/** A request of any project; the caller sees to who may read it. */
export const readAsked = (ctx: Pick<Context, 'db'>, id: string) => findAnyRequest(ctx.db, id)
export const askedBy = (ctx: Context, userId: string) => listAskedBy(ctx.db, [userId])
export const openRequestsIn = (ctx: Context, projectIds: readonly string[]) => listOpenIn(ctx.db, projectIds)

export async function acceptRequest(ctx: RequestContext, id: string, reason: string): Promise<RequestDetail> {
  return decide(ctx, { id, state: 'accepted', reason })
}

export async function returnRequest(
  ctx: RequestContext,
  id: string,
  { reason, code }: { reason: string; code?: string | undefined },
): Promise<RequestDetail> {
  const { kind } = await requestOf(ctx, id)
  const { reasons } = kindOf(ctx, kind)
  if (code !== undefined && !reasons?.includes(code))
    throw new AppError('bad_request', `"${code}" is no reason to send back a ${kind}${reasons ? choice(reasons) : ''}`)
  if (reasons && code === undefined)
    throw new AppError('bad_request', `Name the reason why this ${kind} goes back as "code"${choice(reasons)}`)
  if (reason === '' && (code === undefined || code === 'other'))
    throw new AppError('bad_request', 'Say what is missing, so that it can be supplied')
  return decide(ctx, { id, state: 'returned', reason, code })
}

const choice = (reasons: readonly string[]) => `; it is one of: ${reasons.join(', ')}`

/** What was asked in this project since a time, of one kind. */
export const requestsOfKind = (ctx: ProjectContext, of: { kind: string; since: number }) =>
  listOfKind(ctx.db, { ...of, projectId: ctx.project.id })

/** Of any project, by what was asked for besides the subject, and not granted; the caller sees to who may read it. */
export const ungranted = (ctx: Pick<Context, 'db'>, of: Ungranted) => listUngranted(ctx.db, of)

export async function withdrawRequest(ctx: RequestContext, id: string, reason: string): Promise<RequestDetail> {
  const request = await requestOf(ctx, id)
  if (!(await accountsOf(ctx.db, ctx.actor.id)).includes(request.from.id))
    throw new AppError('forbidden', `Only ${request.from.name}, who asked, can withdraw this`)
  await settle(ctx, request, {
    state: 'withdrawn',
    reason,
    evidence: await kindOf(ctx, request.kind).checks(ctx, request.subject),
  })
  return readRequest(ctx, id)
}

/** Withdraws what somebody who leaves has asked for, in the caller's transaction. */
export async function withdrawFor(ctx: Context, wish: { id: string; from: string; reason: string }): Promise<void> {
  const request = (await listAskedBy(ctx.db, [wish.from])).find(one => one.id === wish.id)
  if (!request) throw notFound('Request', wish.id)
  const evidence = await evidenceOf(ctx.db, { projectId: request.project.id, id: request.id })
  await settleIn(ctx.db, ctx, { request, state: 'withdrawn', reason: wish.reason, evidence })
}

async function decide(
  ctx: RequestContext,
  wish: { id: string; state: 'accepted' | 'returned'; reason: string; code?: string | undefined },
): Promise<RequestDetail> {
  const request = await requestOf(ctx, wish.id)
  const detail = await detailOf(ctx, request)
  if (detail.cannotDecide !== null)
    throw new AppError(request.state === 'open' ? 'forbidden' : 'conflict', detail.cannotDecide)
  // the decision is made in the seat that was asked, whichever seats the person holds besides
  const actor = { ...ctx.actor, seat: request.toSeat }
  const { decidesFor } = detail
  // of a stand-in the log says who acted, and for whom
  const acting = decidesFor ? { ...actor, ...decidesFor, actedBy: { id: actor.id, name: actor.name } } : actor
  await settle({ ...ctx, actor: acting }, request, {
    state: wish.state,
    reason: wish.reason,
    code: wish.code,
    forPerson: decidesFor?.id,
    evidence: detail.checks,
  })
  return readRequest(ctx, wish.id)
}

type Settled = {
  state: 'accepted' | 'returned' | 'withdrawn'
  reason: string
  code?: string | undefined
  forPerson?: string | undefined
  evidence: unknown
}

const verbOf = { accepted: 'accept', returned: 'return', withdrawn: 'withdraw' } as const

async function settle(ctx: RequestContext, request: Request, settled: Settled): Promise<void> {
  await ctx.db.transaction().execute(async tx => {
    await settleIn(tx, ctx, { request, ...settled })
    if (settled.state !== 'withdrawn') await tellAsker(tx, ctx, request)
    const accepted = { ...request, decisionReason: settled.reason }
    if (settled.state === 'accepted') await kindOf(ctx, request.kind).effect(tx, { ...ctx, db: tx }, accepted)
  })
}

async function settleIn(tx: Db, ctx: Context, { request, ...settled }: Settled & { request: Request }): Promise<void> {
  const isFirst = await settleRequest(tx, {
    id: request.id,
    ...settled,
    code: settled.code ?? null,
    forPerson: settled.forPerson ?? null,
    by: settled.forPerson === undefined ? ctx.actor.id : (ctx.actor.actedBy?.id ?? ctx.actor.id),
    seat: ctx.actor.seat ?? null,
    now: ctx.clock.now(),
  })
  if (!isFirst) throw new AppError('conflict', 'This request was decided in the meantime; look again')
  await append(tx, ctx, {
    verb: verbOf[settled.state],
    object: { kind: 'request', id: request.id },
    payload: {
      kind: request.kind,
      subject: await subjectAsked(tx, request),
      waitedMs: ctx.clock.now() - request.createdAt,
      ...(request.fromSeat ? { fromSeat: request.fromSeat } : {}),
      ...(settled.code === undefined ? {} : { code: settled.code }),
    },
    projectId: request.project.id,
  })
}

/** A decision that was made without opening the request answers it, so that nobody waits for what is done. */
export async function answerRequest(
  tx: Db,
  ctx: ProjectContext,
  { kind, subject, ...settled }: Settled & { kind: string; subject: ObjectRef },
): Promise<void> {
  const about = { projectId: ctx.project.id, kind, id: subject.id, version: subject.version ?? null }
  const request = await findRequestAbout(tx, about)
  if (request?.state !== 'open') return
  // nobody accepts what they asked for themselves
  const mine = await accountsOf(tx, ctx.actor.id)
  const state = mine.includes(request.from.id) ? 'withdrawn' : settled.state
  await settleIn(tx, ctx, { request, ...settled, state })
}

async function detailOf(ctx: RequestContext, request: Request): Promise<RequestDetail> {
  const kind = kindOf(ctx, request.kind)
  const [described, checks, holders] = [
    await kind.describe(ctx, request.subject, request.details),
    // what is decided keeps the evidence on which it was decided
    request.state === 'open'
      ? await kind.checks(ctx, request.subject)
      : await evidenceOf(ctx.db, { projectId: ctx.project.id, id: request.id }),
    await listSeats(ctx.db, ctx.project.id),
  ]
  const persons = await personsOf(ctx.db, described.authors)
  const mine = await accountsOf(ctx.db, ctx.actor.id)
  const found = { mine, authors: described.authors, holders, away: await peopleIStandInFor(ctx) }
  const decidesFor = absentOf(request, found, ctx.actor.id)
  return {
    ...request,
    checks,
    cannotDecide: whyNot(ctx, request, found),
    decidesFor: decidesFor ? { id: decidesFor.id, name: decidesFor.name } : null,
    canWithdraw: request.state === 'open' && mine.includes(request.from.id),
    reasons: [...(kind.reasons ?? [])],
    nextId: request.state === 'returned' ? await findRepair(ctx.db, request) : null,
    deciders: holders.filter(holder => holder.seat === request.toSeat).map(holder => holder.person),
    authors: [...persons.values()],
  }
}

type Case = {
  /** all accounts of whoever decides */
  mine: string[]
  authors: string[]
  holders: { seat: Seat; person: { id: string; name: string } }[]
  away: Absent[]
}

/** Whom the reader answers for: somebody away who sits in the seat, when the reader does not. */
function absentOf({ toSeat }: Request, { holders, away }: Case, me: string): Absent | undefined {
  const sitting = holders.filter(holder => holder.seat === toSeat)
  if (sitting.some(holder => holder.person.id === me)) return undefined
  return away.find(absent => sitting.some(holder => holder.person.id === absent.id))
}

function whyNot(ctx: RequestContext, request: Request, found: Case): string | null {
  const { mine, authors, holders } = found
  if (request.state !== 'open') return `This request is ${request.state} already`
  const others = holders.filter(
    holder =>
      holder.seat === request.toSeat && holder.person.id !== ctx.actor.id && !authors.includes(holder.person.id),
  )
  const seat = request.toSeat.replaceAll('_', ' ')
  const ask =
    others.length > 0
      ? `ask ${others.map(holder => holder.person.name).join(' or ')} (${seat})`
      : `nobody else sits as ${seat}; seat somebody there`
  if (mine.includes(request.from.id)) return `You cannot decide, because you asked for it; ${ask}`
  if (authors.some(author => mine.includes(author))) return `You cannot decide, because you made this version; ${ask}`
  const absent = absentOf(request, found, ctx.actor.id)
  if (absent && [request.from.id, ...authors].some(id => absent.accounts.includes(id)))
    return `You cannot decide for ${absent.name}, who asked for it or made it; ${ask}`
  if (!absent && !holders.some(holder => holder.seat === request.toSeat && holder.person.id === ctx.actor.id))
    return `You cannot decide, because you do not sit as ${seat}; ${ask}`
  return null
}

async function requestOf(ctx: ProjectContext, id: string): Promise<Request> {
  const request = await findRequest(ctx.db, ctx.project.id, id)
  if (!request) throw notFound('Request', id)
  return request
}

function kindOf(ctx: RequestContext, name: string): RequestKind {
  const kind = ctx.requestKinds[name]
  if (!kind)
    throw new AppError(
      'bad_request',
      `There is no request of kind "${name}"; there are: ${Object.keys(ctx.requestKinds).join(', ')}`,
    )
  return kind
}

/** The accepted request of a kind about one version, if there is one. */
export async function acceptedRequest(
  ctx: Pick<ProjectContext, 'db' | 'project'>,
  subject: { kind: string; id: string; version: string },
): Promise<Request | undefined> {
  return findAccepted(ctx.db, { ...subject, projectId: ctx.project.id })
}
