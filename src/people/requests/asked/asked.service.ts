import { notFound } from '../../../kernel/errors.ts'
import type { Context, ProjectRef } from '../../context.ts'
import { accountsOf } from '../../persons.store.ts'
import type { RequestKinds } from '../requests.kind.ts'
import type { Request } from '../requests.schema.ts'
import { createRequest, pageOfAsked, readAsked, withdrawRequest, type RequestWish } from '../requests.service.ts'
import { Asked } from './asked.schema.ts'

type AskingContext = Context & { requestKinds: RequestKinds }

/** Asks a seat of a project in which the asker need not sit. */
export async function askFromOutside(ctx: AskingContext, project: ProjectRef, wish: RequestWish): Promise<Asked> {
  return toAsked(await createRequest({ ...ctx, project }, wish))
}

export async function listMyAsked(
  ctx: Context,
  filter: { state?: Request['state'] | undefined; before?: string | undefined; limit: number },
) {
  const requests = await pageOfAsked(ctx, filter)
  const next = requests.length === filter.limit ? (requests.at(-1)?.id ?? null) : null
  return { requests: requests.map(toAsked), next }
}

export async function withdrawMine(ctx: AskingContext, id: string, reason: string): Promise<Asked> {
  const request = await readAsked(ctx, id)
  if (!request || !(await accountsOf(ctx.db, ctx.actor.id)).includes(request.from.id)) throw notFound('Request', id)
  const project = { ...request.project, isDemo: false }
  return toAsked(await withdrawRequest({ ...ctx, project }, id, reason))
}

const toAsked = (request: Request): Asked => Asked.parse(request)
