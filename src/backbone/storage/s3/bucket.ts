import { open } from 'node:fs/promises'
import type { S3Place } from '../../../kernel/blobs.config.ts'
import { AppError, notFound } from '../../../kernel/errors.ts'
import type { Kept } from '../hashed.ts'
import { elementsOf, openS3, textsOf, type S3 } from './client.ts'

/** Blobs in a bucket: an object by its digest is there as a whole, or not at all. */
export type Bucket = {
  find(digest: string): Promise<Found | undefined>
  /** goes on where a connection broke off */
  read(digest: string, range?: { from: number; to: number }): AsyncGenerator<Uint8Array>
  /** a file whose digest is known; does nothing when it is there and was written lately */
  write(file: string, kept: Kept): Promise<void>
  remove(digest: string): Promise<void>
  list(): AsyncGenerator<Kept>
  /** gives up what was begun and never finished */
  clear(): Promise<void>
  /** writes, reads and removes a small object; fails with the reason why not */
  probe(): Promise<void>
}

export type Found = { size: number; writtenAt: number }

/** S3 wants parts of 5 MiB at least, and 10,000 at most. */
const leastPart = 16 << 20
const mostParts = 9_000
const atOnce = 3
/** an older object may be on its way out, see `collectBlobs`: whoever needs it writes it anew */
const young = 12 * 3_600_000

export function openBucket(place: S3Place): Bucket {
  const s3 = openS3(place)
  const keyOf = (digest: string) => `sha256/${digest.slice('sha256:'.length)}`
  const find = async (digest: string) => {
    const answer = await s3({ method: 'HEAD', path: keyOf(digest) })
    if (!answer.ok) return undefined
    const writtenAt = Date.parse(answer.headers.get('last-modified') ?? '') || 0
    return { size: Number(answer.headers.get('content-length')), writtenAt }
  }
  return {
    find,
    read: (digest, range) => readOn(s3, { digest, key: keyOf(digest), ...range }),
    async write(file, { digest, size }) {
      const found = await find(digest)
      if (found?.size === size && found.writtenAt > Date.now() - young) return
      const at = { file, size, key: keyOf(digest) }
      if (size <= leastPart) await put(s3, at)
      else await putParts(s3, at)
      if ((await find(digest))?.size !== size)
        throw new AppError('unavailable', 'The S3 storage did not keep the whole file')
    },
    remove: async digest => void (await s3({ method: 'DELETE', path: keyOf(digest) })),
    list: () => listAll(s3, place.prefix),
    clear: () => giveUp(s3, place.prefix),
    async probe() {
      const key = `probe-${process.pid}`
      const body = Buffer.from(key)
      demandFound(await s3({ method: 'PUT', path: key, body }), place)
      const read = demandFound(await s3({ method: 'GET', path: key }), place)
      if ((await read.text()) !== key) throw new AppError('unavailable', 'The S3 storage gives back other bytes')
      await s3({ method: 'DELETE', path: key })
    },
  }
}

function demandFound(answer: Response, { bucket }: S3Place): Response {
  if (answer.status !== 404) return answer
  throw new AppError('unavailable', `There is no bucket at ${bucket.href}`, {
    hint: 'Make it, or correct TRIREME_BLOBS',
  })
}

type Reading = { digest: string; key: string; from?: number; to?: number }

async function* readOn(s3: S3, { digest, key, from, to }: Reading): AsyncGenerator<Uint8Array> {
  let at = from ?? 0
  for (let left = 3; ; left--) {
    const range: Record<string, string> = at === 0 && to === undefined ? {} : { Range: `bytes=${at}-${to ?? ''}` }
    const answer = await s3({ method: 'GET', path: key, headers: range })
    if (!answer.ok) throw notFound('Blob', digest)
    try {
      for await (const chunk of answer.body ?? []) {
        at += chunk.byteLength
        yield chunk
      }
      return
    } catch (error) {
      if (left === 0) throw error
    }
  }
}

