import { createHash } from 'node:crypto'
import { AppError, type Trireme } from '../../sdk/trireme.ts'
import {
  keyOf,
  type Owner,
  type Series,
  type Source,
  type SourceLoggedModel,
  type SourceModel,
  type SourceRun,
} from './source.ts'

type Imports = Trireme['imports']
type Import = Awaited<ReturnType<Imports['get']>>
type Finding = Awaited<ReturnType<Imports['findings']>>['findings'][number]
type Seen = Import['totals']

export type Carry = {
  api: Imports
  project: string
  source: Source
  /** read also what an earlier import marked as whole */
  again: boolean
  /** told now and then, with what was looked at so far */
  tell: (state: Import) => void
}

type Ground = Carry & { id: string; to: { project: string; import: string }; seen: Seen; report: Reporter }

/**
 * Reads a source from its beginning to its end and pushes what the project lacks. Nothing is remembered here: a program that
 * is killed is started again, and what was carried whole is skipped by the marks that the server keeps.
 */
export async function carry(wish: Carry): Promise<Import> {
  const { api, project, source } = wish
  const { kind, label, key } = source
  const begun = await api.begin({ project, source: { kind, label, key } })
  const to = { project, import: begun.id }
  const seen: Seen = {}
  const ground: Ground = {
    ...wish,
    id: begun.id,
    to,
    seen,
    report: reporter(wish, { to, seen, totals: await source.totals() }),
  }
  try {
    await everything(ground)
    await ground.report.flush()
    return await api.finish({ ...to, error: null })
  } catch (error) {
    // a server that went away or a cancelled import: what is here stays, the same command goes on
    if (error instanceof AppError && error.code === 'bad_request')
      await api.finish({ ...to, error: error.message.slice(0, 2_000) })
    throw error
  }
}

async function everything(ground: Ground): Promise<void> {
  const { api, to, source } = ground
  const places = new Map<string, string>()
  for await (const experiment of source.experiments()) {
    const { placed } = await api.experiments({ ...to, experiments: [experiment] })
    const as = placed[0]?.as ?? experiment.id
    places.set(experiment.id, as)
    await ground.report.count({ experiments: 1 })
    for await (const page of source.runs(experiment.id)) await carryRuns(ground, page, as)
    for await (const page of source.loggedModels(experiment.id)) await carryModels(ground, page, as)
  }
  for await (const model of source.registered()) await carryRegistered(ground, model)
  await ground.report.say(await source.leftOut())
}

const markOf = (run: object) => keyOf(JSON.stringify(run))

async function carryRuns(ground: Ground, page: SourceRun[], experimentId: string): Promise<void> {
  const { api, to, source } = ground
  const marks = new Map(page.map(run => [run.id, markOf(run)]))
  const known = await knownOf(ground, marks)
  const infinite: string[] = []
  const fresh = page.filter(run => !known.has(run.id))
  await ground.report.count({ runs: known.size })
  const sound = fresh.filter(({ id }) => /^[0-9a-f]{32}$/.test(id))
  await ground.report.say(
    fresh.filter(run => !sound.includes(run)).map(({ id }) => finding('run', id, { code: 'invalid' })),
  )
  for (const part of inParts(sound)) {
    const pushed: (SourceRun & { places: Placed })[] = []
    for (const run of part) pushed.push({ ...run, places: await placesOf(ground, run) })
    const runs = pushed.map(({ metricKeys: _k, weight: _w, places, ...run }) => ({
      ...run,
      experimentId,
      startTime: Math.max(0, run.startTime),
      artifactUri: places.kept,
      modelInputs: run.modelInputs.filter(isModelId),
      modelOutputs: run.modelOutputs.filter(({ modelId }) => isModelId(modelId)),
    }))
    const { runs: outcomes } = await api.runs({ ...to, runs })
    const refused = new Set(outcomes.filter(one => one.outcome === 'refused').map(one => one.id))
    const done: { id: string; mark: string }[] = []
    const buffer = pointBuffer(ground)
    for (const run of pushed) {
      if (refused.has(run.id)) continue
      for await (const series of source.points(run)) await buffer.add(run.id, series)
      const isWhole = await carryFiles(ground, run, run.places)
      if (isWhole) done.push({ id: run.id, mark: marks.get(run.id) ?? '' })
    }
    infinite.push(...(await buffer.flush()))
    if (done.length > 0) await api.marks({ ...to, things: done })
    await ground.report.count({ runs: part.length })
  }
  if (ground.source.kind !== 'folder')
    await ground.report.say([...new Set(infinite)].map(id => finding('metric', id, { code: 'infinity' })))
}

