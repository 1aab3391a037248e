import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Sandbox } from '../../backbone/engines/sandbox.ts'
import type { StepSpec } from '../../backbone/engines/engine.ts'
import { stepName } from '../../backbone/engines/step-name.ts'
import { AppError } from '../../kernel/errors.ts'
import type { Claim } from './records.ts'

/** Where everything of one attempt lies; a new server knows a running step from this folder alone. */
export type StepFolder = {
  id: string
  root: string
  plan: string
  claim: string
  status: string
  samples: string
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
  if (!stepName.test(id)) throw new AppError('bad_request', `"${id}" is not the name of a step`)
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
    samples: at('samples.jsonl'),
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
export type StepPlan = { step: StepSpec; sandbox: Sandbox; data: string; useCgroups: boolean }

/**
 * As it was written by the server that started us, in a folder that is nobody else's. It is not checked again: loading
 * what checks it took as long as all else of a shim's start.
 */
export async function readPlan(folder: StepFolder): Promise<StepPlan> {
  const plan: StepPlan = JSON.parse(await readFile(folder.plan, 'utf8'))
  return plan
}

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