type Writing = { file: string; size: number; key: string }

async function put(s3: S3, { file, size, key }: Writing): Promise<void> {
  const body = await readPart(file, { start: 0, size })
  await s3({ method: 'PUT', path: key, body, headers: { 'Content-Type': 'application/octet-stream' } })
}

/** Some parts at a time, each checked by S3 against its own hash; given up as a whole when one fails. */
async function putParts(s3: S3, { file, size, key }: Writing): Promise<void> {
  const begun = await (await s3({ method: 'POST', path: key, query: { uploads: '' } })).text()
  const [uploadId] = textsOf(begun, 'UploadId')
  if (!uploadId) throw new AppError('unavailable', 'The S3 storage begins no upload in parts')
  const partSize = Math.max(leastPart, Math.ceil(size / mostParts))
  const tags: string[] = []
  let next = 0
  const work = async () => {
    while (next * partSize < size) {
      const number = next++
      const start = number * partSize
      const body = await readPart(file, { start, size: Math.min(partSize, size - start) })
      const answer = await s3({ method: 'PUT', path: key, query: { partNumber: `${number + 1}`, uploadId }, body })
      tags[number] = answer.headers.get('etag') ?? ''
    }
  }
  try {
    await Promise.all(Array.from({ length: atOnce }, work))
    const parts = tags.map((tag, at) => `<Part><PartNumber>${at + 1}</PartNumber><ETag>${tag}</ETag></Part>`)
    const body = Buffer.from(`<CompleteMultipartUpload>${parts.join('')}</CompleteMultipartUpload>`)
    const done = await (await s3({ method: 'POST', path: key, query: { uploadId }, body })).text()
    // a failure may come after the status was sent; an upload that is not there any more was finished by an earlier try
    if (done.includes('<Error>') && !done.includes('NoSuchUpload'))
      throw new AppError(
        'unavailable',
        `The S3 storage does not finish the upload: ${textsOf(done, 'Message').join(' ')}`,
      )
  } catch (error) {
    await s3({ method: 'DELETE', path: key, query: { uploadId } }).catch(() => undefined) // swept at the next start
    throw error
  }
}

async function readPart(file: string, { start, size }: { start: number; size: number }) {
  const handle = await open(file, 'r')
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(size), 0, size, start)
    if (bytesRead < size) throw new AppError('internal', `${file} is shorter than it was`)
    return buffer
  } finally {
    await handle.close()
  }
}

async function* listAll(s3: S3, prefix: string): AsyncGenerator<Kept> {
  for (let token: string | undefined = ''; token !== undefined;) {
    const next: Record<string, string> = token === '' ? {} : { 'continuation-token': token }
    const query: Record<string, string> = { 'list-type': '2', prefix: `${prefix}sha256/`, ...next }
    const text: string = await (await s3({ method: 'GET', path: '', query })).text()
    for (const one of elementsOf(text, 'Contents')) {
      const [key = ''] = textsOf(one, 'Key')
      const hex = key.slice(key.lastIndexOf('/') + 1)
      if (/^[0-9a-f]{64}$/.test(hex)) yield { digest: `sha256:${hex}`, size: Number(textsOf(one, 'Size')[0]) }
    }
    token = textsOf(text, 'NextContinuationToken')[0]
  }
}

async function giveUp(s3: S3, prefix: string): Promise<void> {
  const query = { uploads: '', prefix: `${prefix}sha256/` }
  const text = await (await s3({ method: 'GET', path: '', query })).text()
  for (const one of elementsOf(text, 'Upload')) {
    const [key = '', uploadId = ''] = [textsOf(one, 'Key')[0], textsOf(one, 'UploadId')[0]]
    if (key.startsWith(prefix)) await s3({ method: 'DELETE', path: key.slice(prefix.length), query: { uploadId } })
  }
}
