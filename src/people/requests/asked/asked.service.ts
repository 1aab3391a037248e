import { notFound } from '../../../kernel/errors.ts'
import type { Context, ProjectRef } from '../../context.ts'
import { seatsOf } from '../../identity.store.ts'
import { accountsOf } from '../../persons.store.ts'
import type { RequestKinds } from '../requests.kind.ts'
import type { Request } from '../requests.schema.ts'
import {
  createRequest,
  pageOfAsked,
  readAsked,
  veiled,
  withdrawRequest,
  type RequestWish,
} from '../requests.service.ts'
import { Asked } from './asked.schema.ts'

type AskingContext = Context & { requestKinds: RequestKinds }

/** Asks a seat of a project in which the asker need not sit. */
export async function askFromOutside(ctx: AskingContext, project: ProjectRef, wish: RequestWish): Promise<Asked> {
  const [asked] = await toldToAsker(ctx, [await createRequest({ ...ctx, project }, wish)])
  if (!asked) throw notFound('Request', project.slug)
  return asked
}

export async function listMyAsked(
  ctx: Context,
  filter: { state?: Request['state'] | undefined; before?: string | undefined; limit: number },
) {
  const requests = await pageOfAsked(ctx, filter)
  const next = requests.length === filter.limit ? (requests.at(-1)?.id ?? null) : null
  return { requests: await toldToAsker(ctx, requests), next }
}

export async function withdrawMine(ctx: AskingContext, id: string, reason: string): Promise<Asked> {
  const request = await readAsked(ctx, id)
  if (!request || !(await accountsOf(ctx.db, ctx.actor.id)).includes(request.from.id)) throw notFound('Request', id)
  const project = { ...request.project, isDemo: false }
  const [withdrawn] = await toldToAsker(ctx, [await withdrawRequest({ ...ctx, project }, id, reason)])
  if (!withdrawn) throw notFound('Request', id)
  return withdrawn
}

async function toldToAsker(ctx: Context, requests: readonly Request[]): Promise<Asked[]> {
  const told = requests.map(async request => {
    const held = await seatsOf(ctx.db, ctx.actor.id, request.project.id)
    return Asked.parse(held.length > 0 ? request : veiled(request))
  })
  return Promise.all(told)
}
