import type { Db } from '../../database/schema.ts'
import { append, type Author } from '../../events/events.ts'
import { notFound } from '../../kernel/errors.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context, ProjectContext } from '../../people/context.ts'
import type { Asset, AssetKind, AssetVersion, Visibility } from './catalog.schema.ts'
import { findAsset, findAssetNamed, indexAsset, insertAsset, updateAsset } from './catalog.store.ts'
import { warnOfEnd } from './deprecation/warning.ts'
import { isSubscribed } from './subscriptions/subscriptions.store.ts'
import { readableProjects } from './readers.ts'
import { findVersion, findVersionWith, insertUse, insertVersion, raiseVersion, takeVersion } from './versions.store.ts'

/** Who publishes: a request, or a worker on somebody's behalf. */
export type Publisher = Author & { project: { id: string } }

export type AssetWish = {
  kind: AssetKind
  name: string
  description?: string | undefined
  tags?: readonly string[] | undefined
  visibility?: Visibility | undefined
}

const prefixes = { dataset: 'ds', image: 'img', model: 'mdl' } as const satisfies Record<AssetKind, string>

/** The project's asset of this kind and name; made when there is none, and then owned by who made it. */
export async function ensureAsset(tx: Db, ctx: Publisher, wish: AssetWish): Promise<Asset> {
  const named = { project: ctx.project.id, kind: wish.kind, name: wish.name }
  const known = await findAssetNamed(tx, named)
  if (known) return known
  const id = newId(prefixes[wish.kind])
  const isNew = await insertAsset(tx, {
    id,
    projectId: ctx.project.id,
    kind: wish.kind,
    name: wish.name,
    description: wish.description ?? '',
    owner: ctx.actor.id,
    visibility: wish.visibility ?? 'project',
    tags: wish.tags ?? [],
    now: ctx.occurredAt ?? ctx.clock.now(),
  })
  if (isNew)
    await append(tx, ctx, {
      verb: 'create',
      object: { kind: wish.kind, id },
      payload: { visibility: wish.visibility ?? 'project' },
    })
  const asset = await findAssetNamed(tx, named)
  if (!asset) throw notFound('Asset', id)
  return asset
}

export type VersionWish = {
  assetId: string
  digest?: string | undefined
  note?: string | undefined
  madeBy?: string | undefined
}

/** Publishes the next version of an asset of this project; its number is never used again. */
export async function addVersion(tx: Db, ctx: Publisher, wish: VersionWish): Promise<number> {
  const now = ctx.clock.now()
  const taken = await takeVersion(tx, { id: wish.assetId, projectId: ctx.project.id, now })
  if (!taken) throw notFound('Asset', wish.assetId)
  await insertVersion(tx, {
    assetId: wish.assetId,
    version: taken.version,
    digest: wish.digest ?? null,
    note: wish.note ?? '',
    by: ctx.actor.id,
    seat: ctx.actor.seat ?? null,
    now,
  })
  await append(tx, ctx, {
    verb: 'publish',
    object: { kind: taken.kind, id: wish.assetId, version: taken.version },
    payload: {
      ...(wish.digest === undefined ? {} : { digest: wish.digest }),
      ...(wish.madeBy === undefined ? {} : { run: wish.madeBy }),
    },
  })
  return taken.version
}

/** Publishes a version under the number that it had where it was made; the caller has seen that the number is free. */
export async function adoptVersion(tx: Db, ctx: Publisher, wish: VersionWish & { version: number }): Promise<void> {
  const now = ctx.occurredAt ?? ctx.clock.now()
  const { assetId, version, digest = null, note = '' } = wish
  await raiseVersion(tx, { assetId, version })
  await insertVersion(tx, { assetId, version, digest, note, by: ctx.actor.id, seat: ctx.actor.seat ?? null, now })
  await append(tx, ctx, {
    verb: 'publish',
    object: { kind: 'model', id: assetId, version },
    payload: digest === null ? {} : { digest },
  })
}

