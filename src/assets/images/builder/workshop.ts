import { join, resolve } from 'node:path'
import type { Sandbox } from '../../../backbone/engines/sandbox.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { BuildProgress, ImageLock } from '../spec.schema.ts'

/** Where and with what images are made. */
export type Workshop = {
  /** the platform's data folder */
  data: string
  sandbox: Sandbox
  /** the server's environment: read for the settings of the package tools, never handed on as a whole */
  env: Record<string, string | undefined>
}

export type Work = { signal?: AbortSignal; onProgress?: (progress: BuildProgress) => void }

export const toolsFolder = (data: string) => resolve(data, 'tools')
export const buildingFolder = (data: string) => join(toolsFolder(data), 'building')

/** Where an image lies; the folder's name is the digest alone, since PATH cannot hold a colon. */
export function imageFolder(data: string, digest: ImageLock['digest']): string {
  const hex = /^sha256:([0-9a-f]{64})$/.exec(digest)?.[1]
  if (!hex) throw new AppError('bad_request', `"${digest}" is not the digest of an image`)
  return resolve(data, 'images', hex)
}

/** The PATH on which the machine's own tools are looked for. */
export const searchPath = ({ env }: Workshop) => env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin'
