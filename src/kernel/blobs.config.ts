import { AppError } from './errors.ts'

/** Where blobs lie: in the data folder, or in a bucket of S3. */
export type BlobPlace = { kind: 'files' } | S3Place

export type S3Place = {
  kind: 's3'
  /** the address of the bucket, without the prefix */
  bucket: URL
  /** '' or ends with a slash */
  prefix: string
  region: string
  keyId: string
  secret: string
  sessionToken: string
  /** bytes of the files kept on this machine */
  cacheBytes: number
}

type Given = { blobs: string; cacheMiB: number; keyId: string; secret: string; sessionToken: string }

const shape = 's3://BUCKET/PREFIX?endpoint=https://s3.example.org&region=eu-central-1'

/** Reads `TRIREME_BLOBS`: empty, or `s3://bucket/prefix` with endpoint, region, style and insecure as a query. */
export function readBlobPlace({ blobs, cacheMiB, ...keys }: Given): BlobPlace {
  if (blobs === '') return { kind: 'files' }
  const url = URL.canParse(blobs) ? new URL(blobs) : undefined
  if (url?.protocol !== 's3:' || !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(url.hostname) || url.username !== '')
    throw refused(`it must look like ${shape}`)
  const unknown = [...url.searchParams.keys()].find(name => !['endpoint', 'region', 'style', 'insecure'].includes(name))
  if (unknown !== undefined) throw refused(`it knows endpoint, region, style and insecure, not "${unknown}"`)
  if (keys.keyId === '' || keys.secret === '') throw refused('AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY must be set')
  const region = url.searchParams.get('region') ?? 'us-east-1'
  const prefix = decodeURIComponent(url.pathname).replace(/^\/+|\/+$/g, '')
  return {
    kind: 's3',
    bucket: bucketAt(url, region),
    prefix: prefix === '' ? '' : `${prefix}/`,
    region,
    ...keys,
    cacheBytes: cacheMiB * 1024 ** 2,
  }
}

function bucketAt({ hostname: bucket, searchParams }: URL, region: string): URL {
  const given = searchParams.get('endpoint') ?? `https://s3.${region}.amazonaws.com`
  const endpoint = URL.canParse(given) ? new URL(given) : undefined
  if (!endpoint || !/^https?:$/.test(endpoint.protocol) || endpoint.pathname !== '/')
    throw refused('the endpoint must be an origin such as https://s3.example.org')
  const isLoopback = /^(localhost|127\.[\d.]+|\[::1\])$/.test(endpoint.hostname)
  if (endpoint.protocol === 'http:' && !isLoopback && searchParams.get('insecure') !== 'on')
    throw refused(
      'blobs would cross the network in the clear; use https, or add insecure=on where the network is yours',
    )
  const style = searchParams.get('style') ?? (searchParams.has('endpoint') ? 'path' : 'host')
  if (style === 'path') return new URL(`/${bucket}/`, endpoint)
  if (style !== 'host') throw refused('style is path or host')
  return new URL(`${endpoint.protocol}//${bucket}.${endpoint.host}/`)
}

const refused = (why: string) => new AppError('bad_request', `TRIREME_BLOBS is not valid: ${why}`)
