import type { Context } from '../../context.ts'
import type { PersonRef } from '../../shapes.ts'
import type { Holding } from './leaving.schema.ts'

/** One thing of a person on its way to another one; `id` is the kind's own. */
export type Move = { id: string; from: string; to: PersonRef }

/**
 * What a person can answer for: each slice that keeps such things brings its kind at the composition root, so that nobody
 * leaves while one of them is left behind. All but `list` runs in the caller's transaction.
 */
export type HoldingKind = {
  list: (ctx: Context, userId: string) => Promise<Omit<Holding, 'kind'>[]>
  handOver: (ctx: Context, move: Move) => Promise<void>
  /** lets go of it without a new owner, where that can be said openly, such as an empty seat */
  release?: (ctx: Context, what: { id: string; from: string; reason: string }) => Promise<void>
}

export type HoldingKinds = Readonly<Record<string, HoldingKind>>
export type LeavingContext = Context & { holdingKinds: HoldingKinds }
