import { append } from '../../../events/events.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Context, ProjectContext, ProjectRef } from '../../../people/context.ts'
import { myProjects, seatHolders } from '../../../people/projects/projects.service.ts'
import { ungranted } from '../../../people/requests/requests.service.ts'
import { askFromOutside } from '../../../people/requests/asked/asked.service.ts'
import type { RequestKinds } from '../../../people/requests/requests.kind.ts'
import { seatMay } from '../../../people/policies.ts'
import { AssetKind, type Asset } from '../catalog.schema.ts'
import { assetsByIds, findAsset } from '../catalog.store.ts'
import { nextAfter, type PageAfter } from '../../../people/shapes.ts'
import type { AskedUse, Side } from './subscriptions.schema.ts'
import { readableProjects } from '../readers.ts'
import { deleteSubscription, insertSubscription, isSubscribed, listSubscriptions } from './subscriptions.store.ts'

type Wish = { asset: string; project: string; reason: string }
type Answer = { state: 'granted' | 'asked'; requestId: string | null }

/** Open assets are granted by policy; of the others the owner's seat is asked. An id is never guessed, so it may be named. */
export async function subscribe(ctx: Context & { requestKinds: RequestKinds }, wish: Wish): Promise<Answer> {
  const asset = await findAsset(ctx.db, wish.asset)
  if (!asset) throw notFound('Asset', wish.asset)
  const project = await usingProject(ctx, wish.project)
  if (asset.project.id === project.id)
    throw new AppError('conflict', `${asset.name} is an asset of this project; nobody need be asked`)
  if (await isSubscribed(ctx.db, asset.id, [project.id]))
    throw new AppError('conflict', `${project.name} uses ${asset.name} already`)
  if (asset.visibility === 'organisation') return grant(ctx, { asset, project, reason: wish.reason })
  const home = { ...asset.project, isDemo: false }
  const held = (await seatHolders({ db: ctx.db, project: home })).filter(holder => holder.person.id === asset.owner.id)
  const toSeat = held.find(holder => seatMay(holder.seat, 'asset:write'))?.seat
  const asked = await askFromOutside(ctx, home, {
    kind: 'subscription',
    subject: { kind: asset.kind, id: asset.id },
    details: { project: project.id },
    reason: wish.reason,
    ...(toSeat ? { toSeat } : {}),
  })
  return { state: 'asked', requestId: asked.id }
}

async function grant(
  ctx: Context,
  { asset, project, reason }: { asset: Asset; project: ProjectRef; reason: string },
): Promise<Answer> {
  await ctx.db.transaction().execute(async tx => {
    const row = { assetId: asset.id, projectId: project.id, requestId: null, reason }
    const isNew = await insertSubscription(tx, { ...row, by: ctx.actor.id, now: ctx.clock.now() })
    if (isNew)
      await append(tx, ctx, {
        verb: 'subscribe',
        object: { kind: asset.kind, id: asset.id },
        payload: { project: project.id, policy: 'organisation' },
        projectId: asset.project.id,
      })
  })
  return { state: 'granted', requestId: null }
}

/** A project in which the caller makes things, and which the caller's token covers. */
async function usingProject(ctx: Context, slugOrId: string): Promise<ProjectRef> {
  const readable = await readableProjects(ctx)
  const mine = (await myProjects(ctx)).projects.find(one => one.slug === slugOrId || one.id === slugOrId)
  if (!mine || !readable.includes(mine.id)) throw notFound('Project', slugOrId)
  if (!mine.mySeats.some(seat => seatMay(seat, 'asset:write')))
    throw new AppError(
      'forbidden',
      'You cannot, because your seat does not hold "asset:write"; ask a maker of the project',
    )
  return mine
}

export async function readSubscriptions(ctx: ProjectContext, page: PageAfter & { as: Side }) {
  const subscriptions = await listSubscriptions(ctx.db, { ...page, projectId: ctx.project.id })
  return {
    subscriptions,
    next: nextAfter(subscriptions, page.limit, ({ asset, project }) => `${asset.id} ${project.id}`),
  }
}

/** Of other projects; what is said there is the same that the asker is told. */
export async function readAskedUses(
  ctx: ProjectContext,
  page: { before?: string | undefined; limit: number },
): Promise<{ asked: AskedUse[]; next: string | null }> {
  const details = { project: ctx.project.id }
  const requests = await ungranted(ctx, { kind: 'subscription', details, ...page })
  const known = await assetsByIds(
    ctx.db,
    requests.map(({ subject }) => subject.id),
  )
  const open = new Map(
    known.filter(({ visibility }) => visibility === 'organisation').map(({ id, name }) => [id, name]),
  )
  const asked = requests.flatMap(({ id, subject, project, toSeat, state, reason, createdAt, decisionReason }) => {
    const kind = AssetKind.safeParse(subject.kind).data
    if (!kind || (state !== 'open' && state !== 'returned')) return []
    const asset = { id: subject.id, kind, name: open.get(subject.id) ?? null }
    const answer = decisionReason ?? ''
    return [{ asset, requestId: id, home: project.slug, seat: toSeat, state, reason, since: createdAt, answer }]
  })
  return { asked, next: nextAfter(requests, page.limit, ({ id }) => id) }
}

/** Whoever uses it may stop, and whoever owns it may take it back. */
export async function endSubscription(ctx: ProjectContext, wish: { asset: string; of?: string | undefined }) {
  const asset = await findAsset(ctx.db, wish.asset)
  const projectId = wish.of ?? ctx.project.id
  const isMine = projectId === ctx.project.id || asset?.project.id === ctx.project.id
  if (!asset || !isMine) throw notFound('Subscription', wish.asset)
  await ctx.db.transaction().execute(async tx => {
    const ended = await deleteSubscription(tx, { assetId: asset.id, projectId })
    if (!ended) throw notFound('Subscription', wish.asset)
    await append(tx, ctx, {
      verb: 'revoke',
      object: { kind: asset.kind, id: asset.id },
      payload: { project: projectId },
      projectId: asset.project.id,
    })
  })
}
