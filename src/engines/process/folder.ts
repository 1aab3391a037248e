import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { z } from 'zod'
import { Sandbox } from '../../backbone/engines/sandbox.ts'
import { StepId, StepSpec, StepStatus } from '../../backbone/engines/engine.ts'
import { AppError } from '../../kernel/errors.ts'
import { ProcessName } from './tree.ts'

/** Where everything of one attempt lies; a new server knows a running step from this folder alone. */
export type StepFolder = {
  id: string
  root: string
  plan: string
  claim: string
  status: string
  cancel: string
  cgroup: string
  log: string
  shimLog: string
  work: string
  inputs: string
  outputs: string
  temporary: string
  shared: string
  system: string
}

export function stepFolder(data: string, id: string): StepFolder {
  if (!StepId.safeParse(id).success) throw new AppError('bad_request', `"${id}" is not the name of a step`)
  return folderIn(join(data, 'steps'), id, id)
}

export const draftPrefix = '.draft-'

/** A folder beside it, with a name that no step can have. */
export function draftOf(folder: StepFolder): StepFolder {
  return folderIn(dirname(folder.root), folder.id, draftPrefix + randomUUID())
}

function folderIn(parent: string, id: string, name: string): StepFolder {
  const root = join(parent, name)
  const at = (name: string) => join(root, name)
  return {
    id,
    root,
    plan: at('spec.json'),
    claim: at('claim.json'),
    status: at('status.json'),
    cancel: at('cancel'),
    cgroup: at('cgroup.json'),
    log: at('log'),
    shimLog: at('shim.log'),
    work: at('work'),
    inputs: at('inputs'),
    outputs: at('outputs'),
    temporary: at('tmp'),
    shared: at('shm'),
    system: at('etc'),
  }
}

/** What a shim is told: the step and how this machine runs it. */
export const StepPlan = z.object({ step: StepSpec, sandbox: Sandbox, data: z.string(), useCgroups: z.boolean() })
export type StepPlan = z.infer<typeof StepPlan>

/** Who decides about the attempt: the shim that runs it, or an engine that settled that it never runs. */
export const Claim = z.discriminatedUnion('by', [
  z.object({ by: z.literal('shim'), shim: ProcessName }),
  z.object({ by: z.literal('engine'), status: StepStatus }),
])
export type Claim = z.infer<typeof Claim>

export const readPlan = (folder: StepFolder) => readJson(folder.plan, StepPlan)
export const readClaim = (folder: StepFolder) => readJson(folder.claim, Claim)
export const readStatus = (folder: StepFolder) => readJson(folder.status, StepStatus)
export const readCgroup = async (folder: StepFolder) => (await readJson(folder.cgroup, z.array(z.string()))) ?? []

/** Takes the decision about an attempt, once for ever: true for exactly one caller, whatever crashes when. */
export async function takeClaim(folder: StepFolder, claim: Claim): Promise<boolean> {
  const draft = await writeDraft(folder.claim, claim)
  await syncFile(draft)
  try {
    await link(draft, folder.claim) // unlike a plain O_EXCL file it is never seen without its content
    return true
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false
    throw error
  } finally {
    await rm(draft)
  }
}

/** Replaces a file as a whole: a reader sees the old or the new content, never a part. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await rename(await writeDraft(path, value), path)
}

/** The same for what must outlive a power cut. */
export async function writeJsonDurably(path: string, value: unknown): Promise<void> {
  const draft = await writeDraft(path, value)
  await syncFile(draft)
  await rename(draft, path)
}

export const isCode = (error: unknown, code: string) => error instanceof Error && 'code' in error && error.code === code

async function readJson<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return schema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined
    throw error
  }
}

async function writeDraft(path: string, value: unknown): Promise<string> {
  const draft = `${path}.${randomUUID()}`
  await writeFile(draft, JSON.stringify(value), { mode: 0o600 })
  return draft
}

async function syncFile(path: string): Promise<void> {
  const file = await open(path)
  try {
    await file.sync()
  } finally {
    await file.close()
  }
}
