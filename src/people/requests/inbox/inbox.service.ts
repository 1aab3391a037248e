import { AppError } from '../../../kernel/errors.ts'
import type { Context } from '../../context.ts'
import { findProject, seatsOf } from '../../identity.store.ts'
import { nextAfter, type PageAfter } from '../../shapes.ts'
import type { RequestKinds } from '../requests.kind.ts'
import { acceptRequest, readAsked, returnRequest, waitingFor } from '../requests.service.ts'
import type { InboxItem } from './inbox.schema.ts'
import { peopleIStandInFor } from './standIns.service.ts'

type InboxContext = Context & { requestKinds: RequestKinds }

const day = 86_400_000

export type InboxQuery = PageAfter & {
  kind?: string | undefined
  project?: string | undefined
  olderThanDays?: number | undefined
  overdue?: 'true' | undefined
}

/** My own and those of people who are away; each once, oldest first. */
export async function readInbox(
  ctx: InboxContext,
  query: InboxQuery,
): Promise<{ now: number; requests: InboxItem[]; next: string | null }> {
  const now = ctx.clock.now()
  const { kind, project, after, limit } = query
  const filter = {
    ...{ kind, project, after, limit },
    askedBefore: query.olderThanDays === undefined ? undefined : now - query.olderThanDays * day,
    dueBefore: query.overdue === undefined ? undefined : now,
  }
  const found = new Map<string, InboxItem>()
  const keep = async (forPerson: InboxItem['forPerson'], accounts: readonly string[]) => {
    for (const request of await waitingFor(ctx, { ...filter, forPerson: forPerson?.id, accounts })) {
      const { inBulk = false, reasons = [] } = ctx.requestKinds[request.kind] ?? {}
      if (!found.has(request.id)) found.set(request.id, { ...request, inBulk, reasons: [...reasons], forPerson })
    }
  }
  await keep(null, [])
  for (const { id, name, accounts } of await peopleIStandInFor(ctx)) await keep({ id, name }, accounts)
  const requests = [...found.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1)).slice(0, limit)
  return { now, requests, next: nextAfter(requests, limit, ({ id }) => id) }
}

export async function decideMany(
  ctx: InboxContext,
  wish: { requests: string[]; decision: 'accept' | 'return'; reason: string; code?: string | undefined },
): Promise<{ decided: string[]; refused: { request: string; message: string }[] }> {
  const decided: string[] = []
  const refused: { request: string; message: string }[] = []
  for (const request of new Set(wish.requests)) {
    const message = await refusalOf(() => decideOne(ctx, request, { ...wish, isAlone: wish.requests.length === 1 }))
    if (message === undefined) decided.push(request)
    else refused.push({ request, message })
  }
  return { decided, refused }
}

type Decision = { decision: 'accept' | 'return'; reason: string; code?: string | undefined; isAlone: boolean }

async function decideOne(ctx: InboxContext, id: string, wish: Decision): Promise<void> {
  const request = await readAsked(ctx, id)
  const project = request && (await findProject(ctx.db, request.project.id))
  const { token } = ctx.actor
  const isReachable = !token || token.projectId === null || token.projectId === project?.id
  if (!project || !isReachable || (await seatsOf(ctx.db, ctx.actor.id, project.id)).length === 0)
    throw new AppError('not_found', `There is no request ${id} for you`)
  if (token && !token.rights.includes('*') && !token.rights.includes('request:write'))
    throw new AppError('forbidden', 'This token does not hold "request:write"')
  if (!wish.isAlone && !ctx.requestKinds[request.kind]?.inBulk)
    throw new AppError('bad_request', `A ${request.kind} needs a look of its own; open it`)
  const inside = { ...ctx, project }
  if (wish.decision === 'accept') await acceptRequest(inside, id, wish.reason)
  else await returnRequest(inside, id, wish)
}

/** What is wrong with one does not keep the others from being answered. */
async function refusalOf(act: () => Promise<void>): Promise<string | undefined> {
  try {
    await act()
    return undefined
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') return error.message
    throw error
  }
}
