import { mkdir } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { inSandbox, interpreterMounts, same, type Room } from '../../../backbone/engines/sandbox.ts'
import { runChild, type ChildResult } from './child.ts'
import type { Interpreter } from './interpreters.ts'
import { readPackageSettings } from './settings.ts'
import type { Uv } from './tools.ts'
import { toolsFolder, type Work, type Workshop } from './workshop.ts'

/** One use of uv: a workplace of its own, and whether code of packages may run in it. */
export type Bench = {
  workshop: Workshop
  uv: Uv
  interpreter: Interpreter
  /** a folder in `building/`; removed by whoever made it */
  folder: string
  allowSourceBuilds: boolean
}

export type UvOptions = Pick<Work, 'signal'> & { input?: string; onLine?: (line: string) => void }

/** Runs uv on the bench, with the machine's package settings. */
export function runUv(bench: Bench, args: string[], options: UvOptions = {}): Promise<ChildResult> {
  const settings = readPackageSettings(bench.workshop.env)
  return runOnBench(bench, [bench.uv.program, ...args, ...indexArgs(args, settings.uvArgs)], options)
}

/**
 * Runs a tool with an environment made from nothing plus the machine's package settings, in the sandbox where there is
 * one. Wheels only: nothing of a package runs, so builds share one cache. Source builds run foreign code, which gets
 * a cache of its own and sees nothing of other builds.
 */
export async function runOnBench(bench: Bench, command: string[], options: UvOptions = {}): Promise<ChildResult> {
  const { workshop, uv, folder, allowSourceBuilds } = bench
  const shared = toolsFolder(workshop.data)
  const cache = join(allowSourceBuilds ? folder : shared, 'uv-cache')
  const temporary = join(folder, 'tmp')
  await mkdir(cache, { recursive: true })
  await mkdir(temporary, { recursive: true })
  const settings = readPackageSettings(workshop.env)
  const isEnclosed = workshop.sandbox.kind === 'bubblewrap'
  const room: Room = {
    read: [...[...settings.files, uv.program].map(same), ...interpreterMounts(bench.interpreter.prefix)],
    write: [same(allowSourceBuilds ? folder : shared), { from: temporary, to: '/tmp' }],
    hidden: resolve(workshop.data),
    folder,
    network: 'host',
  }
  const env = {
    ...settings.uv,
    PATH: '/usr/local/bin:/usr/bin:/bin',
    HOME: settings.uv['HOME'] ?? folder,
    LANG: 'C.UTF-8',
    TMPDIR: isEnclosed ? '/tmp' : temporary,
    UV_CACHE_DIR: cache,
    UV_PYTHON_DOWNLOADS: 'never',
    UV_NO_PROGRESS: '1',
  }
  return runChild(inSandbox(workshop.sandbox, room, command), { env, cwd: folder, ...options })
}

const indexArgs = (args: string[], extra: string[]) => (args[0] === 'pip' ? extra : [])
