import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { BackboneContext } from '../../context.ts'
import type { snapshotRoutes } from './snapshots.schema.ts'
import { createSnapshot, openSnapshotFile, readSnapshot } from './snapshots.service.ts'

export const snapshotHandlers: Handlers<typeof snapshotRoutes, BackboneContext> = {
  create: (wish, ctx) => createSnapshot(withProject(ctx), wish),
  get: ({ digest }, ctx) => readSnapshot(withProject(ctx), digest),
  file: (wish, ctx) => openSnapshotFile(withProject(ctx), wish),
}
