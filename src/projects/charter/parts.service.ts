import { append } from '../../events/events.ts'
import type { ProjectContext } from '../../people/context.ts'
import { seatHolders } from '../../people/projects/projects.service.ts'
import type { Check } from '../../people/requests/requests.schema.ts'
import type { Seat } from '../../people/seats.ts'
import { namesOf } from '../../people/users/users.service.ts'
import { charterParts, neededParts, type CharterForm, type CharterPart, type WrittenPart } from './charter.schema.ts'
import { holdCharter, readCharter, readParts, saveParts } from './charter.store.ts'

export async function readForm(ctx: ProjectContext): Promise<CharterForm> {
  const parts = await partsOf(ctx)
  return { parts, readiness: await readinessOf(ctx, parts) }
}

/** What is written, in the order in which it is asked. */
export async function partsOf(ctx: ProjectContext): Promise<WrittenPart[]> {
  const stored = await readParts(ctx.db, ctx.project.id)
  const people = await namesOf(
    ctx,
    Object.values(stored).map(({ by }) => by),
  )
  return charterParts.flatMap(part => {
    const found = stored[part]
    if (!found) return []
    return [{ part, text: found.text, at: found.at, by: people.get(found.by) ?? { id: found.by, name: '', kind: '' } }]
  })
}

/** How many of the parts that G0 looks for are written. */
export async function partsWritten(ctx: ProjectContext): Promise<{ written: number; of: number }> {
  const stored = await readParts(ctx.db, ctx.project.id)
  return { written: neededParts.filter(part => stored[part]).length, of: neededParts.length }
}

/** The same words again are no change. What is out of scope is part of the promise: changing it is a change of scope. */
export async function writePart(ctx: ProjectContext, part: CharterPart, text: string): Promise<CharterForm> {
  return ctx.db.transaction().execute(async tx => {
    const now = ctx.clock.now()
    await holdCharter(tx, ctx.project.id, now)
    const { [part]: before, ...rest } = await readParts(tx, ctx.project.id)
    if ((before?.text ?? '') === text) return readForm({ ...ctx, db: tx })
    const by = ctx.actor.id
    await saveParts(tx, ctx.project.id, text === '' ? rest : { ...rest, [part]: { text, by, at: now } })
    await append(tx, ctx, {
      verb: part === 'outside' && before ? 'scope-change' : 'change',
      object: { kind: 'charter', id: ctx.project.id },
      payload: { part, isWritten: text !== '' },
    })
    return readForm({ ...ctx, db: tx })
  })
}

const supplier: Partial<Record<CharterPart, Seat>> = {
  data: 'data_engineer',
  errors: 'stakeholder',
  decision: 'stakeholder',
  limits: 'security_engineer',
}

async function readinessOf(ctx: ProjectContext, parts: readonly WrittenPart[]): Promise<Check[]> {
  const { goal, kpis } = await readCharter(ctx.db, ctx.project.id)
  const held = new Set((await seatHolders(ctx)).map(({ seat }) => seat))
  const written = new Set(parts.map(({ part }) => part))
  const check = (name: string, isMet: boolean, seat: Seat): Check => ({
    name,
    state: isMet ? 'met' : 'missing',
    found: '',
    ...(!isMet && { seat }),
  })
  return [
    check('goal', goal !== '', 'project_manager'),
    check('kpi', kpis.length > 0, 'stakeholder'),
    check('owner', held.has('stakeholder'), 'project_manager'),
    check('lead', held.has('project_manager'), 'stakeholder'),
    ...neededParts.map(part => check(part, written.has(part), supplier[part] ?? 'project_manager')),
  ]
}
