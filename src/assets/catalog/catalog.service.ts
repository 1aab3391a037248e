import { append } from '../../events/events.ts'
import type { Verb } from '../../events/verbs.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import type { Context, ProjectContext } from '../../people/context.ts'
import { membersOfTeam } from '../../people/organisation/teams/teams.service.ts'
import { seatMay, seatsWith } from '../../people/policies.ts'
import { myProjects, seatHolders } from '../../people/projects/projects.service.ts'
import type { Seat } from '../../people/seats.ts'
import type { Asset, AssetChange, AssetDetail, AssetFacets, AssetFilter, AssetKind } from './catalog.schema.ts'
import {
  countFacets,
  countKinds,
  docsOf,
  findAsset,
  indexAsset,
  searchAssets,
  updateAsset,
  writeTags,
  type AssetPlace,
} from './catalog.store.ts'
import { gramsOfQuestion } from './grams.ts'
import { readableAsset } from './publish.service.ts'
import { tellUsers } from './deprecation/deprecation.news.ts'
import { readableProjects } from './readers.ts'
import { listUsers, listVersions } from './versions.store.ts'

export async function searchCatalog(
  ctx: Context,
  filter: AssetFilter,
): Promise<{ assets: Asset[]; next: string | null; kinds: Record<AssetKind, number>; facets: AssetFacets }> {
  const wish = {
    ...filter,
    projectIds: await readableProjects(ctx),
    grams: filter.q.trim() === '' ? undefined : gramsOfQuestion(filter.q),
    owners: filter.team === undefined ? undefined : await membersOfTeam(ctx, filter.team),
    before: filter.before === undefined ? undefined : placeOf(filter.before),
  }
  const found = await searchAssets(ctx.db, wish)
  const last = found.at(-1)
  return {
    assets: found.map(one => one.asset),
    next: last && found.length === filter.limit ? cursorOf(last.place) : null,
    kinds: await countKinds(ctx.db, wish),
    facets: await countFacets(ctx.db, wish),
  }
}

export async function describeAsset(ctx: Context, id: string): Promise<AssetDetail> {
  const asset = await readableAsset(ctx, id)
  const mine = (await myProjects(ctx)).projects.find(project => project.id === asset.project.id)
  return detailOf(ctx, asset, mine?.mySeats ?? [])
}

/** Each change of a kind that people decide about has its own word in the log. */
export async function changeAsset(ctx: ProjectContext, change: AssetChange & { asset: string }): Promise<AssetDetail> {
  const asset = await findAsset(ctx.db, change.asset)
  if (asset?.project.id !== ctx.project.id) throw notFound('Asset', change.asset)
  const isLead = asset.owner.id === ctx.actor.id || ctx.may('project:write')
  if (!isLead) throw new AppError('forbidden', refusal(asset))
  if (change.owner !== undefined) await demandMember(ctx, change.owner)
  await demandSuccessor(ctx, asset, change)
  await ctx.db.transaction().execute(async tx => {
    const now = ctx.clock.now()
    await updateAsset(tx, asset.id, { ...settingsOf(change, asset, now), updated_at: now })
    if (change.tags) await writeTags(tx, asset.id, change.tags)
    const said = {
      name: asset.name,
      tags: change.tags ?? asset.tags,
      description: change.description ?? asset.description,
    }
    await indexAsset(tx, asset.id, said)
    for (const { verb, payload } of eventsOf(change, asset))
      await append(tx, ctx, { verb, object: { kind: asset.kind, id: asset.id }, payload })
    if (change.deprecated && asset.deprecatedAt === null)
      await tellUsers({ ...ctx, db: tx }, { assetId: asset.id, now })
  })
  return describeAsset(ctx, asset.id)
}

function settingsOf(change: AssetChange, asset: Asset, now: number) {
  const { description, docs, owner, visibility } = change
  return {
    description: description ?? asset.description,
    owner: owner ?? asset.owner.id,
    visibility: visibility ?? asset.visibility,
    ...(docs === undefined ? {} : { docs }),
    ...deprecationOf(change, asset, now),
  }
}

