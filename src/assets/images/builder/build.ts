import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AppError } from '../../../kernel/errors.ts'
import type { ImageLock } from '../spec.schema.ts'
import { failureOf } from './failure.ts'
import { findInterpreter, type Interpreter } from './interpreters.ts'
import { checkLock, digestOf, lockedPackages } from './lock.ts'
import { readProgress } from './progress.ts'
import { ensureUv } from './tools.ts'
import { runOnBench, runUv, type Bench } from './uv.ts'
import { withWorkplace } from './workplace.ts'
import { imageFolder, type Work, type Workshop } from './workshop.ts'

export type BuiltImage = {
  digest: ImageLock['digest']
  /** a virtual environment; give it to a step as its image */
  folder: string
  sizeBytes: number
  buildMs: number
  isReused: boolean
}

/** Makes the image of a lock, or finds the one that is there. What is in the image's folder is always complete. */
export async function buildImage(workshop: Workshop, lock: ImageLock, work: Work = {}): Promise<BuiltImage> {
  const began = Date.now()
  const { digest } = lock
  const folder = imageFolder(workshop.data, digest)
  if (digestOf(lock) !== digest)
    throw new AppError('bad_request', 'The lock does not have the digest that it is named by')
  checkLock(lock.lock)
  const isReused = existsSync(folder)
  if (!isReused) await buildInto(folder, { workshop, lock, work })
  const sizeBytes = await sizeOf(folder)
  work.onProgress?.({ stage: 'done', message: isReused ? 'The image was there already' : 'The image is ready' })
  return { digest, folder, sizeBytes, buildMs: Date.now() - began, isReused }
}

type Order = { workshop: Workshop; lock: ImageLock; work: Work }

async function buildInto(final: string, { workshop, lock, work }: Order): Promise<void> {
  const uv = await ensureUv(workshop, work)
  const interpreter = await findInterpreter(workshop, { uv, range: lock.python })
  if (interpreter.platform !== lock.platform) throw otherPlatform(lock, interpreter)
  await mkdir(dirname(final), { recursive: true })
  await withWorkplace(workshop, async folder => {
    const bench = { workshop, uv, interpreter, folder, allowSourceBuilds: lock.allowSourceBuilds }
    await writeFile(join(folder, 'lock.txt'), lock.lock)
    await install(bench, lock, work)
    await rename(join(folder, 'image'), final).catch(error => {
      if (!existsSync(final)) throw error // else another build of the same image was faster
    })
  })
}

async function install(bench: Bench, lock: ImageLock, { signal, onProgress }: Work): Promise<void> {
  const total = lockedPackages(lock.lock).length
  const report = onProgress ?? (() => undefined)
  const onLine = readProgress(total, report)
  const options = signal ? { signal } : {}
  report({ stage: 'download', message: `Fetching ${total} packages`, packagesDone: 0, packagesTotal: total })
  const made = await runUv(
    bench,
    ['venv', '--relocatable', '--no-project', '--python', bench.interpreter.executable, 'image'],
    options,
  )
  if (made.code !== 0) throw failureOf(made.stderr, lock)
  const synced = await runUv(bench, syncArgs(lock), { ...options, onLine })
  if (synced.code !== 0) throw failureOf(synced.stderr, lock)
  await compile(bench, options)
}

/**
 * Compiled once here, because where the image is read-only every step would compile again what it imports. The tests that
 * packages carry along are a third of their lines, and no step imports them. No package's code runs: the machine's own
 * Python only reads it, in one process, because several need a shared memory that the sandbox has not. A file that does not
 * compile (a template, or for another Python) fails where it is imported.
 */
async function compile(bench: Bench, options: { signal?: AbortSignal }): Promise<void> {
  const args = ['-I', '-S', '-m', 'compileall', '-qq', '-x', '/tests?/', 'image/lib']
  await runOnBench(bench, [bench.interpreter.executable, ...args], options)
}

const syncArgs = (lock: ImageLock) => [
  'pip',
  'sync',
  ...['--python', 'image/bin/python', '--no-python-downloads', '--require-hashes'],
  ...(lock.allowSourceBuilds ? [] : ['--no-build']),
  ...(lock.lock.trim() === '' ? ['--allow-empty-requirements'] : []),
  'lock.txt',
]

const otherPlatform = (lock: ImageLock, interpreter: Interpreter) =>
  new AppError(
    'unavailable',
    `The image is locked for ${lock.platform}; the Python here is for ${interpreter.platform}`,
    {
      hint: 'Lock the image file again on this machine',
    },
  )

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => stat(join(entry.parentPath, entry.name)))
  return (await Promise.all(files)).reduce((sum, file) => sum + file.size, 0)
}
