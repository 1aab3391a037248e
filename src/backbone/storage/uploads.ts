import { randomBytes } from 'node:crypto'
import { createReadStream, createWriteStream, existsSync } from 'node:fs'
import { appendFile, mkdir, readdir, readFile, rename, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { z } from 'zod'
import { AppError, messageOf } from '../../kernel/errors.ts'
import type { Log } from '../../kernel/log.ts'
import type { Clock } from '../../kernel/clock.ts'
import type { Blobs } from './blobs.ts'
import type { Kept } from './hashed.ts'

/** A file that arrives in parts, in any order and several at a time, and becomes one blob when all are there. */
export type Uploads = {
  begin(wish: { purpose: string[]; parts: number }): Promise<Upload>
  /** fails when it is not there any more */
  find(id: string): Promise<Upload>
  /** stores a part, again if it comes again; returns its tag, which names these very bytes */
  putPart(id: string, number: number, sent: Sent): Promise<string>
  /** the parts as one blob; asking twice, also at the same time, gives the same answer */
  finish(id: string, parts: readonly Named[]): Promise<Kept>
  abort(id: string): Promise<void>
  /** removes those that nobody finished in time */
  sweep(): Promise<void>
}

export type Sent = { body: AsyncIterable<Uint8Array>; bytes: number }
export type Named = { number: number; tag: string }

const Upload = z.object({ id: z.string(), purpose: z.array(z.string()), parts: z.number(), until: z.number() })
export type Upload = z.infer<typeof Upload>

const Part = z.object({ number: z.number(), size: z.number(), tag: z.string() })
type Part = z.infer<typeof Part>

const Done = z.object({ digest: z.string(), size: z.number() })

const day = 24 * 3_600_000
const mostParts = 10_000
/** what S3 takes as one part */
const mostBytes = 5 * 1024 ** 3

/**
 * All parts but the last have one size, so each goes to its place in one file as it comes; the last waits beside it until
 * that size is known. What has arrived stands in a list, which outlives the server.
 */
export function openUploads(folder: string, { blobs, clock }: { blobs: Blobs; clock: Clock }): Uploads {
  const find = async (id: string) => {
    const { about } = placeOf(folder, id)
    if (!existsSync(about)) throw gone()
    const upload = Upload.parse(JSON.parse(await readFile(about, 'utf8')))
    if (upload.until <= clock.now()) throw gone()
    return upload
  }
  const finishing = new Map<string, Promise<Kept>>()
  return {
    find,
    async begin({ purpose, parts }) {
      if (!Number.isInteger(parts) || parts < 1 || parts > mostParts)
        throw new AppError('bad_request', `A file comes in 1 to ${mostParts} parts, not in ${parts}`)
      const upload = { id: randomBytes(16).toString('hex'), purpose, parts, until: clock.now() + day }
      const { place, about, data, last, list } = placeOf(folder, upload.id)
      await mkdir(place, { recursive: true })
      for (const file of [data, last, list]) await writeFile(file, '')
      await writeWhole(about, upload)
      return upload
    },
    async putPart(id, number, { body, bytes }) {
      const { parts } = await find(id)
      if (number < 1 || number > parts) throw new AppError('bad_request', `There is no part ${number}`)
      if (!(bytes >= 0 && bytes <= mostBytes))
        throw new AppError('bad_request', 'Say the length of a part, 5 GiB at most, in Content-Length')
      const { data, last, list } = placeOf(folder, id)
      const start = number === parts ? 0 : (number - 1) * bytes
      await pipeline(body, createWriteStream(number === parts ? last : data, { flags: 'r+', start }))
      const part: Part = { number, size: bytes, tag: randomBytes(12).toString('hex') }
      await appendFile(list, `${JSON.stringify(part)}\n`)
      return part.tag
    },
    async finish(id, named) {
      const running = finishing.get(id) ?? find(id).then(upload => joinParts({ folder, blobs, upload }, named))
      finishing.set(id, running)
      try {
        return await running
      } finally {
        finishing.delete(id)
      }
    },
    abort: id => rm(placeOf(folder, id).place, { recursive: true, force: true }),
    async sweep() {
      for (const id of existsSync(folder) ? await readdir(folder) : [])
        if (!(await isWaiting(find, id))) await rm(join(folder, id), { recursive: true, force: true })
    },
  }
}

/** Looks once an hour for those that nobody finishes any more. */
export function runUploadSweeper({ uploads, log }: { uploads: Uploads; log: Log }): { stop(): void } {
  const look = () =>
    uploads.sweep().catch((error: unknown) => log.error('uploads were not swept', { error: messageOf(error) }))
  void look()
  const timer = setInterval(() => void look(), 3_600_000).unref()
  return { stop: () => clearInterval(timer) }
}

function placeOf(folder: string, id: string) {
  if (!/^[0-9a-f]{32}$/.test(id)) throw gone()
  const place = join(folder, id)
  const file = (name: string) => join(place, name)
  return {
    place,
    about: file('upload.json'),
    list: file('parts'),
    data: file('data'),
    last: file('last'),
    done: file('done.json'),
  }
}

const gone = () =>
  new AppError('not_found', 'There is no such upload; it was finished, given up, or not finished within a day')

/** One that cannot be read counts as given up. */
const isWaiting = (find: Uploads['find'], id: string) =>
  find(id).then(
    () => true,
    () => false,
  )

type Joining = { folder: string; blobs: Blobs; upload: Upload }

async function joinParts({ folder, blobs, upload }: Joining, named: readonly Named[]): Promise<Kept> {
  const { data, last, list, done } = placeOf(folder, upload.id)
  if (existsSync(done)) return Done.parse(JSON.parse(await readFile(done, 'utf8')))
  const parts = demandAll(upload, { there: await readParts(list), named })
  const whole = parts.reduce((sum, part) => sum + part.size, 0)
  const tail = parts.at(-1)?.size ?? 0
  if (upload.parts > 1)
    await pipeline(
      createReadStream(last, { end: Math.max(0, tail - 1) }),
      createWriteStream(data, { flags: 'r+', start: whole - tail }),
    )
  const file = upload.parts > 1 ? data : last
  // an earlier part that broke off may have been longer
  await truncate(file, whole)
  const kept = await blobs.adopt(file)
  await writeWhole(done, kept)
  return kept
}

/** What arrived, the latest of each part. */
async function readParts(list: string): Promise<Map<number, Part>> {
  const lines = (await readFile(list, 'utf8')).split('\n').filter(line => line.endsWith('}'))
  return new Map(lines.map(line => Part.parse(JSON.parse(line))).map(part => [part.number, part]))
}

function demandAll(upload: Upload, { there, named }: { there: Map<number, Part>; named: readonly Named[] }): Part[] {
  const parts = Array.from({ length: upload.parts }, (_, at) => there.get(at + 1)).filter(part => part !== undefined)
  if (parts.length < upload.parts)
    throw new AppError('bad_request', `${upload.parts - parts.length} of ${upload.parts} parts have not arrived`)
  const stale = parts.find(part => named.find(({ number }) => number === part.number)?.tag !== part.tag)
  if (stale) throw new AppError('bad_request', `The ETag of part ${stale.number} is not that of the bytes that arrived`)
  if (parts.slice(0, -1).some(part => part.size !== parts[0]?.size))
    throw new AppError('bad_request', 'All parts but the last must have the same size')
  return parts
}

async function writeWhole(file: string, value: object): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(value))
  await rename(`${file}.new`, file)
}
