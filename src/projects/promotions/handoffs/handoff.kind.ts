import { runOf } from '../../../assets/experiments/runs/runs.service.ts'
import { versionNamed } from '../../../assets/models/versions.service.ts'
import { append } from '../../../events/events.ts'
import { AppError } from '../../../kernel/errors.ts'
import type { ProjectContext } from '../../../people/context.ts'
import type { RequestKind, Subject } from '../../../people/requests/requests.kind.ts'
import type { Seat } from '../../../people/seats.ts'
import { checksOf, type Work } from './checks.ts'
import { returnReasons } from './reasons.schema.ts'

const takers: readonly Seat[] = [
  'ml_engineer',
  'mlops_engineer',
  'devops_engineer',
  'fullstack_engineer',
  'data_engineer',
  'data_scientist',
  'security_engineer',
]

/** Work goes from one seat to the next: what is handed over, what the platform found on it, and taken over or sent back. */
export const handoff: RequestKind = {
  toSeat: 'ml_engineer',
  seats: takers,
  reasons: returnReasons,
  async demand(ctx, { toSeat }) {
    if (ctx.actor.seat === toSeat)
      throw new AppError('bad_request', 'A handoff goes to another seat than the one you sit in; name it as toSeat')
  },
  async describe(ctx, subject) {
    const { version, run } = await workOf(ctx, subject)
    const authors = [...(version ? [version.createdBy] : []), ...(run ? [run.createdBy] : [])]
    const name = version ? `${version.name} v${version.version}` : (run?.name ?? subject.id)
    return { name, authors: [...new Set(authors)], ...(version && { object: version.assetId }) }
  },
  checks: async (ctx, subject) => checksOf(ctx, await workOf(ctx, subject)),
  async effect(tx, ctx, request) {
    const { version, run } = await workOf({ ...ctx, db: tx }, request.subject)
    await append(tx, ctx, {
      verb: 'hand-over',
      object: version
        ? { kind: 'model', id: version.assetId, version: version.version }
        : { kind: 'run', id: run?.id ?? request.subject.id },
      payload: { request: request.id, fromSeat: request.fromSeat, toSeat: request.toSeat },
    })
  },
}

async function workOf(ctx: ProjectContext, subject: Subject): Promise<Work> {
  if (subject.kind === 'run') return { version: undefined, run: await runOf(ctx, subject.id) }
  if (subject.kind !== 'model' || !subject.version)
    throw new AppError(
      'bad_request',
      'A handoff is about a run (kind "run" and its id) or a version of a model (kind "model", its name as id, and the version)',
    )
  const version = await versionNamed(ctx, subject.id, subject.version)
  return { version, run: version.runId === null ? undefined : await runOf(ctx, version.runId) }
}
