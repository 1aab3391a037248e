import { AppError } from '../../kernel/errors.ts'
import type { ProjectContext } from '../../people/context.ts'
import { placeOf, type Place } from '../experiments/artifacts/paths.ts'
import { loggedModelOf } from '../experiments/loggedModels/loggedModels.service.ts'
import { badValue, hasUpwardPart } from '../experiments/rules.ts'
import { runOf } from '../experiments/runs/runs.service.ts'
import type { ModelVersion } from './model.ts'

export type SourceWish = { source: string; runId?: string | undefined; modelId?: string | undefined }
export type Origin = { source: string; storageLocation: string; runId: string | null; modelId: string | null }

type Resolve = (name: string, version: string) => Promise<ModelVersion>

/**
 * Where a version's files are and what it came from. A source inside this server must lie in the run or logged model that
 * the request names; any other place is kept as text and never opened.
 */
export async function originOf(ctx: ProjectContext, wish: SourceWish, resolve: Resolve): Promise<Origin> {
  const { source } = wish
  demandNoWayUp(source)
  const registered = /^models:\/+([^/]+)\/([^/]+)$/.exec(source)
  if (registered) return copied(wish, await resolve(registered[1] ?? '', registered[2] ?? ''))
  if (isLocal(source)) throw localSource(wish)
  if (wish.modelId) return fromModel(ctx, { source, id: wish.modelId, runId: wish.runId })
  if (/^models:/.test(source)) throw foreignSource(source, 'model_id')
  return fromRun(ctx, { source, runId: wish.runId })
}

/** The place of a version's files below a run or logged model of this server, when they are here. */
export function filesOf({ storageLocation }: { storageLocation: string }): Place | undefined {
  const run = /^runs:\/+([0-9a-f]{32})(?:\/(.*))?$/.exec(storageLocation)
  if (run) return { owner: { kind: 'run', id: run[1] ?? '' }, path: run[2] ?? '' }
  return storageLocation.startsWith('mlflow-artifacts:') ? placeOf(storageLocation) : undefined
}

async function fromModel(
  ctx: ProjectContext,
  { source, id, runId }: { source: string; id: string; runId: string | undefined },
): Promise<Origin> {
  const named = /^models:\/+([^/]+)\/?$/.exec(source)?.[1]
  const place = filesOf({ storageLocation: source })
  const isForeign = named === undefined ? place !== undefined && place.owner.id !== id : named !== id
  if (isForeign || source.startsWith('runs:') || isUnknownHere(source)) throw foreignSource(source, 'model_id')
  const model = await foundOr(source, 'model_id', () => loggedModelOf(ctx, id))
  return {
    source,
    storageLocation: named === undefined ? source : model.artifactUri,
    runId: runId || model.sourceRunId,
    modelId: id,
  }
}

async function fromRun(
  ctx: ProjectContext,
  { source, runId }: { source: string; runId: string | undefined },
): Promise<Origin> {
  const place = filesOf({ storageLocation: source })
  const isHere = source.startsWith('runs:') || place !== undefined
  if (isUnknownHere(source) || (isHere && place?.owner.id !== runId)) throw foreignSource(source, 'run_id')
  if (isHere && runId) await foundOr(source, 'run_id', () => runOf(ctx, runId))
  return { source, storageLocation: source, runId: runId || null, modelId: null }
}

/** A version made of another version has the same files and the same past. */
function copied({ source, runId, modelId }: SourceWish, from: ModelVersion): Origin {
  const contradicts = (given: string | undefined, known: string | null) =>
    given !== undefined && given !== (known ?? '')
  if (contradicts(runId, from.runId) || contradicts(modelId, from.modelId))
    throw badValue(
      `Invalid model version source: '${source}'. The run_id and model_id request parameters must match the referenced model version.`,
    )
  return {
    source: `models:/${from.name}/${from.version}`,
    storageLocation: from.storageLocation,
    runId: from.runId,
    modelId: from.modelId,
  }
}

async function foundOr<T>(source: string, parameter: string, find: () => Promise<T>): Promise<T> {
  try {
    return await find()
  } catch (error) {
    if (error instanceof AppError && error.code === 'not_found') throw foreignSource(source, parameter)
    throw error
  }
}

function demandNoWayUp(source: string): void {
  if (hasUpwardPart(source) || source.includes('\0') || /%00/.test(source))
    throw badValue(
      `Invalid model version source: '${source}'. If supplying a source as an http, https, local file path, ftp, objectstore, or mlflow-artifacts uri, an absolute path must be provided without relative path references present. Please provide an absolute path.`,
    )
}

const isLocal = (source: string) => !/^[a-z][a-z0-9+.-]*:/i.test(source) || /^(file|[a-z]):/i.test(source)

function localSource({ source, modelId }: SourceWish): AppError {
  const name = modelId ? 'model_id' : 'run_id'
  const tail = `and the local path has to be contained within the artifact directory of the run specified by the ${name}.`
  return badValue(
    `Invalid model version source: '${source.replace(/^file:\/\//i, '')}'. To use a local path as a model version source, the ${name} request parameter has to be specified ${tail}`,
  )
}

/** Artifacts of this server that belong to no run and no logged model. */
const isUnknownHere = (source: string) =>
  (/^mlflow-artifacts:/i.test(source) && filesOf({ storageLocation: source }) === undefined) ||
  /^https?:.*\/api\/2\.0\/mlflow-artifacts\/artifacts\//i.test(source)

const foreignSource = (source: string, parameter: string) =>
  badValue(
    `Invalid model version source: '${source}'. The ${parameter} request parameter must identify the resource that contains the source.`,
  )
