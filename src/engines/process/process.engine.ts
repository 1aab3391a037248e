import { spawn } from 'node:child_process'
import { constants, closeSync, existsSync, openSync } from 'node:fs'
import { cp, lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { extname, join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  isFinal,
  StepSpec,
  type Engine,
  type Launch,
  type LogPiece,
  type OutputFile,
} from '../../backbone/engines/engine.ts'
import type { Sandbox } from '../../backbone/engines/sandbox.ts'
import { AppError } from '../../kernel/errors.ts'
import { draftOf, draftPrefix, isCode, stepFolder, writeJsonDurably, type StepFolder, type StepPlan } from './folder.ts'
import { readLog } from './log.ts'
import { readClaim } from './records.ts'
import { readSamples } from './samples.ts'
import { cancelStep, findStatus } from './status.ts'

export type ProcessEngineOptions = {
  /** the platform's data folder */
  data: string
  /** what `probeSandbox()` found on this machine */
  sandbox: Sandbox
  /** most steps at the same time; one for each core when not said */
  capacity?: number
  /** control groups are used where they can be made, unless this is false */
  useCgroups?: boolean
}

/** Runs steps as processes of this machine, each watched by a shim that outlives the server. */
export function processEngine(options: ProcessEngineOptions): Engine {
  const data = resolve(options.data)
  const { sandbox, useCgroups = true, capacity = availableParallelism() } = options
  const ended = new Set<string>()
  let turn: Promise<unknown> = Promise.resolve()

  const countLive = async () => {
    await removeDrafts(data)
    const names = await readdir(join(data, 'steps')).catch(() => []) // no folder: no step yet
    const ids = names.filter(name => !name.startsWith(draftPrefix))
    for (const id of ids.filter(id => !ended.has(id))) {
      if (isFinal(await findStatus(stepFolder(data, id)))) ended.add(id)
    }
    return ids.filter(id => !ended.has(id)).length
  }

  const begin = async (given: StepSpec): Promise<Launch> => {
    const step = StepSpec.parse(given)
    const folder = stepFolder(data, step.id)
    if (await readClaim(folder)) return { kind: 'started', handle: step.id }
    const reason = reasonToRefuse(step)
    if (reason) return { kind: 'refused', reason }
    const others = (await countLive()) - (existsSync(folder.plan) ? 1 : 0)
    if (others >= capacity) return { kind: 'no_capacity', retryAt: Date.now() + 1_000 }
    if (!existsSync(folder.plan)) await prepare({ step, sandbox, data, useCgroups })
    if (await readClaim(folder)) return { kind: 'started', handle: step.id }
    return startShim(data, folder)
  }

  const logs = async (
    handle: string,
    { from, limit = 1024 * 1024 }: { from: number; limit?: number },
  ): Promise<LogPiece> => {
    const folder = stepFolder(data, handle)
    const hasEnded = isFinal(await findStatus(folder)) // asked first: what is read afterwards is then the whole end
    const bytes = await readLog(folder.log, from, limit)
    return { bytes, next: from + bytes.length, ended: hasEnded && bytes.length < limit }
  }

  return {
    name: 'process',
    isolation: () => ({ kind: sandbox.kind, reason: sandbox.reason }),
    launch(step) {
      const launched = turn.then(() => begin(step)) // one after the other, so that capacity is not given twice
      turn = launched.catch(() => undefined) // its own caller sees the failure
      return launched
    },
    find: async id => ((await readClaim(stepFolder(data, id))) ? id : undefined),
    status: async handle => findStatus(stepFolder(data, handle)),
    logs,
    samples: (handle, from) => readSamples(stepFolder(data, handle).samples, from),
    async *follow(handle, { from, signal }) {
      for (let at = from; !signal.aborted;) {
        const piece = await logs(handle, { from: at })
        if (piece.bytes.length > 0 || piece.ended) yield piece
        if (piece.ended) return
        if (piece.bytes.length === 0) await sleep(200)
        at = piece.next
      }
    },
    outputs: async handle => listFiles(stepFolder(data, handle).outputs),
    cancel: async handle => cancelStep(stepFolder(data, handle)),
    async remove(handle) {
      const folder = stepFolder(data, handle)
      if (!isFinal(await findStatus(folder))) {
        throw new AppError('conflict', `Step ${handle} is still running; cancel it before you remove it`)
      }
      await rm(folder.root, { recursive: true, force: true })
    },
  }
}

function reasonToRefuse(step: StepSpec): string | undefined {
  if (process.platform !== 'linux') return `Steps run on Linux only; this server runs on ${process.platform}`
  if (step.network === 'index')
    return 'The process engine gives no step the package index; build an image with the packages instead'
  if (step.network === 'server' && !step.serverUrl)
    return 'A step that uses the server needs the address where it listens'
  if (step.image && !existsSync(join(step.image, 'bin', 'python')))
    return 'The image of the step is not on this machine; build it first'
  const missing = [...step.inputs.map(input => input.path), ...(step.code ? [step.code] : [])].find(
    path => !existsSync(path),
  )
  if (missing) return 'An input or the code of the step is not on this machine'
}

/** Lays out the folder under another name first, so that a folder with the step's name is always complete. */
async function prepare(plan: StepPlan): Promise<void> {
  const { step, sandbox, data } = plan
  const folder = stepFolder(data, step.id)
  const draft = draftOf(folder)
  await mkdir(draft.root, { recursive: true, mode: 0o700 })
  const folders = [draft.work, draft.inputs, draft.outputs, draft.temporary, draft.shared, draft.system]
  await Promise.all(folders.map(path => mkdir(path)))
  await Promise.all([
    step.code && cp(step.code, draft.work, { recursive: true, verbatimSymlinks: true }),
    // without a sandbox nothing keeps a step from writing to its inputs, so it gets copies
    ...(sandbox.kind === 'none' ? step.inputs : []).map(({ path, name }) => copyInput(path, join(draft.inputs, name))),
    writeFile(join(draft.system, 'hosts'), '127.0.0.1 localhost step\n'),
    writeFile(join(draft.system, 'passwd'), `step:x:1000:1000::${folder.work}:/bin/sh\n`),
    writeFile(join(draft.system, 'group'), 'step:x:1000:\n'),
    writeJsonDurably(draft.plan, plan),
  ])
  await rename(draft.root, folder.root).catch(error => {
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error // else it was launched or cancelled meanwhile
  })
  await rm(draft.root, { recursive: true, force: true })
}

/** What a server left behind that was killed while it prepared a step. */
async function removeDrafts(data: string): Promise<void> {
  const names = await readdir(join(data, 'steps')).catch(() => []) // no folder: no step yet
  for (const name of names.filter(name => name.startsWith(draftPrefix))) {
    const path = join(data, 'steps', name)
    const found = await stat(path).catch(() => undefined)
    if (found && Date.now() - found.mtimeMs > 3_600_000) await rm(path, { recursive: true, force: true })
  }
}

const copyInput = (from: string, to: string) => cp(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE })

/** Starts a shim and waits until some shim, this one or another, has taken the step. */
async function startShim(data: string, folder: StepFolder): Promise<Launch> {
  const out = openSync(folder.shimLog, 'a', 0o600)
  const shim = join(import.meta.dirname, `shim${extname(import.meta.filename)}`)
  const child = spawn(process.execPath, [shim, data, folder.id], {
    cwd: folder.root,
    env: { PATH: '/usr/local/bin:/usr/bin:/bin', NODE_COMPILE_CACHE: join(data, 'cache') },
    detached: true,
    stdio: ['ignore', out, out],
  })
  closeSync(out)
  let failure: string | undefined
  child.once('error', error => (failure = error.message))
  child.once('exit', () => (failure ??= 'it ended before it took the step'))
  child.unref()
  for (const until = Date.now() + 20_000; Date.now() < until; await sleep(10)) {
    if (await readClaim(folder)) return { kind: 'started', handle: folder.id }
    if (failure)
      return {
        kind: 'refused',
        reason: `The step's watcher did not start: ${failure} ${await lastWords(folder)}`.trim(),
      }
  }
  return { kind: 'started', handle: folder.id } // slow, not broken: `status` settles it
}

const lastWords = async (folder: StepFolder) =>
  (await readFile(folder.shimLog, 'utf8')).trim().split('\n').slice(-3).join(' ')

async function listFiles(root: string): Promise<OutputFile[]> {
  if (!(await stat(root).catch(() => undefined))) return []
  const entries = await readdir(root, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  return Promise.all(
    files.toSorted().map(async path => ({ name: relative(root, path), path, size: (await lstat(path)).size })),
  )
}
