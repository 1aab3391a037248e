import type { z } from 'zod'
import type { Db } from '../../database/schema.ts'
import type { ProjectContext } from '../context.ts'
import type { Seat } from '../seats.ts'
import type { Check, Details, Request } from './requests.schema.ts'

export type Subject = { kind: string; id: string; version?: string | null | undefined }

export type Wish = { subject: Subject; toSeat: Seat; details: Details }

/** What a kind of request adds to the one mechanism: who may be asked, the evidence, and the effect when accepted. */
export type RequestKind = {
  /** the seat that decides when none is named */
  toSeat: Seat
  /** seats that may decide */
  seats: readonly Seat[]
  /** why it may be sent back, as codes; one of them is then named, words are optional except for `other` */
  reasons?: readonly string[]
  /** what is asked for besides the subject; nothing when not said */
  details?: z.ZodType<Details>
  /** may be answered together with others, without a look at each */
  inBulk?: boolean
  /** what must hold before it can be asked for; throws why not */
  demand?(ctx: ProjectContext, wish: Wish): Promise<void>
  /** the subject's name, its authors, and what waits for the decision; throws not_found when there is none */
  describe(
    ctx: ProjectContext,
    subject: Subject,
    details: Details,
  ): Promise<{
    name: string
    authors: string[]
    blocks?: string
    /** the id by which the log of events knows it, where the subject is called by its name */
    object?: string
  }>
  checks(ctx: ProjectContext, subject: Subject): Promise<Check[]>
  /** in the transaction of the acceptance */
  effect(tx: Db, ctx: ProjectContext, request: Request): Promise<void>
}

export type RequestKinds = Readonly<Record<string, RequestKind>>
