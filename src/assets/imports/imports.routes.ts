import type { BackboneContext } from '../../backbone/context.ts'
import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../../people/context.ts'
import type { importRoutes } from './imports.schema.ts'
import {
  beginImport,
  cancelImport,
  finishImport,
  listFindings,
  listImports,
  noteProgress,
  readImport,
} from './imports.service.ts'
import {
  addFindings,
  addMarks,
  knownThings,
  pushExperiments,
  pushFile,
  pushLoggedModels,
  pushModel,
  pushPoints,
  pushRuns,
  offerFiles,
} from './push.service.ts'

export const importHandlers: Handlers<typeof importRoutes, BackboneContext> = {
  list: (page, ctx) => listImports(withProject(ctx), page),
  get: ({ import: id }, ctx) => readImport(withProject(ctx), id),
  findings: ({ import: id, ...page }, ctx) => listFindings(withProject(ctx), id, page),
  begin: ({ source }, ctx) => beginImport(withProject(ctx), source),
  progress: ({ import: id, ...said }, ctx) => noteProgress(withProject(ctx), id, said),
  experiments: ({ import: id, experiments }, ctx) => pushExperiments(withProject(ctx), id, experiments),
  known: ({ import: id, things }, ctx) => knownThings(withProject(ctx), id, things),
  marks: ({ import: id, things }, ctx) => addMarks(withProject(ctx), id, things),
  runs: ({ import: id, runs }, ctx) => pushRuns(withProject(ctx), id, runs),
  points: ({ import: id, series }, ctx) => pushPoints(withProject(ctx), id, series),
  loggedModels: ({ import: id, models }, ctx) => pushLoggedModels(withProject(ctx), id, models),
  registered: ({ import: id, ...model }, ctx) => pushModel(withProject(ctx), id, model),
  files: ({ import: id, ...offer }, ctx) => offerFiles(withProject(ctx), id, offer),
  file: ({ import: id, ...file }, ctx) => pushFile(withProject(ctx), id, file),
  report: ({ import: id, findings }, ctx) => addFindings(withProject(ctx), id, findings),
  finish: ({ import: id, error }, ctx) => finishImport(withProject(ctx), id, error),
  cancel: ({ import: id }, ctx) => cancelImport(withProject(ctx), id),
}
