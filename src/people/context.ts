import { AppError } from '../kernel/errors.ts'
import type { Db } from '../database/schema.ts'
import type { Clock } from '../kernel/clock.ts'
import type { EventHub } from '../events/hub.ts'
import type { ProjectRight } from './policies.ts'
import type { Seat } from './seats.ts'

/** Who acts: a person, or a service or demo account on behalf of whom a person acts. */
export type Actor = {
  id: string
  name: string
  isOwner: boolean
  mayRunCode: boolean
  /** set while a person acts as a demo account or an agent for a person; `id` is then that account's or that person's */
  actedBy?: { id: string; name: string }
  /** the seat in which this request acts, when a project is known */
  seat?: Seat
  /** set when the caller came with a token: what it is limited to */
  token?: {
    id: string
    rights: readonly string[]
    projectId: string | null
    runId: string | null
    /** set when the token is an agent's, with the projects in which it may act */
    agent?: { id: string; name: string; projectIds: readonly string[] }
  }
}

export type ProjectRef = { id: string; slug: string; name: string; isDemo: boolean }

/** What a service may touch. Written by people/serve.ts, once per request. */
export type Context = {
  db: Db
  clock: Clock
  hub: EventHub
  actor: Actor
  source: 'ui' | 'sdk' | 'ci' | 'system' | 'simulation'
  signal: AbortSignal
  /** the public origin, for links in answers */
  origin: string
  project?: ProjectRef
  /** true when the caller holds no seat in the project and sees only what is visible to the organisation */
  isVisitor: boolean
  may(right: ProjectRight): boolean
  header(name: string): string | undefined
  setCookie(value: string): void
  /** says something beside the answer, such as that what was asked for is deprecated */
  setHeader(name: string, value: string): void
  isSecure: boolean
  isLoopback: boolean
  sessionId?: string
  /** asks again whether the caller may; a live stream calls it so that a lost seat ends it at once */
  recheck(): Promise<void>
}

export type ProjectContext = Context & { project: ProjectRef }

/** Narrows a context to one whose route carries `:project`. */
export function withProject<C extends Context>(ctx: C): C & { project: ProjectRef } {
  const { project } = ctx
  if (!project) throw new AppError('internal', 'This route does not name a project')
  return { ...ctx, project }
}
