import { z } from 'zod'
import { route } from '../../people/route.ts'
import { InProject, PageAfter, PersonRef, Time } from '../../people/shapes.ts'

/**
 * An import is pushed by a program that reads the other place itself (`trireme import`), so the server opens nothing that
 * somebody names. Every push may be repeated: what is here already is left as it is.
 */
export const sourceKinds = ['server', 'database', 'folder'] as const
export const importStates = ['running', 'done', 'failed', 'cancelled'] as const

export const countedKinds = [
  'experiments',
  'runs',
  'points',
  'models',
  'files',
  'bytes',
  'registered',
  'versions',
] as const
const Counted = z.partialRecord(z.enum(countedKinds), z.number().int().nonnegative())

/** of each kind: how many were looked at, and how many of them were new here */
const Counts = z.object({ seen: Counted, made: Counted })
export type Counts = z.infer<typeof Counts>

export const findingCodes = [
  'taken',
  'renumbered',
  'merged',
  'differs',
  'cut',
  'stays',
  'unreadable',
  'unsupported',
  'invalid',
  'infinity',
  'guarded',
] as const
export const findingKinds = [
  'experiment',
  'run',
  'logged-model',
  'model',
  'version',
  'artifact',
  'trace',
  'metric',
  'source',
] as const

/** Something that could not be carried as it was. `taken` stands for another thing here that has the id. */
export const ImportFinding = z
  .object({
    kind: z.enum(findingKinds),
    subject: z.string().max(2_200),
    code: z.enum(findingCodes),
    detail: z.string().max(2_200),
  })
  .meta({ id: 'ImportFinding' })
export type ImportFinding = z.infer<typeof ImportFinding>

export const Import = z
  .object({
    id: z.string(),
    source: z.object({ kind: z.enum(sourceKinds), label: z.string() }),
    state: z.enum(importStates),
    /** how much there is, as far as the source says before it is read */
    totals: Counted,
    counts: Counts,
    /** how many findings there are of each code */
    findings: z.partialRecord(z.enum(findingCodes), z.number()),
    error: z.string().nullable(),
    by: PersonRef,
    seat: z.string().nullable(),
    startedAt: Time,
    /** when its program last called; long ago means that it was ended and can be started again */
    seenAt: Time,
    finishedAt: Time.nullable(),
    endedBy: PersonRef.nullable(),
  })
  .meta({ id: 'Import' })
export type Import = z.infer<typeof Import>

const Id = z.string().min(1).max(80)
const Pair = z.object({ key: z.string().min(1).max(500), value: z.string().max(1_100_000) })
const Pairs = z.array(Pair).max(20_000)
const When = z.number().int().min(0).max(8.64e15)
const Lifecycle = z.enum(['active', 'deleted'])
const RunId = z.string().regex(/^[0-9a-f]{32}$/, '32 hexadecimal digits')
const ModelId = z.string().regex(/^m-[0-9a-f]{32}$/, 'm- and 32 hexadecimal digits')
const Whole = z.number().int()
/** little-endian doubles in base64: NaN, infinities and 53-bit numbers pass as they are */
const Doubles = z.base64().max(24_000_000)

const Experiment = z.object({
  id: z.string().min(1).max(40),
  name: z.string().min(1).max(500),
  lifecycle: Lifecycle,
  createdAt: When,
  updatedAt: When,
  tags: Pairs,
})

const Dataset = z.object({
  name: z.string().max(500),
  digest: z.string().max(36),
  sourceType: z.string().max(200),
  source: z.string().max(65_535),
  schema: z.string().max(1_048_575).nullable(),
  profile: z.string().max(16_777_215).nullable(),
})

const Run = z.object({
  id: RunId,
  experimentId: z.string().min(1).max(40),
  name: z.string().max(2_000),
  userName: z.string().max(500),
  status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']),
  lifecycle: Lifecycle,
  startTime: When,
  endTime: When.nullable(),
  artifactUri: z.string().max(2_048).nullable(),
  params: Pairs,
  tags: Pairs,
  datasets: z.array(z.object({ dataset: Dataset, tags: Pairs })).max(1_000),
  modelInputs: z.array(ModelId).max(1_000),
  modelOutputs: z.array(z.object({ modelId: ModelId, step: Whole })).max(10_000),
})

