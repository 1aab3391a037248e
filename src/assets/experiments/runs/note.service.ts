import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { mentionedIn } from '../../../people/talk/talk.service.ts'
import { keptTag } from '../rules.ts'
import { writableRun } from './runs.service.ts'
import { deleteTag, findTag, upsertTags } from './contents/values.store.ts'

/** Where MLflow's clients and pages keep the description of a run. */
export const noteTag = 'mlflow.note.content'

/** Writes what people say of a run; whoever is named in it for the first time is named in the log of events too. */
export async function writeNote(ctx: ProjectContext, wish: { run: string; note: string }): Promise<{ note: string }> {
  const run = await writableRun(ctx, wish.run)
  const kept = keptTag({ key: noteTag, value: wish.note.trim() })
  await ctx.db.transaction().execute(async tx => {
    const before = (await findTag(tx, run.id, noteTag)) ?? ''
    if (before === kept.value) return
    if (kept.value === '') await deleteTag(tx, run.id, noteTag)
    else await upsertTags(tx, run, [kept])
    const cause = await append(tx, ctx, {
      verb: 'change',
      object: { kind: 'run', id: run.id },
      payload: { fields: ['note'] },
    })
    const inside = { ...ctx, db: tx }
    const known = new Set(await mentionedIn(inside, before))
    for (const user of await mentionedIn(inside, kept.value))
      if (!known.has(user))
        await append(tx, ctx, {
          verb: 'mention',
          object: { kind: 'user', id: user },
          payload: { about: { kind: 'run', id: run.id, version: null } },
          cause,
        })
  })
  return { note: kept.value }
}

/** What people say of a run; empty while nobody said anything. */
export const noteOf = async (db: Db, runId: string) => (await findTag(db, runId, noteTag)) ?? ''
