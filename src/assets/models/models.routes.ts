import type { BackboneContext } from '../../backbone/context.ts'
import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../../people/context.ts'
import { listModelSummaries, openVersionFile, readModel, readVersionDetail } from './models.pages.ts'
import type { modelRoutes } from './models.schema.ts'
import { dropVersionTag, setVersionTag } from './versions.service.ts'

export const modelHandlers: Handlers<typeof modelRoutes, BackboneContext> = {
  list: (page, ctx) => listModelSummaries(withProject(ctx), page),
  versions: ({ model }, ctx) => readModel(withProject(ctx), model),
  get: (at, ctx) => readVersionDetail(withProject(ctx), at),
  setTag: ({ model, version, key, value }, ctx) =>
    setVersionTag(withProject(ctx), { name: model, version: String(version) }, { key, value }),
  dropTag: ({ model, version, key }, ctx) =>
    dropVersionTag(withProject(ctx), { name: model, version: String(version) }, key),
  file: (at, ctx) => openVersionFile(withProject(ctx), at),
}