async function carryModels(ground: Ground, page: SourceLoggedModel[], experimentId: string): Promise<void> {
  const { api, to } = ground
  const marks = new Map(page.map(model => [model.id, markOf(model)]))
  const known = await knownOf(ground, marks)
  const fresh = page.filter(model => !known.has(model.id) && isModelId(model.id))
  await ground.report.count({ models: page.length - fresh.length })
  for (const part of inParts(fresh)) {
    const places = new Map<string, Placed>()
    for (const model of part) places.set(model.id, await placesOf(ground, model))
    const models = part.map(model => ({
      ...model,
      experimentId,
      artifactUri: places.get(model.id)?.kept ?? null,
      metrics: model.metrics.map(metric => ({ ...metric, value: written(metric.value) })),
    }))
    const { models: outcomes } = await api.loggedModels({ ...to, models })
    const refused = new Set(outcomes.filter(one => one.outcome === 'refused').map(one => one.id))
    const done: { id: string; mark: string }[] = []
    for (const model of part) {
      const placed = places.get(model.id)
      if (refused.has(model.id) || !placed) continue
      if (await carryFiles(ground, model, placed)) done.push({ id: model.id, mark: marks.get(model.id) ?? '' })
    }
    if (done.length > 0) await api.marks({ ...to, things: done })
    await ground.report.count({ models: part.length })
  }
}

async function carryRegistered(ground: Ground, model: SourceModel): Promise<void> {
  const { api, to } = ground
  const size = 200
  for (let at = 0; at === 0 || at < model.versions.length; at += size) {
    const versions = model.versions.slice(at, at + size).map(one => ({
      ...one,
      modelId: one.modelId !== null && isModelId(one.modelId) ? one.modelId : null,
      runId: one.runId !== null && /^[0-9a-f]{32}$/.test(one.runId) ? one.runId : null,
    }))
    const isLast = at + size >= model.versions.length
    const { outcome } = await api.registered({ ...to, ...model, versions, aliases: isLast ? model.aliases : [] })
    await ground.report.count({ versions: versions.length })
    if (outcome === 'refused') break
  }
  await ground.report.count({ registered: 1 })
}

async function knownOf(ground: Ground, marks: ReadonlyMap<string, string>): Promise<Set<string>> {
  if (ground.again || marks.size === 0) return new Set()
  const things = [...marks].map(([id, mark]) => ({ id, mark }))
  return new Set((await ground.api.known({ ...ground.to, things })).known)
}

type Placed = {
  /** the place that stays, as text for clients; null when the files come here */
  kept: string | null
  files: { path: string; size: number }[]
  isReadable: boolean
}

async function placesOf(ground: Ground, owner: Owner): Promise<Placed> {
  const found = await ground.source.files(owner)
  const kind = isModelId(owner.id) ? 'logged-model' : 'run'
  if (found.kind === 'here') return { kept: null, files: found.list, isReadable: true }
  const code = found.kind === 'elsewhere' ? 'stays' : 'unreadable'
  const detail = found.kind === 'elsewhere' ? owner.artifactUri : found.reason
  await ground.report.say([finding(kind, owner.id, { code, detail })])
  return {
    kept: found.kind === 'elsewhere' ? owner.artifactUri : null,
    files: [],
    isReadable: found.kind === 'elsewhere',
  }
}

const filesAtOnce = 4

/** Carries the files that are not here; false when one could not be read, so that the next import tries it again. */
async function carryFiles(ground: Ground, owner: Owner, { files, isReadable }: Placed): Promise<boolean> {
  let isWhole = isReadable
  for (let at = 0; at < files.length; at += 5_000) {
    const part = files.slice(at, at + 5_000)
    const offered = part.map(file => ({ ...file, digest: null }))
    const { wanted } = await ground.api.files({ ...ground.to, owner: owner.id, files: offered })
    const left = [...wanted]
    const take = async () => {
      for (let path = left.shift(); path !== undefined; path = left.shift())
        if (!(await carryFile(ground, owner, path))) isWhole = false
    }
    await Promise.all(Array.from({ length: Math.min(filesAtOnce, wanted.length) }, take))
    await ground.report.count({ files: part.length, bytes: part.reduce((sum, { size }) => sum + size, 0) })
  }
  return isWhole
}

