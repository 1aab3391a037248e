import { createHash } from 'node:crypto'
import { z } from 'zod'
import { cancelJob, enqueue, findJob, listJobs, retryJob, type Job, type JobHandler } from '../../database/jobs.ts'
import { append } from '../../events/events.ts'
import { AppError, notFound } from '../../kernel/errors.ts'
import { onBehalf } from '../../people/behalf.ts'
import type { ProjectContext } from '../../people/context.ts'
import { Seat } from '../../people/seats.ts'
import type { Ground } from '../../people/serve.ts'
import { nextAfter, type PageAfter } from '../../people/shapes.ts'
import { markAsset } from '../catalog/likeness/likeness.service.ts'
import { addVersion, ensureAsset, versionWith } from '../catalog/publish.service.ts'
import type { AssetContext, ProjectAssetContext } from '../context.ts'
import { buildImage } from './builder/build.ts'
import { lockedPackages, lockImage } from './builder/lock.ts'
import { probeImageTools } from './builder/probe.ts'
import type { Workshop } from './builder/workshop.ts'
import type { Image, ImageBuild } from './images.schema.ts'
import { BuildProgress, ImageLock, ImageSpec } from './spec.schema.ts'
import { findImage, findImageNamed, listImages, placeOfImage, saveImage, type StoredImage } from './images.store.ts'

export type ImageContext = AssetContext & { workshop: Workshop }

export const imageJobKind = 'image'

const Payload = z.object({
  projectId: z.string(),
  userId: z.string(),
  seat: Seat.nullable(),
  name: z.string(),
  spec: ImageSpec,
})
const Progress = BuildProgress.extend({ digest: z.string().optional() })

export type Declarer = Pick<ProjectAssetContext, 'db' | 'project' | 'actor' | 'wakeJobs'>
type Declaration = { name: string; spec: ImageSpec }

/** Declaring the same image again answers with the build that is there; a failed one is tried again. */
export async function declareImage(ctx: Declarer, wish: Declaration): Promise<ImageBuild> {
  if (wish.spec.allowSourceBuilds && !ctx.actor.mayRunCode)
    throw new AppError(
      'forbidden',
      'You cannot build packages from source, because that runs their code here; ask an owner for the right to run code',
    )
  const key = buildKey(ctx.project.id, wish)
  const payload = { projectId: ctx.project.id, userId: ctx.actor.id, seat: ctx.actor.seat ?? null, ...wish }
  const job = await enqueue(ctx.db, { kind: imageJobKind, key, payload, projectId: ctx.project.id })
  if (job.state === 'failed' || job.state === 'cancelled') await retryJob(ctx.db, job.id)
  ctx.wakeJobs()
  return toBuild((await findJob(ctx.db, imageJobKind, key)) ?? job)
}

/** One build for each declaration of a project. */
export const buildKey = (projectId: string, { name, spec }: Declaration) =>
  createHash('sha256')
    .update(JSON.stringify([projectId, name, spec]))
    .digest('hex')

/** Locks, builds and publishes an image; after a crash the whole of it is done again, which changes nothing that is done. */
export const imageJob =
  ({ ground, workshop }: { ground: Pick<Ground, 'db' | 'clock' | 'hub' | 'origin'>; workshop: Workshop }): JobHandler =>
  async (job, tools) => {
    const { signal } = tools
    const wish = Payload.parse(job.payload)
    const ctx = await onBehalf(ground, { ...wish, signal })
    let digest: string | undefined
    const onProgress = (said: BuildProgress) =>
      void tools.progress({ ...said, ...(digest === undefined ? {} : { digest }) })
    const lock = await lockImage(workshop, wish.spec, { signal, onProgress })
    digest = lock.digest
    const built = await buildImage(workshop, lock, { signal, onProgress })
    await publishImage(ctx, { ...wish, lock, built })
    await tools.progress({
      stage: 'done',
      message: built.isReused ? 'The image was there already' : 'The image is ready',
      digest,
    })
    ground.hub.ring()
  }

