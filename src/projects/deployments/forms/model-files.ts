import { constants } from 'node:fs'
import { copyFile, link, mkdir } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { text } from 'node:stream/consumers'
import type { Sandbox } from '../../../backbone/engines/sandbox.ts'
import type { Blobs } from '../../../backbone/storage/blobs.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { MlModel } from '../signatures/signature.ts'

/** The files of a model version on this server. */
export type ModelFiles = readonly { path: string; digest: string }[]

export type ModelForm = 'onnx' | 'python_function'

/** ONNX where there is one: it is faster, and none of it is code. */
export function formOf(files: ModelFiles): ModelForm {
  if (!files.some(file => file.path === 'MLmodel'))
    throw new AppError('bad_request', 'This version has no MLmodel file on this server, so it cannot be served', {
      hint: 'Register a model that was logged here with log_model',
    })
  return onnxOf(files) ? 'onnx' : 'python_function'
}

export const onnxOf = (files: ModelFiles) => files.find(file => file.path.endsWith('.onnx'))

export async function describeModel(blobs: Blobs, files: ModelFiles): Promise<MlModel> {
  const described = files.find(file => file.path === 'MLmodel')
  // loaded with the first model: a reader of YAML is dear at the start of the server
  const { readMlModel } = await import('../signatures/signature.ts')
  return readMlModel(described ? await text(blobs.open(described.digest)) : '')
}

type Place = { blobs: Blobs; sandbox: Sandbox; folder: string }

/** Puts the files into a folder by name. Where no sandbox keeps a model from writing to them, they are copies. */
export async function layOut(files: ModelFiles, { blobs, sandbox, folder }: Place): Promise<void> {
  const put = sandbox.kind === 'none' ? copy : linkOrCopy
  for (const file of files) {
    const target = join(folder, file.path)
    if (!target.startsWith(folder + sep))
      throw new AppError('bad_request', `The model has a file outside of its folder: ${file.path}`)
    await mkdir(dirname(target), { recursive: true })
    await put(await blobs.path(file.digest), target)
  }
}

const copy = (from: string, to: string) => copyFile(from, to, constants.COPYFILE_FICLONE)

async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EXDEV')) throw error
    await copy(from, to) // blobs on another file system
  }
}