/** Whoever restores it takes back what was said about its end too. */
function deprecationOf({ deprecated, replacedBy, endsAt, deprecation }: AssetChange, asset: Asset, now: number) {
  if (deprecated === false) return { deprecated_at: null, replaced_by: null, ends_at: null, deprecation: '' }
  return {
    ...(deprecated ? { deprecated_at: asset.deprecatedAt ?? now } : {}),
    ...(replacedBy === undefined ? {} : { replaced_by: replacedBy }),
    ...(endsAt === undefined ? {} : { ends_at: endsAt }),
    ...(deprecation === undefined ? {} : { deprecation }),
  }
}

function eventsOf(change: AssetChange, asset: Asset): { verb: Verb; payload: Record<string, unknown> }[] {
  const { deprecated, visibility, owner, replacedBy = null, endsAt = null } = change
  const isDeprecated = asset.deprecatedAt !== null
  const isEnding = deprecated !== undefined && deprecated !== isDeprecated
  const said = isEnding ? [] : (['replacedBy', 'endsAt', 'deprecation'] as const)
  const fields = (['description', 'docs', 'tags', ...said] as const).filter(field => change[field] !== undefined)
  return [
    ...(fields.length > 0 ? [{ verb: 'change' as const, payload: { fields } }] : []),
    ...(visibility !== undefined && visibility !== asset.visibility
      ? [{ verb: 'share' as const, payload: { visibility } }]
      : []),
    ...(owner !== undefined && owner !== asset.owner.id
      ? [{ verb: 'change' as const, payload: { fields: ['owner'], owner } }]
      : []),
    ...(isEnding && deprecated ? [{ verb: 'deprecate' as const, payload: { replacedBy, endsAt } }] : []),
    ...(isEnding && !deprecated ? [{ verb: 'restore' as const, payload: {} }] : []),
  ]
}

async function detailOf(ctx: Context, asset: Asset, seats: Seat[]): Promise<AssetDetail> {
  const isHolder = seats.some(seat => seatMay(seat, 'asset:write'))
  const isLead = asset.owner.id === ctx.actor.id || seats.some(seat => seatMay(seat, 'project:write'))
  return {
    ...asset,
    docs: await docsOf(ctx.db, asset.id),
    versions: await listVersions(ctx.db, asset.id),
    users: await listUsers(ctx.db, asset.id, await readableProjects(ctx)),
    cannotChange: isHolder && isLead ? null : refusal(asset),
  }
}

function refusal(asset: Asset): string {
  const seats = seatsWith('asset:write').filter(seat => seatMay(seat, 'project:write'))
  const leads = seats.map(seat => seat.replaceAll('_', ' ')).join(', ')
  return `You cannot change this ${asset.kind}, because it belongs to ${asset.owner.name}; ask them, or in ${asset.project.name}: ${leads}`
}

/** What takes its place is of the same kind, in use, and seen by whoever says so. */
async function demandSuccessor(ctx: Context, asset: Asset, { deprecated, replacedBy, endsAt }: AssetChange) {
  const isDeprecated = deprecated ?? asset.deprecatedAt !== null
  if (!isDeprecated && (replacedBy ?? endsAt ?? null) !== null)
    throw new AppError('bad_request', 'Only what is deprecated has a replacement and an end; deprecate it with them')
  if (replacedBy === undefined || replacedBy === null) return
  const successor = await readableAsset(ctx, replacedBy)
  if (successor.id === asset.id || successor.kind !== asset.kind || successor.deprecatedAt !== null)
    throw new AppError('bad_request', `Its replacement is another ${asset.kind} that is not deprecated itself`)
}

/** An asset is given on only to somebody who sits in its project. */
async function demandMember(ctx: ProjectContext, userId: string): Promise<void> {
  const isMember = (await seatHolders(ctx)).some(holder => holder.person.id === userId)
  if (!isMember) throw new AppError('bad_request', 'The new owner must sit in this project; give them a seat first')
}

const cursorOf = ({ rank, updatedAt, id }: AssetPlace) => `${rank}.${updatedAt}.${id}`

function placeOf(cursor: string): AssetPlace {
  const found = /^(\d{1,9})\.(\d{1,16})\.([a-z0-9_]+)$/.exec(cursor)
  if (!found)
    throw new AppError('bad_request', `"${cursor}" is not a place in the catalogue; leave it out to start at the top`)
  return { rank: Number(found[1]), updatedAt: Number(found[2]), id: found[3] ?? '' }
}
