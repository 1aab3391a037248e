import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '../sdk/trireme.ts'

export type Env = Record<string, string | undefined>

const Login = z.object({ url: z.url({ protocol: /^https?$/ }), token: z.string().min(1) })
export type Login = z.infer<typeof Login>

const folderOf = (env: Env) => env['TRIREME_CONFIG'] || join(homedir(), '.config', 'trireme')
const fileOf = (env: Env) => join(folderOf(env), 'login.json')

/** Where to call and as whom; the environment wins over what `trireme login` kept. */
export function readLogin(env: Env): Login {
  const kept = env['TRIREME_URL'] && env['TRIREME_TOKEN'] ? undefined : readKept(env)
  const url = env['TRIREME_URL'] || kept?.url
  const token = env['TRIREME_TOKEN'] || kept?.token
  if (!url || !token)
    throw new AppError('unauthenticated', 'You are not logged in', {
      hint: 'Run: trireme login --url URL --token TOKEN, or set TRIREME_URL and TRIREME_TOKEN',
    })
  return checkLogin({ url, token })
}

/** Kept for this person alone. */
export function keepLogin(env: Env, login: Login): string {
  mkdirSync(folderOf(env), { recursive: true, mode: 0o700 })
  const file = fileOf(env)
  writeFileSync(`${file}.new`, JSON.stringify(login), { mode: 0o600 })
  renameSync(`${file}.new`, file)
  return file
}

export function checkLogin(login: Login): Login {
  const found = Login.safeParse(login)
  if (!found.success) throw new AppError('bad_request', `"${login.url}" is not the address of a server`)
  return found.data
}

function readKept(env: Env): Login | undefined {
  if (!existsSync(fileOf(env))) return undefined
  const found = Login.safeParse(JSON.parse(readFileSync(fileOf(env), 'utf8')))
  if (!found.success) throw new AppError('bad_request', `${fileOf(env)} is damaged`, { hint: 'Log in again' })
  return found.data
}
