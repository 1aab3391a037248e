import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { AppError } from '../../sdk/trireme.ts'
import { databaseSource } from './database.source.ts'
import { folderSource } from './folder.source.ts'
import { rootsOf } from './roots.ts'
import { serverSource } from './server.source.ts'
import type { Source } from './source.ts'

type Wish = {
  from: string
  /** folders below which files may be read */
  artifacts: readonly string[]
  workspace: string
  /** for a server that asks who calls */
  token: string | undefined
}

/** Opens the place that a person named, on their machine and with their rights. */
export async function openSource({ from, artifacts, workspace, token }: Wish): Promise<Source> {
  if (/^https?:\/\//.test(from)) return openServer({ from, workspace, token })
  if (/^(sqlite|postgres(ql)?(\+\w+)?):/.test(from))
    return databaseSource({ url: from, roots: await rootsOf(artifacts), workspace })
  const path = from.startsWith('file:') ? fileURLToPath(from) : from
  if (existsSync(path) && statSync(path).isDirectory()) return folderSource({ folder: path, more: artifacts })
  if (existsSync(path)) return databaseSource({ url: `sqlite:///${path}`, roots: await rootsOf(artifacts), workspace })
  throw new AppError('bad_request', `"${from.replace(/:[^:@/]*@/, ':...@')}" cannot be read`, {
    hint: 'Say --from with http://HOST:PORT, sqlite:///FILE, postgresql://USER:PASSWORD@HOST/DATABASE, or a folder mlruns',
  })
}

/** The name and password of an address go into a header, so that no message ever shows them. */
function openServer({ from, workspace, token }: Pick<Wish, 'from' | 'workspace' | 'token'>): Source {
  const url = new URL(from)
  const { username, password } = url
  url.username = ''
  url.password = ''
  const basic = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  const headers: Record<string, string> = {}
  if (token) headers['Authorization'] = `Bearer ${token}`
  else if (username) headers['Authorization'] = `Basic ${Buffer.from(basic).toString('base64')}`
  if (workspace !== 'default') headers['X-MLFLOW-WORKSPACE'] = workspace
  const plain = url.href.replace(/\/+$/, '')
  return serverSource({ url: plain, headers, label: workspace === 'default' ? plain : `${plain} (${workspace})` })
}
