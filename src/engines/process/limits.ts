import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { isCode, type StepFolder } from './folder.ts'

/** What a person reads of a step that went over a limit. */
export const over = {
  memory: (bytes: number) => `It used more memory than its limit of ${mebibytes(bytes)}`,
  processes: (most: number) => `It started more processes than its limit of ${most}, threads included`,
  cpu: (seconds: number) => `It used more CPU time than its limit of ${seconds} s`,
  wall: (ms: number) => `It ran longer than its limit of ${ms / 1_000} s`,
  file: (bytes: number) => `It wrote a file larger than its limit of ${mebibytes(bytes)}`,
}

const mebibytes = (bytes: number) => `${Math.round(bytes / 1024 / 1024)} MiB`

/** Whether a file reached the limit: Python takes the kernel's refusal for an error like any other and goes on. */
export async function hasFileOf(folder: StepFolder, bytes: number): Promise<boolean> {
  for (const root of [folder.work, folder.outputs, folder.temporary, folder.shared]) {
    const entries = await readdir(root, { recursive: true, withFileTypes: true })
    for (const entry of entries)
      if (entry.isFile() && (await sizeOf(join(entry.parentPath, entry.name))) >= bytes) return true
  }
  return false
}

const sizeOf = (path: string) =>
  stat(path).then(
    found => found.size,
    error => {
      if (isCode(error, 'ENOENT')) return 0
      throw error
    },
  )
