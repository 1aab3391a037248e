import { z } from 'zod'
import type { Db } from '../../../database/schema.ts'
import { append } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import { newId } from '../../../kernel/ids.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { RunsView } from './bulk.schema.ts'
import { deleteView, insertView, listViews, type ViewRow } from './views.store.ts'

export async function runViews(ctx: ProjectContext): Promise<{ views: RunsView[] }> {
  return { views: (await listViews(ctx.db, { projectId: ctx.project.id, ownerId: ctx.actor.id })).map(toView) }
}

/** Kept for oneself or for all who read the project; one name once. */
export async function saveView(ctx: ProjectContext, wish: Omit<RunsView, 'id'>): Promise<RunsView> {
  const row: ViewRow = {
    id: newId('view'),
    project_id: ctx.project.id,
    name: wish.name,
    owner_id: wish.isShared ? null : ctx.actor.id,
    search: JSON.stringify(wish.search),
    created_by: ctx.actor.id,
    created_at: ctx.clock.now(),
  }
  return ctx.db.transaction().execute(async tx => {
    if (!(await insertView(tx, row)))
      throw new AppError('conflict', `There is a view "${wish.name}" already`, { hint: 'Choose another name' })
    await tell(tx, ctx, 'view-added')
    return toView(row)
  })
}

/** One's own, or one of the project. */
export async function dropView(ctx: ProjectContext, id: string): Promise<Record<string, never>> {
  await ctx.db.transaction().execute(async tx => {
    if (!(await deleteView(tx, { id, projectId: ctx.project.id, ownerId: ctx.actor.id })))
      throw new AppError('not_found', `There is no view ${id}`)
    await tell(tx, ctx, 'view-removed')
  })
  return {}
}

const tell = (tx: Db, ctx: ProjectContext, field: string) =>
  append(tx, ctx, { verb: 'change', object: { kind: 'project', id: ctx.project.id }, payload: { fields: [field] } })

const Search = RunsView.shape.search

const toView = ({ id, name, owner_id, search }: ViewRow): RunsView => ({
  id,
  name,
  isShared: owner_id === null,
  search: Search.parse(z.json().parse(JSON.parse(search))),
})
