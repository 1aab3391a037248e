import type { Db } from '../../database/schema.ts'
import type { ProjectContext } from '../context.ts'
import type { Seat } from '../seats.ts'
import type { Check, Request } from './requests.schema.ts'

export type Subject = { kind: string; id: string; version?: string | null | undefined }

/** What a kind of request adds to the one mechanism: who may be asked, the evidence, and the effect when accepted. */
export type RequestKind = {
  /** the seat that decides when none is named */
  toSeat: Seat
  /** seats that may decide */
  seats: readonly Seat[]
  /** the subject's name, its authors, and what waits for the decision; throws not_found when there is none */
  describe(ctx: ProjectContext, subject: Subject): Promise<{ name: string; authors: string[]; blocks?: string }>
  checks(ctx: ProjectContext, subject: Subject): Promise<Check[]>
  /** in the transaction of the acceptance */
  effect(tx: Db, ctx: ProjectContext, request: Request): Promise<void>
}

export type RequestKinds = Readonly<Record<string, RequestKind>>
