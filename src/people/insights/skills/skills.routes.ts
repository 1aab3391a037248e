import type { Handlers } from '../../../kernel/contract.ts'
import { withProject, type Context } from '../../context.ts'
import type { skillRoutes } from './skills.schema.ts'
import { changeSkill, readDepth, readMySkills } from './skills.service.ts'

export const skillHandlers: Handlers<typeof skillRoutes, Context> = {
  mine: (_, ctx) => readMySkills(ctx),
  change: ({ skill, level, isHidden }, ctx) => changeSkill(ctx, { skill, level, isHidden }),
  depth: (_, ctx) => readDepth(withProject(ctx)),
}
