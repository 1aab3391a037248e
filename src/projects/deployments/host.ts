import { mkdirSync, rmSync } from 'node:fs'
import type { Isolation } from '../../backbone/engines/engine.ts'
import type { Sandbox } from '../../backbone/engines/sandbox.ts'
import type { Blobs } from '../../backbone/storage/blobs.ts'
import { messageOf } from '../../kernel/errors.ts'
import type { Log } from '../../kernel/log.ts'
import type { ServedModel } from './forms/form.ts'
import { formOf, type ModelFiles } from './forms/model-files.ts'
import { openOnnxHost } from './forms/onnx-form.ts'
import { servePython } from './forms/python-form.ts'

/** What is needed to load the model of a deployment. */
export type ModelSource = {
  projectId: string
  files: ModelFiles
  /** digest of the image that a Python model runs in */
  image: string | null
}

export type HostOptions = {
  blobs: Blobs
  log: Log
  sandbox: Sandbox
  /** the platform's data folder, which no model sees */
  data: string
  /** what models of this server see and write; emptied at the start */
  folder: string
  /** of all ONNX models of a project together, of each Python model */
  memoryMiB: { onnx: number; python: number }
  timeoutMs: number
  /** a model that was not asked for so long is taken out of memory, and loaded again when it is */
  idleMs?: number
}

/** Models of deployments in processes of their own, loaded when they are first asked. */
export type ModelHost = {
  isolation(): Isolation
  /** Does work with a model; calls that come together load it once. What cannot be loaded is tried again by the next call. */
  use<T>(id: string, find: () => Promise<ModelSource>, work: (model: ServedModel) => T | Promise<T>): Promise<T>
  /** takes a model down as soon as it has answered what it was asked */
  unload(id: string): void
  close(): Promise<void>
}

type Entry = { served: Promise<ServedModel>; uses: number; usedAt: number; isLeaving: boolean }

const halfAnHour = 30 * 60_000

export function openModelHost(options: HostOptions): ModelHost {
  const { sandbox, folder, log, idleMs = halfAnHour } = options
  rmSync(folder, { recursive: true, force: true }) // of a killed server
  mkdirSync(folder, { recursive: true })
  const stop = new AbortController()
  const onnx = openOnnxHost(options)
  const entries = new Map<string, Entry>()
  const closing = new Set<Promise<void>>()

  const load = async (find: () => Promise<ModelSource>) => {
    const source = await find()
    if (formOf(source.files) === 'onnx') return onnx.serve(source)
    return servePython(source, { ...options, signal: stop.signal })
  }
  const enter = (id: string, find: () => Promise<ModelSource>): Entry => {
    const entry = { served: load(find), uses: 0, usedAt: Date.now(), isLeaving: false }
    entries.set(id, entry)
    entry.served.catch(() => entries.get(id) === entry && entries.delete(id))
    return entry
  }
  const close = ({ served }: Entry) => {
    const closed = served
      .then(
        model => model.close(),
        () => undefined, // never loaded: nothing to close, and its callers know
      )
      .catch((error: unknown) => log.warn('taking down a model failed', { error: messageOf(error) }))
      .finally(() => closing.delete(closed))
    closing.add(closed)
  }
  const unload = (id: string) => {
    const entry = entries.get(id)
    if (!entry) return
    entries.delete(id)
    entry.isLeaving = true
    if (entry.uses === 0) close(entry)
  }
  const unloadIdle = () => {
    for (const [id, { uses, usedAt }] of entries) if (uses === 0 && Date.now() - usedAt > idleMs) unload(id)
  }
  const timer = setInterval(unloadIdle, Math.min(idleMs, 60_000)).unref()
  return {
    isolation: () => ({ kind: sandbox.kind, reason: sandbox.reason }),
    async use(id, find, work) {
      const entry = entries.get(id) ?? enter(id, find)
      entry.uses++
      try {
        return await work(await entry.served)
      } finally {
        entry.uses--
        entry.usedAt = Date.now()
        if (entry.isLeaving && entry.uses === 0) close(entry)
      }
    },
    unload,
    async close() {
      clearInterval(timer)
      stop.abort()
      for (const entry of entries.values()) close(entry)
      entries.clear()
      await onnx.close()
      await Promise.all(closing)
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
