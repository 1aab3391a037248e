import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { buildingFolder, type Workshop } from './workshop.ts'

/** Gives a folder that is gone again afterwards, however the work ends. */
export async function withWorkplace<T>(workshop: Workshop, use: (folder: string) => Promise<T>): Promise<T> {
  const folder = join(buildingFolder(workshop.data), `image.partial-${randomUUID()}`)
  await mkdir(folder, { recursive: true })
  try {
    return await use(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Removes what builds of a killed server left behind; call it at the start, before any build. */
export async function removeUnfinished(data: string): Promise<void> {
  const folder = buildingFolder(data)
  if (!existsSync(folder)) return
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
}
