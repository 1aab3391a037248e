import { z } from 'zod'
import { route } from '../../../people/route.ts'
import { InProject, PersonRef, Time } from '../../../people/shapes.ts'

const attemptStates = ['queued', 'starting', 'running', 'done', 'failed', 'cancelled', 'lost'] as const
export const AttemptState = z.enum(attemptStates)
export type AttemptState = z.infer<typeof AttemptState>

/** One execution of code by an engine, with what it used; running ones are measured at this moment. */
export const Attempt = z
  .object({
    id: z.string(),
    kind: z.string(),
    /** the run, evaluation or conversion that it executes */
    subject: z.string(),
    engine: z.string(),
    state: AttemptState,
    /** how many go before it, and it: 1 is next; null unless queued */
    position: z.number().nullable(),
    exitCode: z.number().nullable(),
    reason: z.string().nullable(),
    isolation: z.enum(['bubblewrap', 'none']).nullable(),
    cpuSeconds: z.number().nullable(),
    peakMemoryBytes: z.number().nullable(),
    wallMs: z.number().nullable(),
    queueMs: z.number().nullable(),
    cancelRequested: z.boolean(),
    by: PersonRef,
    createdAt: Time,
    startedAt: Time.nullable(),
    finishedAt: Time.nullable(),
  })
  .meta({ id: 'Attempt' })
export type Attempt = z.infer<typeof Attempt>

/** A piece of a log: read on from `next`. */
export const LogText = z
  .object({
    text: z.string(),
    from: z.number(),
    next: z.number(),
    /** no more will come */
    ended: z.boolean(),
  })
  .meta({ id: 'LogText' })
export type LogText = z.infer<typeof LogText>

export const EngineInfo = z
  .object({
    name: z.string(),
    isolation: z.object({
      kind: z.enum(['bubblewrap', 'none']),
      /** what was found on this machine */
      reason: z.string(),
      /** what it means for whoever brings code */
      meaning: z.string(),
    }),
    /** steps at the same time */
    width: z.number(),
    limits: z.object({ memoryBytes: z.number(), wallMs: z.number(), processes: z.number() }),
    running: z.number(),
    queued: z.number(),
    /** those of my projects, in the order in which they run */
    attempts: z.array(Attempt.extend({ project: z.string() })),
    /** empty when I may run code here; else why not, and whom to ask */
    cannotRun: z.string().nullable(),
  })
  .meta({ id: 'EngineInfo' })
export type EngineInfo = z.infer<typeof EngineInfo>

const AttemptRef = InProject.extend({ attempt: z.string().regex(/^att_[0-9a-z]+$/, 'not an attempt') })
const From = z.object({ from: z.coerce.number<number>().int().min(0).optional() })

export const attemptRoutes = {
  list: route('GET', '/api/projects/:project/attempts', {
    allow: 'project:read',
    params: InProject,
    query: z.object({
      subject: z
        .string()
        .regex(/^[\w.:-]+$/)
        .max(200)
        .optional(),
      kind: z
        .string()
        .regex(/^[\w-]+$/)
        .max(40)
        .optional(),
      before: z
        .string()
        .regex(/^att_[0-9a-z]+$/)
        .optional(),
      limit: z.coerce.number<number>().int().min(1).max(200).default(50),
    }),
    reply: z.object({ attempts: z.array(Attempt), next: z.string().nullable() }),
    summary: 'What was executed, newest first',
  }),
  get: route('GET', '/api/projects/:project/attempts/:attempt', {
    allow: 'project:read',
    params: AttemptRef,
    reply: Attempt,
    errors: ['not_found'],
  }),
  log: route('GET', '/api/projects/:project/attempts/:attempt/log', {
    allow: 'project:read',
    params: AttemptRef,
    query: From.extend({ limit: z.coerce.number<number>().int().min(1).max(1_048_576).default(262_144) }),
    reply: LogText,
    errors: ['not_found'],
    summary: 'A piece of the log, from an offset in bytes',
  }),
  logFile: route('GET', '/api/projects/:project/attempts/:attempt/log/file', {
    allow: 'project:read',
    params: AttemptRef,
    reply: 'file',
    errors: ['not_found'],
    summary: 'The log as it is now, as a file',
  }),
  logStream: route('GET', '/api/projects/:project/attempts/:attempt/log/stream', {
    allow: 'project:read',
    params: AttemptRef,
    query: From,
    reply: { events: LogText },
    errors: ['not_found'],
    summary: 'The log as it grows; "Last-Event-ID" or "from" resumes',
  }),
  cancel: route('POST', '/api/projects/:project/attempts/:attempt/cancel', {
    allow: 'run:write',
    params: AttemptRef,
    reply: Attempt,
    errors: ['not_found'],
    summary: 'Ask it to end; one that has ended stays as it is',
  }),
}

export const engineRoutes = {
  list: route('GET', '/api/engines', {
    allow: 'platform:read',
    reply: z.object({ engines: z.array(EngineInfo) }),
    summary: 'Where code runs, how it is kept apart, and what runs now',
  }),
}
