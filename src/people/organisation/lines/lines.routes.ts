import type { Handlers } from '../../../kernel/contract.ts'
import type { Context } from '../../context.ts'
import type { lineRoutes } from './lines.schema.ts'
import {
  changeDepartment,
  createDepartment,
  describePerson,
  pageOfDepartments,
  pageOfLines,
  placePerson,
  removeDepartment,
} from './lines.service.ts'

export const lineHandlers: Handlers<typeof lineRoutes, Context> = {
  departments: (page, ctx) => pageOfDepartments(ctx, page),
  createDepartment: (wish, ctx) => createDepartment(ctx, wish),
  changeDepartment: ({ department, ...change }, ctx) => changeDepartment(ctx, department, change),
  removeDepartment: ({ department }, ctx) => removeDepartment(ctx, department),
  list: (page, ctx) => pageOfLines(ctx, page),
  place: ({ user, ...place }, ctx) => placePerson(ctx, user, place),
  person: ({ user }, ctx) => describePerson(ctx, user),
}
