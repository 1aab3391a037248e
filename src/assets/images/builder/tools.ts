import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { findProgram } from '../../../backbone/engines/sandbox.ts'
import { AppError } from '../../../kernel/errors.ts'
import { runChild } from './child.ts'
import { readPackageSettings, type PackageSettings } from './settings.ts'
import { buildingFolder, searchPath, toolsFolder, type Work, type Workshop } from './workshop.ts'

export type Uv = { program: string; version: string; origin: 'machine' | 'installed' }

const pinned = '0.13.9'
const oldest = [0, 8, 0] as const

/** The uv to use: a good one on PATH, the one installed in the data folder, or one installed there now. */
export async function ensureUv(workshop: Workshop, work: Work = {}): Promise<Uv> {
  return (await findUv(workshop)) ?? installUv(workshop, work)
}

/** The uv that is there already, if one is. */
export async function findUv(workshop: Workshop): Promise<Uv | undefined> {
  const onPath = findProgram('uv', searchPath(workshop))
  const installed = join(toolsFolder(workshop.data), 'uv', 'bin', 'uv')
  return (
    (onPath && (await asUv(onPath, 'machine'))) || (existsSync(installed) ? asUv(installed, 'installed') : undefined)
  )
}

async function asUv(program: string, origin: Uv['origin']): Promise<Uv | undefined> {
  const { stdout } = await runChild([program, '--version'], { env: {} })
  const version = /^uv (\d+)\.(\d+)\.(\d+)/.exec(stdout)?.slice(1).map(Number)
  return version && isAtLeast(version, oldest) ? { program, version: version.join('.'), origin } : undefined
}

function isAtLeast(version: readonly number[], least: readonly number[]): boolean {
  const at = least.findIndex((part, index) => version[index] !== part)
  return at === -1 || (version[at] ?? 0) > (least[at] ?? 0)
}

async function installUv(workshop: Workshop, { signal, onProgress }: Work): Promise<Uv> {
  const python = findProgram('python3', searchPath(workshop))
  if (!python) throw noPython()
  onProgress?.({ stage: 'tools', message: `Installing uv ${pinned}` })
  const draft = join(buildingFolder(workshop.data), `uv-${randomUUID()}`)
  const final = join(toolsFolder(workshop.data), 'uv')
  await mkdir(draft, { recursive: true })
  try {
    await fillWithUv({ workshop, python, folder: draft, ...(signal ? { signal } : {}) })
    if (!(await asUv(join(draft, 'bin', 'uv'), 'installed')))
      throw new AppError('unavailable', 'The uv that was installed does not run on this machine')
    await rm(final, { recursive: true, force: true })
    await rename(draft, final)
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return { program: join(final, 'bin', 'uv'), version: pinned, origin: 'installed' }
}

export const noPython = () =>
  new AppError('unavailable', 'Python is not installed on this machine, so no image can be built', {
    hint: 'Install Python 3.10 or newer (the system package "python3"), then try again',
  })

type Install = { workshop: Workshop; python: string; folder: string; signal?: AbortSignal }

/** With pip where there is one; where there is none a script of ours does the little that is needed. */
async function fillWithUv({ workshop, python, folder, signal }: Install): Promise<void> {
  const settings = readPackageSettings(workshop.env)
  const options = { env: pipEnvironment(workshop, settings), ...(signal ? { signal } : {}) }
  const flags = ['--no-input', '--no-deps', '--only-binary', ':all:', '--disable-pip-version-check', '--target', folder]
  const byPip = await runChild([python, '-m', 'pip', 'install', ...flags, `uv==${pinned}`], options)
  if (byPip.code === 0) return
  const isMissing = /No module named '?pip/.test(byPip.stderr)
  const byScript = isMissing ? await runChild([python, fetchWheel, 'uv', pinned, folder], options) : undefined
  if (byScript?.code === 0) return
  const words = lastLine((byScript ?? byPip).stderr)
  throw new AppError('unavailable', `uv ${pinned}, the tool that builds images, cannot be installed: ${words}`, {
    hint: 'Check that the package index can be reached (PIP_INDEX_URL, HTTPS_PROXY, PIP_CERT), or put uv on PATH yourself',
  })
}

const fetchWheel = join(import.meta.dirname, '..', '..', '..', '..', 'python', 'fetch_wheel.py')

const pipEnvironment = (workshop: Workshop, settings: PackageSettings): Record<string, string> => ({
  ...settings.pip,
  PATH: searchPath(workshop),
  LANG: 'C.UTF-8',
})

const lastLine = (text: string) =>
  text
    .split('\n')
    .findLast(line => line.trim() !== '')
    ?.trim() ?? 'it said nothing'
