import type { StatusKind } from '../../web/parts/Status.tsx'
import type { AttemptState } from './attempts/attempts.schema.ts'

export const stepLooks: Record<AttemptState, StatusKind> = {
  queued: 'waiting',
  starting: 'running',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'idle',
  lost: 'failed',
}
