import type { Context as HonoContext, Hono } from 'hono'
import {
  listArtifacts,
  putArtifact,
  readArtifact,
  removeArtifact,
} from '../../assets/experiments/artifacts/artifacts.service.ts'
import { placeOf, safePath, type Place } from '../../assets/experiments/artifacts/paths.ts'
import { filesOf } from '../../assets/models/source.ts'
import { versionNamed } from '../../assets/models/versions.service.ts'
import { AppError } from '../../kernel/errors.ts'
import { bodyOf } from '../../kernel/streams.ts'
import { fileReply } from '../../people/replies.ts'
import { contextOf, type MlflowContext, type Protocol } from './endpoint.ts'
import { toWireFile } from './runs.ts'
import { wireJson } from './wire.ts'

const root = '/2.0/mlflow-artifacts/artifacts'

/** The store of files behind `mlflow-artifacts:`. Paths name a run or a logged model; the bytes are blobs. */
export function mountArtifacts(app: Hono, protocol: Protocol): void {
  for (const api of ['/api', '/ajax-api']) {
    const base = `${api}${root}`
    app.get(base, async c => answerList(await contextOf(protocol, c, 'project:read'), c.req.query('path') ?? ''))
    app.get(`${base}/*`, async c => {
      const ctx = await contextOf(protocol, c, 'project:read')
      const called = safePath(pathOf(c, base))
      return answerFile(ctx, c, { ...demandPlace(called), called })
    })
    app.put(`${base}/*`, async c => {
      const ctx = await contextOf(protocol, c, 'run:write')
      await putArtifact(ctx, demandPlace(pathOf(c, base)), bodyOf(c.req.raw, c.env))
      return json({})
    })
    app.delete(`${base}/*`, async c => {
      const ctx = await contextOf(protocol, c, 'run:write')
      await removeArtifact(ctx, demandPlace(pathOf(c, base)))
      return json({})
    })
    app.get(`${api}/2.0/mlflow/logged-models/:model/artifacts/files`, async c => {
      const ctx = await contextOf(protocol, c, 'project:read')
      const owner = { kind: 'model', id: c.req.param('model') } as const
      return answerFile(ctx, c, { owner, path: c.req.query('artifact_file_path') ?? '' })
    })
  }
  app.get('/get-artifact', async c => {
    const ctx = await contextOf(protocol, c, 'project:read')
    const id = c.req.query('run_id') ?? c.req.query('run_uuid') ?? ''
    return answerFile(ctx, c, { owner: { kind: 'run', id }, path: c.req.query('path') ?? '' })
  })
  app.get('/model-versions/get-artifact', async c => {
    const ctx = await contextOf(protocol, c, 'project:read')
    const version = await versionNamed(ctx, c.req.query('name') ?? '', c.req.query('version') ?? '')
    const place = filesOf(version)
    if (!place) throw new AppError('not_found', 'The files of this version are not on this server')
    const path = [place.path, c.req.query('path') ?? ''].filter(part => part !== '').join('/')
    return answerFile(ctx, c, { owner: place.owner, path })
  })
}

async function answerFile(ctx: MlflowContext, c: HonoContext, place: Place & { called?: string }): Promise<Response> {
  return fileReply(await readArtifact(ctx, { ...place, range: wholeOrPart(c) }), c)
}

/** A part only of the same bytes that the caller has a part of already. */
export const wholeOrPart = (c: HonoContext, etag?: string) =>
  [undefined, etag].includes(c.req.header('if-range')) ? c.req.header('range') : undefined

/** Names are relative to the folder that was asked for; a folder that is not there is an empty one. */
async function answerList(ctx: MlflowContext, path: string): Promise<Response> {
  const place = placeOf(safePath(path))
  if (!place) return json({})
  const entries = await listArtifacts(ctx, place)
  return json({
    files: entries.map(entry => toWireFile({ ...entry, path: entry.path.slice(entry.path.lastIndexOf('/') + 1) })),
  })
}

/** The path behind the route, decoded once: a name may hold a percent sign. */
export function pathOf(c: HonoContext, base: string): string {
  const raw = new URL(c.req.url).pathname.slice(base.length + 1)
  try {
    return decodeURIComponent(raw)
  } catch {
    throw new AppError('bad_request', 'Invalid path')
  }
}

export function demandPlace(path: string): Place {
  const plain = safePath(path)
  const place = placeOf(plain)
  if (!place)
    throw new AppError('not_found', `No such artifact: '${plain}'`, {
      hint: 'Paths lead below a run or a logged model of this project',
    })
  return place
}

export const json = (value: object) =>
  new Response(wireJson(value), { headers: { 'Content-Type': 'application/json' } })