async function carryFile({ source, api, to, report }: Ground, owner: Owner, path: string): Promise<boolean> {
  const hash = createHash('sha256')
  const lost = async (reason: string) => {
    const said = { code: 'unreadable', detail: reason.slice(0, 500) } as const
    await report.say([finding('artifact', `${owner.id}/${path}`, said)])
    return false
  }
  const bytes = await source.open(owner, path).catch((error: unknown) => String(error))
  if (typeof bytes === 'string') return lost(bytes)
  const hashing = new TransformStream<Uint8Array, Uint8Array>({
    transform(chunk, controller) {
      hash.update(chunk)
      controller.enqueue(chunk)
    },
  })
  const kept = await api.file({ ...to, owner: owner.id, path, body: bytes.pipeThrough(hashing) })
  if (!kept.isNew || kept.digest === `sha256:${hash.digest('hex')}`) return true
  return lost('what arrived is not what was sent')
}

/** Gathers points of many runs into one push; says of which runs a value was an infinity. */
function pointBuffer({ api, to, report }: Ground) {
  const most = 200_000
  let waiting: { run: string; key: string; steps: string; times: string; values: string }[] = []
  let held = 0
  const infinite: string[] = []
  const send = async () => {
    if (waiting.length === 0) return
    const series = waiting
    waiting = []
    const points = held
    held = 0
    await api.points({ ...to, series })
    await report.count({ points })
  }
  return {
    async add(run: string, series: readonly Series[]) {
      for (const { key, steps, times, values } of series) {
        if (values.some(value => value === Infinity || value === -Infinity)) infinite.push(`${run} ${key}`)
        waiting.push({ run, key, steps: column(steps), times: column(times), values: column(values) })
        held += values.length
        if (held >= most || waiting.length >= 5_000) await send()
      }
    },
    async flush() {
      await send()
      return infinite
    },
  }
}

const column = (numbers: readonly number[]) =>
  Buffer.from(new Uint8Array(Float64Array.from(numbers).buffer)).toString('base64')

/** At most so much JSON in one call. */
function inParts<T>(all: readonly T[], most = 6_000_000): T[][] {
  const parts: T[][] = []
  let size = Infinity
  for (const one of all) {
    const more = JSON.stringify(one).length
    const last = parts.at(-1)
    if (last && size + more <= most && last.length < 200) {
      last.push(one)
      size += more
    } else {
      parts.push([one])
      size = more
    }
  }
  return parts
}

const isModelId = (id: string) => /^m-[0-9a-f]{32}$/.test(id)
/** JSON has no words for these. */
function written(value: number): number | 'NaN' | 'Infinity' | '-Infinity' {
  if (Number.isFinite(value)) return value
  if (Number.isNaN(value)) return 'NaN'
  return value > 0 ? 'Infinity' : '-Infinity'
}

const finding = (
  kind: Finding['kind'],
  subject: string,
  { code, detail = '' }: { code: Finding['code']; detail?: string },
): Finding => ({ kind, subject: subject.slice(0, 2_000), code, detail: detail.slice(0, 2_000) })

type Reporter = {
  count(more: Seen): Promise<void>
  say(findings: readonly Finding[]): Promise<void>
  flush(): Promise<void>
}

/** Tells the server and the person once a second how far it is; a cancelled import is refused there. */
function reporter(
  { api, tell }: Carry,
  state: { to: { project: string; import: string }; seen: Seen; totals: Seen },
): Reporter {
  const { to, seen, totals } = state
  let last = 0
  const flush = async () => {
    last = Date.now()
    tell(await api.progress({ ...to, totals, seen }))
  }
  return {
    flush,
    async count(more) {
      for (const kind of [
        'experiments',
        'runs',
        'points',
        'models',
        'files',
        'bytes',
        'registered',
        'versions',
      ] as const)
        if (more[kind]) seen[kind] = (seen[kind] ?? 0) + (more[kind] ?? 0)
      if (Date.now() - last > 1_000) await flush()
    },
    async say(findings) {
      for (let at = 0; at < findings.length; at += 1_000)
        await api.report({ ...to, findings: findings.slice(at, at + 1_000) })
    },
  }
}
