import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../../people/context.ts'
import type { imageRoutes } from './images.schema.ts'
import {
  cancelBuild,
  declareImage,
  readImage,
  readImages,
  readTools,
  watchBuild,
  type ImageContext,
} from './images.service.ts'

export const imageHandlers: Handlers<typeof imageRoutes, ImageContext> = {
  list: (page, ctx) => readImages(withProject(ctx), page),
  build: (wish, ctx) => declareImage(withProject(ctx), wish),
  get: ({ digest }, ctx) => readImage(withProject(ctx), digest),
  watch: ({ build }, ctx) => watchBuild(withProject(ctx), build),
  cancel: ({ build }, ctx) => cancelBuild(withProject(ctx), build),
  tools: (_, ctx) => readTools(ctx),
}
