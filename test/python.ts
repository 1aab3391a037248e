import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { buildImage } from '../src/assets/images/builder/build.ts'
import { lockImage } from '../src/assets/images/builder/lock.ts'
import type { Workshop } from '../src/assets/images/builder/workshop.ts'
import { ImageLock, ImageSpec } from '../src/assets/images/spec.schema.ts'

const data = join(dirname(import.meta.dirname), 'node_modules', '.cache', 'trireme-python')

/** The folder of an image with these packages: built by the first test that asks, and kept for later runs. */
export async function pythonImage(spec: ImageSpec): Promise<string> {
  const workshop: Workshop = { data, sandbox: { kind: 'none', reason: 'tests trust their packages' }, env: process.env }
  const { folder } = await buildImage(workshop, await keptLock(workshop, spec))
  return folder
}

/** The packages of the demo, with which its scripts and the evaluation run. */
export async function demoImage(): Promise<string> {
  const file = join(dirname(import.meta.dirname), 'examples', 'flight-delays', 'image.json')
  return pythonImage(ImageSpec.parse(JSON.parse(await readFile(file, 'utf8'))))
}

/** What a data scientist has around MLflow: the newest release that installs whole, and the last one before logged models. */
const mlflowReleases = {
  newest: {
    python: '>=3.10,<3.14',
    packages: [
      'mlflow==3.17.2',
      'scikit-learn>=1.7,<2',
      'pandas>=2.3,<4',
      'matplotlib>=3.10,<4',
      'skops>=0.13,<1',
      'xgboost-cpu>=3,<4',
    ],
  },
  '2.22': {
    python: '>=3.10,<3.13',
    packages: [
      'mlflow==2.22.*',
      'sqlalchemy<2.1',
      'scikit-learn>=1.5,<1.7',
      'pandas>=2.2,<3',
      'matplotlib>=3.9,<4',
      'xgboost-cpu>=2,<3',
    ],
  },
} as const

export type MlflowRelease = keyof typeof mlflowReleases
/** The folder of an image with one of the releases of MLflow that clients have: `bin/python` and `bin/mlflow` are in it. */
export const mlflowImage = (release: MlflowRelease = 'newest') =>
  pythonImage(ImageSpec.parse({ ...mlflowReleases[release], allowSourceBuilds: false }))

/** A folder for `PYTHONPATH` with what MLflow needs to keep its store in Postgres. */
export async function postgresDriver(): Promise<string> {
  const spec = { python: '>=3.10,<3.14', packages: ['psycopg2-binary>=2.9,<3'], allowSourceBuilds: false }
  return sitePackages(await pythonImage(ImageSpec.parse(spec)))
}

async function sitePackages(image: string): Promise<string> {
  const [python = ''] = (await readdir(join(image, 'lib'))).filter(name => name.startsWith('python'))
  return join(image, 'lib', python, 'site-packages')
}

/** As SQLAlchemy names a database with that driver. */
export const driverUrl = (url: string) => url.replace(/^postgres(ql)?:/, 'postgresql+psycopg2:')

async function keptLock(workshop: Workshop, spec: ImageSpec): Promise<ImageLock> {
  const file = join(data, 'locks', `${createHash('sha256').update(JSON.stringify(spec)).digest('hex')}.json`)
  if (existsSync(file)) return ImageLock.parse(JSON.parse(await readFile(file, 'utf8')))
  const lock = await lockImage(workshop, spec)
  await mkdir(dirname(file), { recursive: true })
  await writeFile(`${file}.${process.pid}`, JSON.stringify(lock))
  await rename(`${file}.${process.pid}`, file) // another test file may be reading it
  return lock
}