type Built = {
  name: string
  spec: ImageSpec
  lock: ImageLock
  built: { sizeBytes: number; buildMs: number; isReused: boolean }
}

async function publishImage(ctx: ProjectContext, { name, spec, lock, built }: Built): Promise<void> {
  await ctx.db.transaction().execute(async tx => {
    await saveImage(tx, { lock, spec, name, sizeBytes: built.sizeBytes, buildMs: built.buildMs, now: ctx.clock.now() })
    const asset = await ensureAsset(tx, ctx, { kind: 'image', name })
    if (await versionWith(tx, { assetId: asset.id, digest: lock.digest })) return
    await markAsset(tx, asset.id, { schema: spec.packages.map(packageMark) })
    const version = await addVersion(tx, ctx, { assetId: asset.id, digest: lock.digest })
    const payload = { digest: lock.digest, buildMs: built.buildMs, isReused: built.isReused }
    await append(tx, ctx, { verb: 'build', object: { kind: 'image', id: asset.id, version }, payload })
  })
}

/** A package by its name, whatever version is asked for. */
const packageMark = (requirement: string) => requirement.toLowerCase().split(/[^a-z0-9._-]/)[0] ?? requirement

export async function readImages(ctx: ProjectAssetContext, page: PageAfter) {
  const jobs = (await listJobs(ctx.db, ctx.project.id, 200)).filter(
    job => job.kind === imageJobKind && job.state !== 'done',
  )
  const images = await listImages(ctx.db, ctx.project.id, page)
  return { images: images.map(toImage), builds: jobs.map(toBuild), next: nextAfter(images, page.limit, placeOfImage) }
}

export async function readImage(ctx: ProjectAssetContext, digest: string) {
  const found = await findImage(ctx.db, ctx.project.id, digest)
  if (!found) throw notFound('Image', digest)
  return { ...toImage(found), lock: ImageLock.parse(JSON.parse(found.lock)).lock }
}

/** The newest ready image of a name, or the one of a digest. */
export async function imageNamed(
  ctx: Pick<ProjectContext, 'db' | 'project'>,
  nameOrDigest: string,
): Promise<StoredImage> {
  const found = await findImageNamed(ctx.db, ctx.project.id, nameOrDigest)
  if (!found)
    throw new AppError('not_found', `There is no ready image "${nameOrDigest}"`, {
      hint: 'Declare it and wait for its build',
    })
  return found
}

export async function watchBuild(ctx: ProjectAssetContext, id: string): Promise<ImageBuild> {
  return toBuild(await buildJob(ctx, id))
}

export async function cancelBuild(ctx: ProjectAssetContext, id: string): Promise<ImageBuild> {
  await cancelJob(ctx.db, (await buildJob(ctx, id)).id)
  return watchBuild(ctx, id)
}

export const readTools = async (ctx: ImageContext) => ({ tools: await probeImageTools(ctx.workshop) })

async function buildJob(ctx: ProjectAssetContext, id: string): Promise<Job> {
  const found = (await listJobs(ctx.db, ctx.project.id, 500)).find(job => job.id === id && job.kind === imageJobKind)
  if (!found) throw notFound('Image build', id)
  return found
}

function toImage(stored: StoredImage): Image {
  return { ...stored, packages: lockedPackages(ImageLock.parse(JSON.parse(stored.lock)).lock) }
}

export function toBuild(job: Job): ImageBuild {
  const wish = Payload.parse(job.payload)
  const progress = Progress.nullable().parse(job.progress)
  return {
    id: job.id,
    name: wish.name,
    spec: wish.spec,
    state: job.state,
    progress,
    digest: progress?.digest ?? null,
    error: job.error,
    createdAt: job.createdAt,
    startedAt: job.startedAt,
    finishedAt: job.finishedAt,
  }
}