const LoggedModel = z.object({
  id: ModelId,
  experimentId: z.string().min(1).max(40),
  name: z.string().max(500),
  modelType: z.string().max(500).nullable(),
  status: z.enum(['PENDING', 'READY', 'UPLOAD_FAILED']),
  lifecycle: Lifecycle,
  sourceRunId: RunId.nullable(),
  artifactUri: z.string().max(2_048).nullable(),
  createdAt: When,
  updatedAt: When,
  params: Pairs,
  tags: Pairs,
  metrics: z
    .array(
      z.object({
        key: z.string().max(500),
        runId: RunId,
        step: Whole,
        time: When,
        /** as text where JSON has no number for it */
        value: z.union([z.number(), z.enum(['NaN', 'Infinity', '-Infinity']).transform(Number)]),
        datasetName: z.string().max(500).nullable(),
        datasetDigest: z.string().max(36).nullable(),
      }),
    )
    .max(100_000),
})

const Version = z.object({
  version: z
    .number()
    .int()
    .min(1)
    .max(2 ** 31),
  source: z.string().max(4_096),
  storageLocation: z.string().max(4_096),
  runId: RunId.nullable(),
  modelId: ModelId.nullable(),
  runLink: z.string().max(2_048).nullable(),
  description: z.string().max(100_000).nullable(),
  userName: z.string().max(500).nullable(),
  stage: z.enum(['None', 'Staging', 'Production', 'Archived']),
  createdAt: When,
  updatedAt: When,
  tags: Pairs,
})

const Registered = z.object({
  name: z.string().min(1).max(256),
  description: z.string().max(100_000).nullable(),
  isPrompt: z.boolean(),
  createdAt: When,
  updatedAt: When,
  lastVersion: z
    .number()
    .int()
    .min(0)
    .max(2 ** 31),
  tags: Pairs,
  aliases: z.array(z.object({ alias: z.string().min(1).max(255), version: z.number().int().min(1) })).max(1_000),
  versions: z.array(Version).max(500),
})

const Outcomes = z.array(
  z.object({ id: z.string(), outcome: z.enum(['made', 'added', 'same', 'refused']), findings: z.array(ImportFinding) }),
)

const InImport = InProject.extend({ import: Id })
/** metadata of hundreds of runs in one call; their points come apart */
const limit = 32 * 1024 * 1024
const path = '/api/projects/:project/imports'

