import { createHash } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '../../../kernel/errors.ts'
import { ImageSpec, type ImageLock } from '../spec.schema.ts'
import { failureOf } from './failure.ts'
import { findInterpreter } from './interpreters.ts'
import { ensureUv } from './tools.ts'
import { runUv } from './uv.ts'
import { withWorkplace } from './workplace.ts'
import type { Work, Workshop } from './workshop.ts'

/** Resolves a declared image to exact packages with hashes, for a Python and the platform of this machine. */
export async function lockImage(workshop: Workshop, given: ImageSpec, work: Work = {}): Promise<ImageLock> {
  const spec = ImageSpec.parse(given)
  const uv = await ensureUv(workshop, work)
  const interpreter = await findInterpreter(workshop, { uv, range: spec.python })
  work.onProgress?.({ stage: 'lock', message: `Choosing versions for Python ${interpreter.version}` })
  const lock = await withWorkplace(workshop, async folder => {
    const bench = { workshop, uv, interpreter, folder, allowSourceBuilds: spec.allowSourceBuilds }
    await writeFile(join(folder, 'wanted.in'), spec.packages.map(line => `${line}\n`).join(''))
    const { code, stdout, stderr } = await runUv(
      bench,
      compileArgs(spec, interpreter.executable),
      work.signal ? { signal: work.signal } : {},
    )
    if (code !== 0) throw failureOf(stderr, spec)
    return stdout
  })
  checkLock(lock)
  const python = interpreter.version.split('.').slice(0, 2).join('.')
  const content = { python, platform: interpreter.platform, lock, allowSourceBuilds: spec.allowSourceBuilds }
  return { digest: digestOf(content), ...content }
}

/** The packages of a lock as `name==version`. */
export const lockedPackages = (lock: string) =>
  lock.split('\n').flatMap(line => /^([A-Za-z0-9][^\s;\\]*==[^\s;\\]+)/.exec(line)?.[1] ?? [])

/** An image's name says what is in it and what it runs on; how it was asked for does not matter. */
export function digestOf({ python, platform, lock }: Omit<ImageLock, 'digest'>): ImageLock['digest'] {
  return `sha256:${createHash('sha256').update(JSON.stringify({ python, platform, lock })).digest('hex')}`
}

const compileArgs = (spec: ImageSpec, python: string) => [
  'pip',
  'compile',
  ...['--python', python, '--no-python-downloads', '--quiet'],
  ...['--generate-hashes', '--no-header', '--no-annotate', '--no-emit-index-url', '--no-emit-find-links'],
  ...(spec.allowSourceBuilds ? [] : ['--only-binary', ':all:']),
  'wanted.in',
]

/** A lock is data that later decides what is installed: nothing but pinned packages and their hashes. */
export function checkLock(lock: string): void {
  const odd = lock
    .split('\n')
    .find(
      line =>
        !/^$|^[A-Za-z0-9][A-Za-z0-9._-]*==[^\s;\\]+( ;[^\\]*)?( \\)?$|^    --hash=sha256:[0-9a-f]{64}( \\)?$/.test(
          line,
        ),
    )
  if (odd !== undefined)
    throw new AppError('internal', 'The lock of the image holds something else than packages and hashes')
}
