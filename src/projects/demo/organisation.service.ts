import { append, type Author } from '../../events/events.ts'
import type { Db } from '../../database/schema.ts'
import { AppError } from '../../kernel/errors.ts'
import type { Context } from '../../people/context.ts'
import { demoWorld, type DemoOrganisation } from './demo.schema.ts'

/** Makes, keeps and removes the simulated organisation beside the data of the real one. */
export type OrganisationKeeper = {
  state(): DemoOrganisation
  make(seed: number): void
  remove(): Promise<void>
}

export async function makeOrganisation(ctx: Context, keeper: OrganisationKeeper | undefined, seed: number) {
  const held = demand(keeper)
  const { state } = held.state()
  if (state === 'making' || state === 'there')
    throw new AppError(
      'conflict',
      `A simulated organisation is ${state === 'there' ? 'there' : 'being made'} already`,
      {
        hint: 'Remove it first, then make another one',
      },
    )
  // begun before anything is waited for, so that of two who ask at once one is refused
  held.make(seed)
  try {
    await noteOrganisation(ctx.db, ctx, { verb: 'create', seed })
  } catch (error) {
    await held.remove()
    throw error
  }
  return held.state()
}

export async function removeOrganisation(ctx: Context, keeper: OrganisationKeeper | undefined) {
  if (demand(keeper).state().state !== 'none') await noteOrganisation(ctx.db, ctx, { verb: 'remove' })
  await demand(keeper).remove()
  return demand(keeper).state()
}

/** The log of the real organisation says that it was there, and nothing else of it. */
export const noteOrganisation = (db: Db, author: Author, said: { verb: 'create' | 'remove'; seed?: number }) =>
  append(db, author, {
    verb: said.verb,
    object: { kind: 'platform', id: demoWorld },
    ...(said.seed === undefined ? {} : { payload: { seed: said.seed } }),
  })

function demand(keeper: OrganisationKeeper | undefined): OrganisationKeeper {
  if (keeper) return keeper
  throw new AppError('conflict', 'You look at the simulated organisation, which holds no other one')
}