export const importRoutes = {
  list: route('GET', path, {
    allow: 'project:read',
    params: InProject,
    query: z.object(PageAfter),
    reply: z.object({ imports: z.array(Import), next: z.string().nullable() }),
    summary: 'What was brought here from elsewhere, newest first',
  }),
  get: route('GET', `${path}/:import`, {
    allow: 'project:read',
    params: InImport,
    reply: Import,
    errors: ['not_found'],
  }),
  findings: route('GET', `${path}/:import/findings`, {
    allow: 'project:read',
    params: InImport,
    query: z.object(PageAfter),
    reply: z.object({ findings: z.array(ImportFinding), next: z.string().nullable() }),
    errors: ['not_found'],
    summary: 'What of an import could not be carried as it was, and why',
  }),
  begin: route('POST', path, {
    allow: 'model:write',
    params: InProject,
    body: z.object({
      source: z.object({
        kind: z.enum(sourceKinds),
        label: z.string().min(1).max(500),
        key: z.string().regex(/^[0-9a-f]{64}$/, 'a SHA-256 in hexadecimal digits'),
      }),
    }),
    reply: Import.extend({ isResumed: z.boolean() }),
    summary: 'Begin to bring history here; the one that already runs for the same source is gone on with',
  }),
  progress: route('POST', `${path}/:import/progress`, {
    allow: 'model:write',
    params: InImport,
    body: z.object({ totals: Counted, seen: Counted }),
    reply: Import,
    errors: ['not_found', 'conflict'],
    summary: 'Say how much there is and how much of it was looked at; a cancelled import answers 409',
  }),
  experiments: route('POST', `${path}/:import/experiments`, {
    allow: 'run:write',
    params: InImport,
    body: z.object({ experiments: z.array(Experiment).max(500) }),
    reply: z.object({ placed: z.array(z.object({ id: z.string(), as: z.string() })) }),
    errors: ['not_found', 'conflict'],
    limit,
    summary: 'Experiments of the other place, and which of this project they are now',
  }),
  known: route('POST', `${path}/:import/known`, {
    allow: 'run:write',
    params: InImport,
    body: z.object({ things: z.array(z.object({ id: Id, mark: z.string().max(80) })).max(2_000) }),
    reply: z.object({ known: z.array(z.string()) }),
    errors: ['not_found', 'conflict'],
    limit,
    summary: 'Which things are here whole and need not be read again',
  }),
  marks: route('POST', `${path}/:import/marks`, {
    allow: 'run:write',
    params: InImport,
    body: z.object({ things: z.array(z.object({ id: Id, mark: z.string().max(80) })).max(2_000) }),
    errors: ['not_found', 'conflict'],
    summary: 'Say that all of these things is here',
  }),
  runs: route('POST', `${path}/:import/runs`, {
    allow: 'run:write',
    params: InImport,
    body: z.object({ runs: z.array(Run).max(500) }),
    reply: z.object({ runs: Outcomes }),
    errors: ['not_found', 'conflict'],
    limit,
  }),
  points: route('POST', `${path}/:import/points`, {
    allow: 'run:write',
    params: InImport,
    body: z.object({
      series: z
        .array(
          z.object({ run: RunId, key: z.string().min(1).max(250), steps: Doubles, times: Doubles, values: Doubles }),
        )
        .max(10_000),
    }),
    reply: z.object({ seen: z.number(), made: z.number() }),
    errors: ['not_found', 'conflict'],
    limit: 2 * limit,
    summary: 'Points of metrics; those that are here already are not kept twice',
  }),
  loggedModels: route('POST', `${path}/:import/logged-models`, {
    allow: 'run:write',
    params: InImport,
    body: z.object({ models: z.array(LoggedModel).max(200) }),
    reply: z.object({ models: Outcomes }),
    errors: ['not_found', 'conflict'],
    limit,
  }),
  registered: route('POST', `${path}/:import/models`, {
    allow: 'model:write',
    params: InImport,
    body: Registered,
    reply: Outcomes.element,
    errors: ['not_found', 'conflict'],
    limit,
    summary: 'A registered model or prompt with some of its versions, under their own numbers',
  }),
  files: route('POST', `${path}/:import/files`, {
    allow: 'run:write',
    params: InImport,
    body: z.object({
      owner: Id,
      files: z
        .array(
          z.object({
            path: z.string().min(1).max(2_000),
            size: z.number().int().nonnegative(),
            digest: z
              .string()
              .regex(/^sha256:[0-9a-f]{64}$/)
              .nullable(),
          }),
        )
        .max(5_000),
    }),
    reply: z.object({ wanted: z.array(z.string()), findings: z.array(ImportFinding) }),
    errors: ['not_found', 'conflict'],
    limit,
    summary: 'Which files of a run or a logged model are not here yet',
  }),
  file: route('PUT', `${path}/:import/file`, {
    allow: 'run:write',
    params: InImport,
    query: z.object({ owner: Id, path: z.string().min(1).max(2_000) }),
    body: 'stream',
    reply: z.object({ digest: z.string(), size: z.number(), isNew: z.boolean() }),
    errors: ['bad_request', 'not_found', 'conflict'],
  }),
  report: route('POST', `${path}/:import/findings`, {
    allow: 'run:write',
    params: InImport,
    body: z.object({ findings: z.array(ImportFinding).max(2_000) }),
    errors: ['not_found', 'conflict'],
    limit,
    summary: 'Add what the reading program could not carry',
  }),
  finish: route('POST', `${path}/:import/finish`, {
    allow: 'model:write',
    params: InImport,
    body: z.object({ error: z.string().max(2_000).nullable() }),
    reply: Import,
    errors: ['not_found', 'conflict'],
  }),
  cancel: route('POST', `${path}/:import/cancel`, {
    allow: 'model:write',
    params: InImport,
    reply: Import,
    errors: ['not_found', 'conflict'],
    summary: 'Stop it; what is here stays, and importing again goes on from there',
  }),
}
