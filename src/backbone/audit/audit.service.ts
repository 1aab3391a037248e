import { readSealState, verifyEvents } from '../../events/seal.ts'
import type { BackboneContext } from '../context.ts'
import { folderOf } from '../storage/folder.ts'
import type { AuditState, AuditVerdict } from './audit.schema.ts'

const mostFaults = 100

export async function readAudit(ctx: BackboneContext): Promise<AuditState> {
  const state = await readSealState(ctx.db)
  return { ...state, head: state.head ?? null }
}

/** Compares every event with the chain, and the chain with the head that is kept outside of the database. */
export async function verifyAudit(ctx: BackboneContext): Promise<AuditVerdict> {
  const startedAt = ctx.clock.now()
  const found = await verifyEvents(ctx.db, folderOf(ctx.config.dataDir).checkpoint)
  const verifiedAt = ctx.clock.now()
  return {
    ...found,
    head: found.head ?? null,
    faults: found.faults.slice(0, mostFaults),
    faultCount: found.faults.length,
    verifiedAt,
    tookMs: verifiedAt - startedAt,
  }
}
