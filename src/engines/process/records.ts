import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { StepStatus } from '../../backbone/engines/engine.ts'
import { isCode, type StepFolder } from './folder.ts'
import type { ProcessName } from './tree.ts'

/** What is read back of a step's folder, by whatever server comes after the one that began it. */

const Shim = z.object({
  pid: z.int().positive(),
  startTime: z.number(),
  boot: z.string(),
}) satisfies z.ZodType<ProcessName>

/** Who decides about the attempt: the shim that runs it, or an engine that settled that it never runs. */
const Claim = z.discriminatedUnion('by', [
  z.object({ by: z.literal('shim'), shim: Shim }),
  z.object({ by: z.literal('engine'), status: StepStatus }),
])
export type Claim = z.infer<typeof Claim>

export const readClaim = (folder: StepFolder) => readJson(folder.claim, Claim)
export const readStatus = (folder: StepFolder) => readJson(folder.status, StepStatus)
export const readCgroup = async (folder: StepFolder) => (await readJson(folder.cgroup, z.array(z.string()))) ?? []

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}
