import { AppError } from '../../kernel/errors.ts'

/** Limits and names of MLflow's protocol, with its own words for each mistake: clients match on them. */
export const limits = {
  key: 250,
  paramValue: 6_000,
  tagValue: 8_000,
  experimentName: 500,
  experimentTagValue: 20_000,
  artifactLocation: 2_048,
  registryTagValue: 100_000,
  metricsPerBatch: 1_000,
  paramsPerBatch: 100,
  entitiesPerBatch: 1_000,
  datasetName: 500,
  datasetDigest: 36,
  datasetSchema: 1_048_575,
  datasetSource: 65_535,
  datasetProfile: 16_777_215,
  inputTagKey: 255,
  inputTagValue: 500,
  alias: 255,
} as const

export const badValue = (message: string) => new AppError('bad_request', message)

/** The original's sentence about a value that it cannot take. */
export function invalidValue(path: string, value: unknown, reason?: string): AppError {
  const shown = JSON.stringify(value) ?? 'null'
  return badValue(
    `Invalid value ${shown} for parameter '${path}' supplied${reason === undefined ? '.' : `: ${reason}`}`,
  )
}

export const missingValue = (path: string) => badValue(`Missing value for required parameter '${path}'.`)

const plainKey = /^[/\p{L}\p{N}_.\- :]*$/u
const badCharacters =
  'Names may only contain alphanumerics, underscores (_), dashes (-), periods (.), spaces ( ), colon(:) and slashes (/).'

/** Keys of metrics, params and tags: they may name files elsewhere, so a key must be its own normal path. */
export function checkKey(key: string, path: string): void {
  if (!plainKey.test(key)) throw invalidValue(path, key, badCharacters)
  if (isOtherPath(key)) throw invalidValue(path, key, pathMessage(key))
}

export function checkLength(what: string, value: string, limit: number): void {
  if (value.length > limit) throw badValue(`'${what}' exceeds the maximum length of ${limit} characters`)
}

export function checkMetricKey(key: string, path = 'name'): void {
  checkKey(key, path)
  checkLength('Metric name', key, limits.key)
}

/** A param as it is kept: too long values are cut, as the original does unless told otherwise. */
export function keptParam({ key, value }: KeyValue, path = 'key'): KeyValue {
  checkKey(key, path)
  checkLength('Param key', key, limits.key)
  return { key, value: storable(value).slice(0, limits.paramValue) }
}

export function keptTag({ key, value }: KeyValue, path = ''): KeyValue {
  const place = path === '' ? 'key' : `${path}.key`
  checkKey(key, place)
  checkLength(place, key, limits.key)
  return { key, value: storable(value).slice(0, limits.tagValue) }
}

export type KeyValue = { key: string; value: string }

/** Postgres cannot hold NUL, and a lone surrogate is no text. */
export const storable = (text: string) => text.replaceAll('\0', '').toWellFormed()

export function checkExperimentTag({ key, value }: KeyValue): void {
  checkKey(key, 'key')
  checkLength('key', key, limits.key)
  checkLength('value', value, limits.experimentTagValue)
}

export function checkRegistryTag({ key, value }: KeyValue): void {
  checkKey(key, 'key')
  checkLength('key', key, limits.key)
  if (key === 'mlflow.prompt.text' && value.length > limits.registryTagValue)
    throw badValue(`Prompt text exceeds max length of ${limits.registryTagValue} characters.`)
  checkLength('value', value, limits.registryTagValue)
}

export function checkExperimentName(name: string): void {
  if (name === '') throw badValue("Invalid experiment name: ''")
  checkLength('name', name, limits.experimentName)
}

/** Kept as text and never opened by the server; what clients would make of it must still be a plain place. */
export function checkArtifactLocation(location: string): void {
  if (location.startsWith('runs:')) throw badValue(`Artifact location cannot be a runs:/ URI. Given: '${location}'`)
  if (location.length > limits.artifactLocation)
    throw badValue(
      `Invalid artifact path length. The length of the artifact path cannot be greater than ${limits.artifactLocation} characters.`,
    )
  if (/[#\0]/.test(location)) throw badValue(`'artifact_location' URL can't include fragments or params.`)
}

/** `..` also when written as %2e, however often encoded. */
export function hasUpwardPart(location: string): boolean {
  return decodedFully(location).split(/[\\/]/).includes('..')
}

export function decodedFully(text: string): string {
  for (let last = text; ;) {
    const next = decodeOnce(last)
    if (next === last) return next
    last = next
  }
}

function decodeOnce(text: string): string {
  return text.replace(/%([0-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
}

export function checkModelName(name: string): void {
  if (name.trim() === '') throw missingValue('name')
  if (/[/:]/.test(name)) throw badValue(`Invalid model name '${name}'. Names cannot contain '/' or ':'.`)
  if (isOtherPath(name)) throw invalidValue('name', name, pathMessage(name))
  checkLength('name', name, 256)
}

export function checkAlias(alias: string): void {
  if (alias === '') throw badValue('Registered model alias name cannot be empty.')
  if (!/^[\p{L}\p{N}_-]*$/u.test(alias))
    throw badValue(
      `Invalid alias name: '${alias}'. Names may only contain alphanumerics, underscores (_), and dashes (-).`,
    )
  checkLength('Registered model alias name', alias, limits.alias)
}

export function checkNewAlias(alias: string): void {
  checkAlias(alias)
  if (alias.toLowerCase() === 'latest') throw badValue("'latest' alias name (case insensitive) is reserved.")
  if (/^v\d+$/i.test(alias)) throw badValue(`Version alias name '${alias}' is reserved.`)
}

const pathMessage = (name: string) =>
  `Names may be treated as files in certain cases, and must not resolve to other names when treated as such. This name would resolve to '${normalPath(name)}'`

function isOtherPath(name: string): boolean {
  const normal = normalPath(name)
  return normal !== name || normal === '.' || normal.startsWith('..') || normal.startsWith('/')
}

/** POSIX's normal form: no empty, `.` or removable `..` parts; exactly two leading slashes stay two. */
export function normalPath(path: string): string {
  const lead = /^\/+/.exec(path)?.[0].length ?? 0
  const root = lead === 2 ? '//' : lead > 0 ? '/' : ''
  const parts: string[] = []
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue
    const isUp = part === '..' && (parts.length > 0 ? parts.at(-1) !== '..' : root !== '')
    if (isUp) parts.pop()
    else parts.push(part)
  }
  return root + parts.join('/') || '.'
}

/** A list that a tag holds as JSON; clients write such tags too, and what is no list counts as empty. */
export function jsonList(text: string | undefined): unknown[] {
  try {
    const value: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(value) ? value : []
  } catch {
    return []
  }
}
