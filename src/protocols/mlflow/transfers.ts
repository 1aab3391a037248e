import type { Context as HonoContext, Hono } from 'hono'
import { z } from 'zod'
import { artifactOf, putArtifact, readEarlier } from '../../assets/experiments/artifacts/artifacts.service.ts'
import { abortParts, beginParts, finishParts } from '../../assets/experiments/artifacts/transfers.service.ts'
import { locationOf, type Owner, type Place } from '../../assets/experiments/artifacts/paths.ts'
import { AppError } from '../../kernel/errors.ts'
import { bodyOf } from '../../kernel/streams.ts'
import type { ProjectRight } from '../../people/policies.ts'
import { fileReply } from '../../people/replies.ts'
import { callerOf, tokenContext } from '../../people/serve.ts'
import { demandPlace, json, pathOf, wholeOrPart } from './artifacts.ts'
import { contextOf, endpoint, fieldsFromBody, type MlflowContext, type Protocol } from './endpoint.ts'
import { int, list, needed, neededWhole, parseFields, text } from './fields.ts'

const root = '/api/2.0/mlflow-artifacts'
const partBase = `${root}/parts`
const signedBase = `${root}/signed`

/** Files in several parts at a time, over addresses that sign themselves: newer clients ask for them by themselves. */
export function mountTransfers(app: Hono, protocol: Protocol): void {
  for (const api of ['/api', '/ajax-api']) {
    const base = `${api}/2.0/mlflow-artifacts`
    app.post(`${base}/mpu/create/*`, async c => {
      const { ctx, place, body } = await aboutFile(protocol, c, `${base}/mpu/create`)
      const { num_parts: parts = 1 } = parseFields(Create, body)
      const upload = await beginParts(ctx, place, parts)
      const credentials = Array.from({ length: parts }, (_, at) => ({
        url: partUrl(ctx, upload, at + 1),
        part_number: at + 1,
        headers: {},
      }))
      return json({ upload_id: upload.id, credentials })
    })
    app.post(`${base}/mpu/complete/*`, async c => {
      const { ctx, place, body } = await aboutFile(protocol, c, `${base}/mpu/complete`)
      const { upload_id: id, parts } = parseFields(Complete, body)
      const named = parts.map(part => ({ number: part.part_number, tag: (part.etag ?? '').replaceAll('"', '') }))
      await finishParts(ctx, place, { id, parts: named })
      return json({})
    })
    app.post(`${base}/mpu/abort/*`, async c => {
      const { ctx, place, body } = await aboutFile(protocol, c, `${base}/mpu/abort`)
      await abortParts(ctx, place, parseFields(Abort, body).upload_id)
      return json({})
    })
    app.get(`${base}/presigned/*`, async c => {
      const ctx = await contextOf(protocol, c, 'project:read')
      return json(await downloadOf(ctx, demandPlace(pathOf(c, `${base}/presigned`)), hour))
    })
  }
  app.put(`${partBase}/:upload/:number{[0-9]+}`, async c => {
    const { upload, number } = c.req.param()
    const ctx = await signed(protocol, c, { allow: 'run:write', purpose: ['part', upload, number] })
    const bytes = Number(c.req.header('content-length') ?? Number.NaN)
    const tag = await ctx.uploads.putPart(upload, Number(number), { body: bodyOf(c.req.raw, c.env), bytes })
    return new Response(null, { headers: { ETag: `"${tag}"` } })
  })
  app.put(`${signedBase}/*`, async c => {
    const path = pathOf(c, signedBase)
    const ctx = await signed(protocol, c, { allow: 'run:write', purpose: ['put', path] })
    const { digest } = await putArtifact(ctx, demandPlace(path), bodyOf(c.req.raw, c.env))
    return new Response(null, { headers: { ETag: `"${digest}"` } })
  })
  app.get(`${signedBase}/*`, async c => {
    const path = pathOf(c, signedBase)
    const { digest = '', size = '' } = c.req.query()
    const ctx = await signed(protocol, c, { allow: 'project:read', purpose: ['get', path, digest, size] })
    const place = demandPlace(path)
    const file = { path: place.path, digest, size: Number(size) }
    const range = wholeOrPart(c, `"${digest}"`)
    return fileReply(await readEarlier(ctx, { owner: place.owner, file, range }), c)
  })
}

const Create = z.object({ path: needed, num_parts: int })
const Part = z.object({ part_number: neededWhole, etag: text })
const Complete = z.object({ path: needed, upload_id: needed, parts: list(Part) })
const Abort = z.object({ path: needed, upload_id: needed })

