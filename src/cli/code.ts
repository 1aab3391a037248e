import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AppError } from '../sdk/trireme.ts'

const run = promisify(execFile)

type Code = { files: { path: string; content: string }[]; git?: { commit: string; isDirty: boolean } }

const never = new Set(['__pycache__', 'node_modules', 'venv', 'mlruns'])
const most = 2_000

/** The files of a folder as a snapshot takes them, with the commit they come from; hidden ones stay at home. */
export async function readCode(folder: string): Promise<Code> {
  const paths = await listFiles(folder, '')
  if (paths.length > most)
    throw new AppError('too_large', `${folder} holds more than ${most} files`, { hint: 'Say --folder with less in it' })
  const files: Code['files'] = []
  for (const path of paths) files.push({ path, content: (await readFile(join(folder, path))).toString('base64') })
  const git = await gitOf(folder)
  return git ? { files, git } : { files }
}

async function listFiles(folder: string, below: string): Promise<string[]> {
  const found: string[] = []
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    if (entry.name.startsWith('.') || never.has(entry.name)) continue
    const path = below === '' ? entry.name : `${below}/${entry.name}`
    if (entry.isDirectory()) found.push(...(await listFiles(folder, path)))
    else if (entry.isFile()) found.push(path)
    if (found.length > most) return found
  }
  return found.toSorted()
}

async function gitOf(folder: string): Promise<Code['git']> {
  try {
    const commit = (await run('git', ['rev-parse', 'HEAD'], { cwd: folder })).stdout.trim()
    const changes = (await run('git', ['status', '--porcelain', '--', '.'], { cwd: folder })).stdout.trim()
    return { commit, isDirty: changes !== '' }
  } catch {
    // a folder need not be in a repository, and git need not be there
    return undefined
  }
}
