import { AppError } from '../../../kernel/errors.ts'
import type { BackboneContext } from '../../../backbone/context.ts'
import type { Named, Upload } from '../../../backbone/storage/uploads.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { demandPlace, keepArtifact, type StoredFile } from './artifacts.service.ts'
import { locationOf, type Place } from './paths.ts'

type TransferContext = ProjectContext & Pick<BackboneContext, 'uploads'>

/** Opens a place for the parts of a file; nothing is seen under its name before all have come. */
export async function beginParts(ctx: TransferContext, place: Place, parts: number): Promise<Upload> {
  const path = await demandPlace(ctx, place)
  return ctx.uploads.begin({ purpose: purposeOf(ctx, { ...place, path }), parts })
}

export async function finishParts(
  ctx: TransferContext,
  place: Place,
  upload: { id: string; parts: readonly Named[] },
): Promise<StoredFile> {
  const path = await demandPlace(ctx, place)
  await demandOwn(ctx, { ...place, path }, upload.id)
  return keepArtifact(ctx, { owner: place.owner, path }, await ctx.uploads.finish(upload.id, upload.parts))
}

export async function abortParts(ctx: TransferContext, place: Place, id: string): Promise<void> {
  await demandOwn(ctx, { ...place, path: await demandPlace(ctx, place) }, id)
  await ctx.uploads.abort(id)
}

const purposeOf = (ctx: TransferContext, place: Place) => [ctx.project.id, locationOf(place)]

/** An upload is for one file of one project, whoever knows its id. */
async function demandOwn(ctx: TransferContext, place: Place, id: string): Promise<void> {
  const { purpose } = await ctx.uploads.find(id)
  if (purpose.join('\n') !== purposeOf(ctx, place).join('\n'))
    throw new AppError('not_found', `There is no such upload of '${place.path}'`)
}
