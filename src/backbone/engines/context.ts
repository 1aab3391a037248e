import type { ProjectRef } from '../../people/context.ts'
import type { BackboneContext } from '../context.ts'
import type { AttemptKinds } from './attempts/attempts.kind.ts'
import type { Engine } from './engine.ts'

export type Engines = Readonly<Record<string, Engine>>

/** What services that run code may touch besides. */
export type EngineContext = BackboneContext & {
  engines: Engines
  attemptKinds: AttemptKinds
  /** where the server listens, as steps on this machine reach it */
  serverUrl(): string
}

export type AttemptContext = EngineContext & { project: ProjectRef }
