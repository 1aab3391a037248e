import { AppError } from '../../../kernel/errors.ts'
import { decodedFully } from '../rules.ts'

/** The owner of an artifact, as a location names it: a run or a logged model. */
export type Owner = { kind: 'run' | 'model'; id: string }
export type Place = { owner: Owner; path: string }

const hex = '[0-9a-f]{32}'
const inside = new RegExp(`(?:^|/)(?:models/(m-${hex})|(${hex}))/artifacts(?:/(.*))?$`, 's')

/** Reads `0/<run>/artifacts/a/b` or `0/models/m-<id>/artifacts/a/b`; what stands before the id is the experiment's taste. */
export function placeOf(location: string): Place | undefined {
  const found = inside.exec(location)
  if (!found) return undefined
  const [, model, run, path = ''] = found
  return { owner: model ? { kind: 'model', id: model } : { kind: 'run', id: run ?? '' }, path }
}

/** The same the other way round. */
export const locationOf = ({ owner, path }: Place) =>
  [owner.kind === 'model' ? `models/${owner.id}` : owner.id, 'artifacts', path].join('/')

/** A path below an owner in its plain form; '' is the owner's root. Ways out are refused, however they are encoded. */
export function safePath(path: string): string {
  const plain = decodedFully(path)
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  const isOdd = /[\\\x00-\x1f]|^[A-Za-z]:/.test(plain) || plain.startsWith('/') || plain.split('/').includes('..')
  if (isOdd || Buffer.byteLength(path) > 2_000) throw new AppError('bad_request', 'Invalid path')
  return path
    .split('/')
    .filter(part => part !== '' && part !== '.')
    .join('/')
}

const types: Record<string, string> = {
  csv: 'text/csv',
  gif: 'image/gif',
  html: 'text/html',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  mp4: 'video/mp4',
  parquet: 'application/vnd.apache.parquet',
  pdf: 'application/pdf',
  png: 'image/png',
  svg: 'image/svg+xml',
  wav: 'audio/wav',
  webp: 'image/webp',
  zip: 'application/zip',
}
const texts = new Set([
  'cfg',
  'conf',
  'ini',
  'log',
  'md',
  'MLmodel',
  'MLproject',
  'py',
  'r',
  'sql',
  'toml',
  'tsv',
  'txt',
  'yaml',
  'yml',
])

/** A guess from the name alone; never used to let a browser run anything. */
export function mediaType(path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const extension = name.slice(name.lastIndexOf('.') + 1)
  return (
    types[extension.toLowerCase()] ??
    (texts.has(extension) || texts.has(extension.toLowerCase()) ? 'text/plain' : 'application/octet-stream')
  )
}