/** Gives an asset of this project another name; false when the name is taken. */
export async function renameAsset(
  tx: Db,
  ctx: Publisher,
  { id, name }: { id: string; name: string },
): Promise<boolean> {
  const asset = await findAsset(tx, id)
  if (asset?.project.id !== ctx.project.id) throw notFound('Asset', id)
  const named = await findAssetNamed(tx, { project: ctx.project.id, kind: asset.kind, name })
  if (named) return false
  await updateAsset(tx, id, { name, updated_at: ctx.clock.now() })
  await indexAsset(tx, id, { name, tags: asset.tags, description: asset.description })
  await append(tx, ctx, { verb: 'change', object: { kind: asset.kind, id }, payload: { fields: ['name'] } })
  return true
}

/** Takes an asset out of use and frees its name; its versions and their lineage stay for what was built from them. */
export async function retireAsset(tx: Db, ctx: Publisher, id: string): Promise<void> {
  const asset = await findAsset(tx, id)
  if (asset?.project.id !== ctx.project.id) throw notFound('Asset', id)
  const now = ctx.clock.now()
  await updateAsset(tx, id, { name: `${asset.name} (${id})`, deprecated_at: now, updated_at: now })
  await append(tx, ctx, { verb: 'remove', object: { kind: asset.kind, id } })
}

/** The newest version with the same contents, if there is one. */
export const versionWith = (db: Db, wish: { assetId: string; digest: string }): Promise<AssetVersion | undefined> =>
  findVersionWith(db, wish)

/** Records that something of this project resolved the asset to this version; twice is once. */
export async function recordUse(
  tx: Db,
  ctx: Publisher,
  use: { assetId: string; version: string | number; usedBy: string },
): Promise<void> {
  const asset = await findAsset(tx, use.assetId)
  if (!asset || !(await isUsable(tx, ctx, asset))) throw notFound('Asset', use.assetId)
  await insertUse(tx, {
    assetId: use.assetId,
    version: String(use.version),
    projectId: ctx.project.id,
    usedBy: use.usedBy,
    now: ctx.clock.now(),
  })
}

/** An asset that the caller may see; `not_found` otherwise. */
export async function readableAsset(ctx: Context, id: string): Promise<Asset> {
  const asset = await findAsset(ctx.db, id)
  if (!asset || !(await isReadable(ctx, asset))) throw notFound('Asset', id)
  return asset
}

export type AssetReference = {
  kind: AssetKind
  name: string
  /** slug or id of another project; this one when not said */
  project?: string | undefined
  /** the latest when not said */
  version?: number | undefined
}

/** What a name in a run or a deployment of this project means now: an asset's version that this project may use. */
export async function resolveAsset(
  ctx: Pick<ProjectContext, 'db' | 'project'> & Partial<Pick<ProjectContext, 'setHeader' | 'origin'>>,
  wish: AssetReference,
): Promise<{ asset: Asset; version: AssetVersion }> {
  const asset = await findAssetNamed(ctx.db, { ...wish, project: wish.project ?? ctx.project.id })
  if (!asset || !(await isUsable(ctx.db, ctx, asset))) throw notFound(wish.kind, wish.name)
  const version = await findVersion(ctx.db, { assetId: asset.id, version: wish.version ?? asset.lastVersion })
  if (!version) throw notFound(`Version ${wish.version ?? 'latest'} of ${wish.kind}`, wish.name)
  warnOfEnd(ctx, asset)
  return { asset, version }
}

async function isReadable(ctx: Context, asset: Asset): Promise<boolean> {
  if (asset.visibility === 'organisation') return true
  const projects = await readableProjects(ctx)
  return projects.includes(asset.project.id) || isSubscribed(ctx.db, asset.id, projects)
}

/** Its home, everybody where it is open to the organisation, and projects to which its owner granted it. */
const isUsable = async (db: Db, { project }: { project: { id: string } }, asset: Asset) =>
  asset.visibility === 'organisation' || asset.project.id === project.id || isSubscribed(db, asset.id, [project.id])
