import { append } from '../../events/events.ts'
import type { Context } from '../context.ts'
import { readName, saveName } from './organisation.store.ts'

export const readOrganisation = async (ctx: Context) => ({ name: await readName(ctx.db) })

export async function nameOrganisation(ctx: Context, name: string) {
  await ctx.db.transaction().execute(async tx => {
    await saveName(tx, name)
    await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'platform', id: 'organisation' },
      payload: { fields: ['name'] },
    })
  })
  return readOrganisation(ctx)
}
