import type { Handlers } from '../../../kernel/contract.ts'
import { withProject } from '../../../people/context.ts'
import type { artifactRoutes } from './artifacts.schema.ts'
import { readArtifact } from './artifacts.service.ts'
import { listFolder, pageOfTable, showArtifact, type LookContext } from './look.service.ts'
import type { Owner } from './paths.ts'

const ownerOf = (id: string): Owner => ({ kind: id.startsWith('m-') ? 'model' : 'run', id })

export const artifactHandlers: Handlers<typeof artifactRoutes, LookContext> = {
  list: ({ owner, ...wish }, ctx) => listFolder(withProject(ctx), { ...wish, owner: ownerOf(owner) }),
  file: ({ owner, path }, ctx) =>
    readArtifact(withProject(ctx), { owner: ownerOf(owner), path, range: ctx.header('range') }),
  shown: ({ owner, path }, ctx) => showArtifact(withProject(ctx), { owner: ownerOf(owner), path }),
  table: ({ owner, path, ...page }, ctx) => pageOfTable(withProject(ctx), { owner: ownerOf(owner), path }, page),
}
