import { text } from 'node:stream/consumers'
import type { BackboneContext } from '../../backbone/context.ts'
import type { FileReply } from '../../kernel/contract.ts'
import { notFound } from '../../kernel/errors.ts'
import type { ProjectContext } from '../../people/context.ts'
import { namesOf } from '../../people/users/users.service.ts'
import type { ModelVersion as Stored, RegisteredModel } from './model.ts'
import type { Model, ModelVersion, ModelVersionDetail } from './models.schema.ts'
import { findModels, modelNamed } from './models.service.ts'
import { filesOf } from './source.ts'
import { filesOfVersion, versionNamed } from './versions.service.ts'
import { listModelVersions } from './versions.store.ts'

/** Models as our own pages and programs read them; MLflow's clients get theirs from the protocol. */
type PageContext = ProjectContext & Pick<BackboneContext, 'blobs'>

const mostText = 256 * 1024

export async function listModelSummaries(ctx: ProjectContext, page: { limit: number; after?: string | undefined }) {
  const { models, next } = await findModels(ctx, { limit: page.limit, token: page.after })
  return { models: models.filter(model => !model.isPrompt).map(toModel), next: next ?? null }
}

export async function readModel(ctx: ProjectContext, name: string) {
  const model = await modelNamed(ctx, name)
  return { model: toModel(model), versions: await toVersions(ctx, await listModelVersions(ctx.db, model.assetId, 500)) }
}

export async function readVersionDetail(
  ctx: PageContext,
  at: { model: string; version: number },
): Promise<ModelVersionDetail> {
  const stored = await versionNamed(ctx, at.model, String(at.version))
  const files = await filesOfVersion(ctx, stored)
  const place = filesOf(stored)
  const [version] = await toVersions(ctx, [stored])
  if (!version) throw notFound('Model version', `${at.model} v${at.version}`)
  const read = async (name: string) => {
    const file = files.find(({ path, size }) => path === name && size <= mostText)
    return file ? text(ctx.blobs.open(file.digest)) : null
  }
  return {
    ...version,
    files: files.map(({ path, size }) => ({ path, size })),
    mlmodel: await read('MLmodel'),
    inputExample: await read('input_example.json'),
    place: place ? { owner: place.owner.id, path: place.path.replace(/\/+$/, '') } : null,
  }
}

export async function openVersionFile(
  ctx: PageContext,
  at: { model: string; version: number; path: string },
): Promise<FileReply> {
  const files = await filesOfVersion(ctx, await versionNamed(ctx, at.model, String(at.version)))
  const file = files.find(({ path }) => path === at.path)
  if (!file) throw notFound('File', at.path)
  return {
    body: ctx.blobs.open(file.digest),
    size: file.size,
    name: at.path.split('/').at(-1) ?? at.path,
    type: 'application/octet-stream',
    etag: `"${file.digest}"`,
  }
}

const toModel = (model: RegisteredModel): Model => ({
  assetId: model.assetId,
  name: model.name,
  description: model.description,
  lastVersion: model.lastVersion,
  aliases: model.aliases,
  updatedAt: model.updatedAt,
})

async function toVersions(ctx: ProjectContext, stored: Stored[]): Promise<ModelVersion[]> {
  const persons = await namesOf(
    ctx,
    stored.map(version => version.createdBy),
  )
  return stored.map(version => ({
    assetId: version.assetId,
    model: version.name,
    version: version.version,
    description: version.description,
    runId: version.runId,
    stage: version.stage,
    aliases: version.aliases,
    tags: version.tags,
    createdBy: persons.get(version.createdBy) ?? { id: version.createdBy, name: '', kind: 'unknown' },
    createdAt: version.createdAt,
  }))
}
