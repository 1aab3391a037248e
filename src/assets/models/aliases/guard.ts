import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { RegisteredModel } from '../model.ts'
import { protectedAmong } from './aliases.store.ts'

/** Nothing that carries a protected alias is deleted: whoever loads the model by it would find nothing. */
export async function demandNoProtected(ctx: ProjectContext, model: RegisteredModel, version?: number): Promise<void> {
  if (model.isPrompt) return
  const carried = model.aliases.filter(one => version === undefined || one.version === version)
  const [alias] = await protectedAmong(
    ctx.db,
    ctx.project.id,
    carried.map(one => one.alias),
  )
  if (alias === undefined) return
  const what = version === undefined ? model.name : `version ${version} of ${model.name}`
  throw new AppError('forbidden', `The alias "${alias}" is protected in this project and stands on ${what}`, {
    hint: 'Promote another version to it, or free the alias on the page of the models; then delete',
  })
}
