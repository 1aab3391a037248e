import type { BackboneContext } from '../../../backbone/context.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import { findArtifact, hasFile, isFolder, listBelow, upsertArtifact } from '../artifacts/artifacts.store.ts'
import { safePath } from '../artifacts/paths.ts'
import { loggedModelOf } from '../loggedModels/loggedModels.service.ts'
import { runOf } from '../runs/runs.service.ts'
import type { Finding } from './adopted.ts'

export type OfferedFile = { path: string; size: number; digest: string | null }

/** Which of the offered files of a run or logged model are not here; one of the same name with other bytes stays. */
export async function wantedFiles(
  ctx: ProjectContext,
  owner: string,
  offered: readonly OfferedFile[],
): Promise<{ wanted: string[]; findings: Finding[] }> {
  await demandOwner(ctx, owner)
  const here = new Map((await listBelow(ctx.db, owner, { folder: '' })).map(file => [file.path, file]))
  const wanted: string[] = []
  const findings: Finding[] = []
  for (const { path, size, digest } of offered) {
    const plain = readablePath(path)
    const file = plain === undefined ? undefined : here.get(plain)
    const say = (code: Finding['code']) =>
      findings.push({ kind: 'artifact', subject: `${owner}/${path}`.slice(0, 2_000), code, detail: path.slice(0, 500) })
    if (plain === undefined) say('invalid')
    else if (!file) wanted.push(path)
    else if (digest === null ? file.size !== size : file.digest !== digest) say('differs')
  }
  return { wanted, findings }
}

/** Takes a file of a run or logged model from elsewhere, deleted ones too; says its digest for the sender to compare. */
export async function adoptFile(
  ctx: ProjectContext & Pick<BackboneContext, 'blobs'>,
  at: { owner: string; path: string },
  body: AsyncIterable<Uint8Array>,
): Promise<{ digest: string; size: number; isNew: boolean }> {
  const path = safePath(at.path)
  if (path === '') throw new AppError('bad_request', 'Invalid path')
  await demandOwner(ctx, at.owner)
  const parts = path.split('/')
  const folders = parts.slice(1).map((_, i) => parts.slice(0, i + 1).join('/'))
  if ((await hasFile(ctx.db, at.owner, folders)) || (await isFolder(ctx.db, at.owner, path)))
    throw new AppError('bad_request', `Invalid path: '${path}' is a file and a folder`)
  const { digest, size } = await ctx.blobs.put(body)
  const known = await findArtifact(ctx.db, at.owner, path)
  if (known) return { digest: known.digest, size: known.size, isNew: false }
  await upsertArtifact(ctx.db, at.owner, { path, digest, size, now: ctx.clock.now() })
  return { digest, size, isNew: true }
}

async function demandOwner(ctx: ProjectContext, owner: string): Promise<void> {
  if (owner.startsWith('m-')) await loggedModelOf(ctx, owner, 'with deleted')
  else await runOf(ctx, owner)
}

function readablePath(path: string): string | undefined {
  try {
    return safePath(path)
  } catch {
    return undefined // told as a finding
  }
}
