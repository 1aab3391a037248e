import { createHash } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { AwsV4Signer } from 'aws4fetch'
import type { S3Place } from '../../../kernel/blobs.config.ts'
import { AppError, messageOf } from '../../../kernel/errors.ts'

/** One call to a bucket. `path` is a key below the prefix; '' is the bucket itself. */
export type Call = {
  method: 'GET' | 'HEAD' | 'PUT' | 'POST' | 'DELETE'
  path: string
  query?: Record<string, string>
  headers?: Record<string, string>
  body?: Uint8Array<ArrayBuffer>
  signal?: AbortSignal
}

/** Answers of 2xx, 404 and whatever the call says; everything else is an outage with words for an administrator. */
export type S3 = (call: Call) => Promise<Response>

const tries = 4

/** Calls are signed one by one; what failed on the way is tried again, since each of them may be made twice. */
export function openS3(place: S3Place): S3 {
  return async call => {
    for (let left = tries - 1; ; left--) {
      const answer = await send(place, call).catch((error: unknown) => {
        if (left === 0 || call.signal?.aborted) throw error
        return undefined
      })
      if (answer && (answer.ok || answer.status === 404)) return answer
      if (answer && !(left > 0 && isPassing(answer.status))) throw await refusal(place, answer)
      await answer?.body?.cancel()
      await sleep(100 * 4 ** (tries - 1 - left))
    }
  }
}

const isPassing = (status: number) => status === 429 || status >= 500

async function send(place: S3Place, { method, path, query = {}, headers = {}, body, signal }: Call): Promise<Response> {
  const url = new URL(place.bucket)
  if (path !== '') url.pathname += encodeURI(place.prefix + path).replaceAll('+', '%2B')
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value)
  const signer = new AwsV4Signer({
    method,
    url: url.href,
    headers: {
      ...headers,
      'X-Amz-Content-Sha256': createHash('sha256')
        .update(body ?? '')
        .digest('hex'),
    },
    ...{ accessKeyId: place.keyId, secretAccessKey: place.secret, service: 's3', region: place.region },
    ...(place.sessionToken === '' ? {} : { sessionToken: place.sessionToken }),
  })
  const signed = await signer.sign()
  try {
    return await fetch(signed.url, {
      method,
      headers: signed.headers,
      redirect: 'manual',
      ...(body ? { body } : {}),
      ...(signal ? { signal } : {}),
    })
  } catch (error) {
    const cause = error instanceof Error && error.cause ? messageOf(error.cause) : messageOf(error)
    throw new AppError('unavailable', `The S3 storage at ${place.bucket.host} does not answer (${cause})`, {
      hint: 'Look at TRIREME_BLOBS and at the storage; what was not acknowledged was not kept',
    })
  }
}

async function refusal(place: S3Place, answer: Response): Promise<AppError> {
  const text = await answer.text()
  const [code = `status ${answer.status}`] = textsOf(text, 'Code')
  const [message = ''] = textsOf(text, 'Message')
  return new AppError('unavailable', `The S3 storage at ${place.bucket.host} refuses: ${code} ${message}`.trim(), {
    hint: 'Look at TRIREME_BLOBS (bucket, region) and at the rights of AWS_ACCESS_KEY_ID',
  })
}

/** The texts of the elements of a name, wherever they stand. */
export const textsOf = (xml: string, name: string) =>
  Array.from(xml.matchAll(new RegExp(`<${name}>([^<]*)</${name}>`, 'g')), found =>
    (found[1] ?? '').replaceAll('&quot;', '"').replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&'),
  )

/** The insides of the elements of a name. */
export const elementsOf = (xml: string, name: string) =>
  Array.from(xml.matchAll(new RegExp(`<${name}>(.*?)</${name}>`, 'gs')), found => found[1] ?? '')
