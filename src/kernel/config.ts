import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { readBlobPlace, type BlobPlace } from './blobs.config.ts'
import { AppError } from './errors.ts'

const onOff = z.enum(['on', 'off']).transform(value => value === 'on')
const trimmed = z.string().trim()

/** Every setting: a variable of the environment, or the same name in `config.json` in the data folder. */
const Settings = z.object({
  TRIREME_HOST: trimmed.min(1).default('127.0.0.1').describe('address to listen on'),
  TRIREME_PORT: z.coerce.number<string>().int().min(0).max(65_535).default(4310).describe('port, 0 takes a free one'),
  TRIREME_URL: z
    .union([z.literal(''), z.url({ protocol: /^https?$/ })])
    .default('')
    .describe('public origin, no path'),
  TRIREME_DATA: trimmed.min(1).default('.trireme').describe('folder of all writes'),
  DATABASE_URL: z
    .union([z.literal(''), z.string().regex(/^postgres(ql)?:\/\//)])
    .default('')
    .describe('Postgres; empty is SQLite'),
  TRIREME_BLOBS: trimmed
    .default('')
    .describe('where files are kept: empty is the data folder, else s3://bucket/prefix?endpoint=...&region=...'),
  TRIREME_BLOB_CACHE: z.coerce
    .number<string>()
    .int()
    .min(64)
    .default(10_240)
    .describe('most MiB of files from S3 that are kept in the data folder'),
  AWS_ACCESS_KEY_ID: trimmed.default('').describe('key for S3'),
  AWS_SECRET_ACCESS_KEY: trimmed.default('').describe('secret of that key'),
  AWS_SESSION_TOKEN: trimmed.default('').describe('token of a key for a time'),
  TRIREME_SMTP: z
    .union([z.literal(''), z.url({ protocol: /^smtps?$/ })])
    .default('')
    .describe('server for mail, smtp://user:password@host:587 or smtps://...; empty sends none'),
  TRIREME_MAIL_FROM: z
    .union([z.literal(''), z.email()])
    .default('')
    .describe('sender of mail'),
  TRIREME_DEMO: onOff.default(true).describe('run the demo project'),
  TRIREME_LOG: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('warn').describe('least level of the log'),
  TRIREME_HOSTS: trimmed.default('').describe('further host names answered, separated by commas'),
  TRIREME_ALLOWED_ADDRESSES: trimmed
    .default('')
    .describe('private addresses or blocks that webhooks may call, separated by commas'),
  TRIREME_TRUST_PROXY: onOff.default(false).describe('a proxy in front ends TLS and names the client'),
  TRIREME_STEPS: z.coerce.number<string>().int().min(1).max(256).default(2).describe('steps at the same time'),
  TRIREME_TRASH_DAYS: z.coerce
    .number<string>()
    .int()
    .min(0)
    .max(36_500)
    .default(30)
    .describe('days that deleted runs stay in the trash, 0 keeps them'),
  TRIREME_STEP_MEMORY: z.coerce.number<string>().int().min(64).default(4096).describe('memory limit of a step, MiB'),
})

/** Where mail is handed in; `from` is an address. */
export type MailPlace = { url: string; from: string }

export type Config = {
  host: string
  port: number
  url: string
  dataDir: string
  databaseUrl: string
  blobs: BlobPlace
  mail: MailPlace | null
  demo: boolean
  log: 'debug' | 'info' | 'warn' | 'error' | 'silent'
  hosts: string[]
  allowedAddresses: string[]
  trustProxy: boolean
  steps: number
  stepMemoryMiB: number
  trashDays: number
}

type Env = Record<string, string | undefined>

/** Reads and checks the settings; fails with a sentence that names the variable. */
export function readConfig(env: Env, cwd: string = process.cwd()): Config {
  const folder = resolve(cwd, env['TRIREME_DATA'] || '.trireme')
  const found = Settings.safeParse({
    ...fromFile(join(folder, 'config.json')),
    ...withoutEmpty(env),
    TRIREME_DATA: folder,
  })
  if (!found.success) throw new AppError('bad_request', `The settings are not valid: ${z.prettifyError(found.error)}`)
  const s = found.data
  const url = s.TRIREME_URL.replace(/\/$/, '')
  if (url && new URL(url).pathname !== '/')
    throw new AppError('bad_request', 'TRIREME_URL must be an origin without a path')
  demandSafeAddress(s.TRIREME_HOST, { isSecure: url.startsWith('https:') || s.TRIREME_TRUST_PROXY })
  return {
    host: s.TRIREME_HOST,
    port: s.TRIREME_PORT,
    url,
    dataDir: s.TRIREME_DATA,
    databaseUrl: s.DATABASE_URL,
    blobs: readBlobPlace({
      blobs: s.TRIREME_BLOBS,
      cacheMiB: s.TRIREME_BLOB_CACHE,
      keyId: s.AWS_ACCESS_KEY_ID,
      secret: s.AWS_SECRET_ACCESS_KEY,
      sessionToken: s.AWS_SESSION_TOKEN,
    }),
    mail: mailPlaceOf({ url: s.TRIREME_SMTP, from: s.TRIREME_MAIL_FROM }),
    demo: s.TRIREME_DEMO,
    log: s.TRIREME_LOG,
    hosts: listed(s.TRIREME_HOSTS),
    allowedAddresses: listed(s.TRIREME_ALLOWED_ADDRESSES),
    trustProxy: s.TRIREME_TRUST_PROXY,
    steps: s.TRIREME_STEPS,
    stepMemoryMiB: s.TRIREME_STEP_MEMORY,
    trashDays: s.TRIREME_TRASH_DAYS,
  }
}

const listed = (value: string) =>
  value
    .split(',')
    .map(item => item.trim().toLowerCase())
    .filter(Boolean)

function mailPlaceOf(place: MailPlace): MailPlace | null {
  if (place.url === '') return null
  if (place.from === '')
    throw new AppError('bad_request', 'TRIREME_SMTP is set, but not from whom mail comes: set TRIREME_MAIL_FROM too')
  return place
}

/** Passwords and tokens never cross a network in the clear: other machines come through HTTPS or a proxy that ends it. */
function demandSafeAddress(host: string, { isSecure }: { isSecure: boolean }): void {
  if (isSecure || host === 'localhost' || host === '::1' || /^127\./.test(host)) return
  throw new AppError('bad_request', `TRIREME_HOST=${host} can be reached by other machines without HTTPS`, {
    hint: 'Set TRIREME_URL=https://..., or TRIREME_TRUST_PROXY=on behind a proxy that ends TLS',
  })
}

/** What `trireme config` prints: every setting with its meaning, passwords masked. */
export function describeConfig(
  env: Env,
  cwd: string = process.cwd(),
): { name: string; value: string; meaning: string }[] {
  readConfig(env, cwd)
  const folder = resolve(cwd, env['TRIREME_DATA'] || '.trireme')
  const given: Env = { ...fromFile(join(folder, 'config.json')), ...withoutEmpty(env), TRIREME_DATA: folder }
  return Object.entries(Settings.shape).map(([name, schema]) => ({
    name,
    value: secrets.has(name) && given[name] ? '****' : masked(given[name] ?? defaultOf(schema)),
    meaning: schema.description ?? '',
  }))
}

const secrets = new Set(['AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'])
const masked = (value: string) => value.replace(/(:\/\/[^:/@]*:)[^@]*@/, '$1****@')

function defaultOf(schema: z.ZodType): string {
  const value = schema.safeParse(undefined).data
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : JSON.stringify(value ?? '').replace(/^"|"$/g, '')
}

function withoutEmpty(env: Env): Env {
  return Object.fromEntries(
    Object.entries(env).filter(([name, value]) => name in Settings.shape && value !== undefined && value !== ''),
  )
}

function fromFile(path: string): Env {
  if (!existsSync(path)) return {}
  const found = z.record(z.string(), z.union([z.string(), z.number().transform(String)])).safeParse(parseJson(path))
  if (!found.success) throw new AppError('bad_request', `${path} must be an object of settings`)
  return found.data
}

function parseJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new AppError('bad_request', `${path} is not JSON: ${error instanceof Error ? error.message : ''}`)
  }
}
