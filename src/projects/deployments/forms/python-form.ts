import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { imageFolder } from '../../../assets/images/builder/workshop.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { HostOptions, ModelSource } from '../host.ts'
import { enforceColumns } from '../signatures/frame.ts'
import type { Schema } from '../signatures/signature.ts'
import { serveScript, startPyfunc, type PyfuncInput } from '../workers/pyfunc.ts'
import { pythonSpawn } from '../workers/room.ts'
import type { Ask, ServedModel } from './form.ts'
import { describeModel, layOut } from './model-files.ts'
import { tensorFormOf } from './python-tensors.ts'

/** A process of its own for one Python model, in the image of its requirements: what is pickled is opened only there. */
export async function servePython(
  source: ModelSource,
  options: HostOptions & { signal: AbortSignal },
): Promise<ServedModel> {
  const image = imageIn(options.data, source)
  const folder = await mkdtemp(join(options.folder, 'python-'))
  const place = { model: join(folder, 'model'), temporary: join(folder, 'tmp') }
  const leave = () => rm(folder, { recursive: true, force: true })
  try {
    await mkdir(place.temporary)
    await layOut(source.files, { ...options, folder: place.model })
    const { signature } = await describeModel(options.blobs, source.files)
    const worker = await startPyfunc({
      python: join(image, 'bin', 'python'),
      modelPath: place.model,
      memoryBytes: options.memoryMiB.python * 1024 * 1024,
      spawn: pythonSpawn(options.sandbox, { data: options.data, image, script: serveScript, ...place }),
      signal: options.signal,
      env: environment(options.sandbox.kind === 'none' ? place.temporary : '/tmp'),
    })
    const predict = ({ params, withProbabilities = false, ...ask }: Ask) =>
      worker.predict(questionOf(ask, signature?.inputs), {
        timeoutMs: options.timeoutMs,
        withProbabilities,
        ...(params ? { params } : {}),
      })
    const tensors = tensorFormOf(signature, predict)
    const close = () => worker.close().then(leave)
    return { inputs: signature?.inputs, ...(tensors ? { tensors } : {}), predict, close }
  } catch (error) {
    await leave()
    throw error
  }
}

function imageIn(data: string, { image }: ModelSource): string {
  if (image !== null) return imageFolder(data, image)
  throw new AppError('unavailable', 'The image of this deployment is not known', { hint: 'Deploy the version again' })
}

/** Made from nothing; the libraries look for updates and write caches unless they are told. */
const environment = (temporary: string) => ({
  PATH: '/usr/local/bin:/usr/bin:/bin',
  HOME: temporary,
  USER: 'model', // there is no list of accounts to ask
  TMPDIR: temporary,
  MPLCONFIGDIR: temporary,
  LANG: 'C.UTF-8',
  GIT_PYTHON_REFRESH: 'quiet',
  MLFLOW_DISABLE_TELEMETRY: 'true',
})

/**
 * Tables are held to the signature here, so that an endpoint refuses the same whatever its model is made of. What only mlflow
 * understands, it gets as it was sent.
 */
function questionOf({ input, payload }: Ask, schema: Schema | undefined): PyfuncInput {
  if (input.kind !== 'frame') return { payload: payload ?? { inputs: input.data } }
  const isPlain = schema?.kind === 'columns' && schema.columns.every(({ type }) => type !== 'complex')
  if (!isPlain) return payload ? { payload } : { frame: input.frame }
  const columns = enforceColumns(input.frame, schema.columns)
  const names = columns.flatMap(({ spec }) => spec.name ?? [])
  return {
    frame: {
      names: names.length === columns.length ? names : undefined,
      columns: columns.map(({ cells }) => cells),
      rows: input.frame.rows,
    },
  }
}
