import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../../people/context.ts'
import type { AssetContext } from '../context.ts'
import type { datasetRoutes } from './datasets.schema.ts'
import {
  compareVersions,
  datasetVersion,
  describeDataset,
  downloadDataset,
  previewRows,
  searchDatasets,
  uploadDataset,
} from './datasets.service.ts'

export const datasetHandlers: Handlers<typeof datasetRoutes, AssetContext> = {
  list: (page, ctx) => searchDatasets(withProject(ctx), page),
  upload: (upload, ctx) => uploadDataset(withProject(ctx), upload),
  changes: (wish, ctx) => compareVersions(withProject(ctx), wish),
  versions: ({ name }, ctx) => describeDataset(withProject(ctx), name),
  get: (at, ctx) => datasetVersion(withProject(ctx), at),
  preview: ({ descending, ...wish }, ctx) =>
    previewRows(withProject(ctx), { ...wish, descending: descending === 'true' }),
  download: (wish, ctx) => downloadDataset(withProject(ctx), wish),
}
