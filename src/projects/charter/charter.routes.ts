import type { Handlers } from '../../kernel/contract.ts'
import { withProject, type Context } from '../../people/context.ts'
import type { charterRoutes } from './charter.schema.ts'
import { addKpi, changeKpi, readScope, recordKpi, writeCharter } from './charter.service.ts'
import { readCharter } from './charter.store.ts'
import { readForm, writePart } from './parts.service.ts'

export const charterHandlers: Handlers<typeof charterRoutes, Context> = {
  get: (_, ctx) => readCharter(ctx.db, withProject(ctx).project.id),
  put: (wish, ctx) => writeCharter(withProject(ctx), wish),
  parts: (_, ctx) => readForm(withProject(ctx)),
  writePart: ({ part, text }, ctx) => writePart(withProject(ctx), part, text),
  scope: (_, ctx) => readScope(withProject(ctx)),
  addKpi: (wish, ctx) => addKpi(withProject(ctx), wish),
  changeKpi: ({ kpi, ...change }, ctx) => changeKpi(withProject(ctx), kpi, change),
  addValue: ({ kpi, ...value }, ctx) => recordKpi(withProject(ctx), kpi, value),
}
