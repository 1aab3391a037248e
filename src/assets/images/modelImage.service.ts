import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { text } from 'node:stream/consumers'
import { isDeepStrictEqual } from 'node:util'
import { findJob } from '../../database/jobs.ts'
import { AppError } from '../../kernel/errors.ts'
import type { ProjectAssetContext } from '../context.ts'
import { buildImage } from './builder/build.ts'
import { listInterpreters } from './builder/interpreters.ts'
import { findUv } from './builder/tools.ts'
import { imageFolder, type Work, type Workshop } from './builder/workshop.ts'
import { buildKey, declareImage, imageJobKind, toBuild, type Declarer } from './images.service.ts'
import { findImage, listImages, type StoredImage } from './images.store.ts'
import { specOfModel } from './requirements.ts'
import { ImageLock, type ImageSpec } from './spec.schema.ts'

type ModelFiles = readonly { path: string; digest: string }[]
type ModelImageContext = Declarer & Pick<ProjectAssetContext, 'blobs'>

/** What a model's own files ask for; throws `bad_request` where they ask for nothing that can be built. */
export async function readModelSpec(ctx: Pick<ModelImageContext, 'blobs'>, files: ModelFiles): Promise<ImageSpec> {
  const read = async (path: string) => {
    const file = files.find(one => one.path === path)
    return file && text(ctx.blobs.open(file.digest))
  }
  return specOfModel({
    mlModel: (await read('MLmodel')) ?? '',
    requirements: await read('requirements.txt'),
    pythonEnv: await read('python_env.yaml'),
  })
}

/** The image of a model's own requirements: the one that was built for the same before, else built as any other image. */
export async function imageOfModel(
  ctx: ModelImageContext,
  wish: { model: string; files: ModelFiles },
  { workshop, ...work }: Work & { workshop: Workshop },
): Promise<StoredImage> {
  const spec = await readModelSpec(ctx, wish.files)
  const known = (await listImages(ctx.db, ctx.project.id, { limit: 500 })).find(image =>
    isDeepStrictEqual(image.spec, spec),
  )
  const image = known ?? (await builtImage(ctx, { name: `model ${wish.model}`, spec }, { workshop, ...work }))
  // kept long ago, and its folder may be gone: what is locked is built again as it was
  if (!existsSync(imageFolder(workshop.data, image.digest)))
    await buildImage(workshop, ImageLock.parse(JSON.parse(image.lock)), work)
  return image
}

async function builtImage(
  ctx: ModelImageContext,
  wish: { name: string; spec: ImageSpec },
  { workshop, signal, onProgress }: Work & { workshop: Workshop },
): Promise<StoredImage> {
  await declareImage(ctx, wish)
  for (let told = ''; ; await sleep(200, undefined, signal ? { signal } : {})) {
    const job = await findJob(ctx.db, imageJobKind, buildKey(ctx.project.id, wish))
    if (!job) throw new AppError('internal', `The build of ${wish.name} is gone`)
    const { state, progress, digest, error } = toBuild(job)
    if (progress && progress.message !== told) onProgress?.(progress)
    told = progress?.message ?? told
    const image = state === 'done' && digest !== null ? await findImage(ctx.db, ctx.project.id, digest) : undefined
    if (image) return image
    if (state === 'failed' || state === 'cancelled') throw await notBuilt(workshop, wish.spec, error ?? state)
  }
}

async function notBuilt(workshop: Workshop, { python }: ImageSpec, why: string): Promise<AppError> {
  const uv = await findUv(workshop)
  const there = uv ? await listInterpreters(workshop, uv) : []
  if (there.length > 0 && !there.some(version => version.startsWith(`${python}.`)))
    return new AppError(
      'bad_request',
      `The model was logged with Python ${python}; this server has Python ${there.join(', ')}`,
      {
        hint: `Log it again with a Python of the server, have Python ${python} installed there, or log an ONNX form beside it`,
      },
    )
  return new AppError('bad_request', `The image of the model's requirements was not built: ${why}`, {
    hint: 'Try again if that passes; else log the model with pip_requirements that this server can install, or an ONNX form beside it',
  })
}