/** Clients name the folder in the address, and in the body the file as it lies on their own disk. */
async function aboutFile(protocol: Protocol, c: HonoContext, base: string) {
  const ctx = await contextOf(protocol, c, 'run:write')
  const body = await fieldsFromBody(c)
  const { path } = parseFields(z.object({ path: needed }), body)
  const name = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1)
  return { ctx, body, place: demandPlace(`${pathOf(c, base)}/${name}`) }
}

const hour = 3_600
const week = 7 * 24 * hour
/** below this one answer is as fast as many */
const leastInParts = 128 * 1024 * 1024

async function downloadOf(ctx: MlflowContext, place: Place, seconds: number) {
  const { path, digest, size } = await artifactOf(ctx, place)
  const location = locationOf({ ...place, path })
  const query = { digest, size: String(size) }
  const url = signedUrl(ctx, {
    base: signedBase,
    path: location,
    purpose: ['get', location, digest, String(size)],
    query,
    seconds,
  })
  return { url, headers: {}, ...(size >= leastInParts ? { file_size: size } : {}) }
}

/** Addresses for those who ask for them by run or model, such as plugins. */
export const transferEndpoints = [
  endpoint(
    {
      method: 'POST',
      path: 'artifacts/presigned-upload-url',
      allow: 'run:write',
      fields: z.object({ run_id: text, model_id: text, path: needed, expiration: int }),
    },
    async (input, ctx) => {
      if (((input.run_id ?? '') === '') === ((input.model_id ?? '') === ''))
        throw new AppError('bad_request', 'Exactly one of run_id and model_id must be provided.')
      const owner: Owner = input.run_id
        ? { kind: 'run', id: input.run_id }
        : { kind: 'model', id: input.model_id ?? '' }
      const location = locationOf(demandPlace(locationOf({ owner, path: input.path })))
      const seconds = demandSeconds(input.expiration ?? 900)
      return {
        presigned_url: signedUrl(ctx, { base: signedBase, path: location, purpose: ['put', location], seconds }),
        headers: {},
      }
    },
  ),
  endpoint(
    {
      method: 'POST',
      path: 'artifacts/presigned-download-url',
      allow: 'project:read',
      fields: z.object({ run_id: needed, path: needed, expiration: int }),
    },
    async (input, ctx) => {
      const place = { owner: { kind: 'run', id: input.run_id } as const, path: input.path }
      const { url, ...more } = await downloadOf(ctx, place, demandSeconds(input.expiration ?? 900))
      return { presigned_url: url, ...more }
    },
  ),
]

function demandSeconds(seconds: number): number {
  if (seconds >= 1 && seconds <= week) return seconds
  throw new AppError('bad_request', `expiration must be between 1 and ${week} seconds (got ${seconds}).`)
}

type Address = { base: string; path: string; purpose: string[]; query?: Record<string, string>; seconds: number }

const partUrl = (ctx: MlflowContext, { id, until }: { id: string; until: number }, number: number) =>
  signedUrl(ctx, {
    base: partBase,
    path: `${id}/${number}`,
    purpose: ['part', id, String(number)],
    seconds: (until - ctx.clock.now()) / 1_000,
  })

/** It carries whose token it stands in for, and is worth no more than that token at the moment it is used. */
function signedUrl(ctx: MlflowContext, { base, path, purpose, query = {}, seconds }: Address): string {
  const by = { project: ctx.project.id, token: ctx.actor.token?.id ?? '' }
  const until = Math.floor(ctx.clock.now() + seconds * 1_000)
  const signature = ctx.signer.sign([...purpose, by.project, by.token], until)
  const search = new URLSearchParams({ ...query, ...by, until: String(until), signature })
  return `${ctx.origin}${base}/${path.split('/').map(encodeURIComponent).join('/')}?${search}`
}

const Signed = z.object({
  project: z.string(),
  token: z.string(),
  until: z
    .string()
    .regex(/^\d{1,15}$/)
    .transform(Number),
  signature: z.string(),
})

async function signed(
  { ground, extend, signer }: Protocol,
  c: HonoContext,
  wish: { allow: ProjectRight; purpose: string[] },
): Promise<MlflowContext> {
  const { data: given } = Signed.safeParse(c.req.query())
  if (!given || !signer.isGenuine({ ...given, purpose: [...wish.purpose, given.project, given.token] }))
    throw new AppError('forbidden', 'This address was not signed here, or was changed since')
  if (given.until <= ground.clock.now()) throw new AppError('forbidden', 'This address has expired; ask for a new one')
  return extend(
    await tokenContext(ground, callerOf(c), { allow: wish.allow, project: given.project, tokenId: given.token }),
  )
}
