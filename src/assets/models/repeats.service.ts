import { AppError } from '../../kernel/errors.ts'
import type { ProjectContext } from '../../people/context.ts'
import type { Run } from '../experiments/runs/run.ts'
import { runOf } from '../experiments/runs/runs.service.ts'
import type { ModelVersion } from './model.ts'
import { modelNamed } from './models.service.ts'
import { findVersions } from './versions.service.ts'

/**
 * The run that the calling step repeats. A re-run compares and publishes nothing, so that trying again whether a result
 * holds never changes what others use; the repetition of a run that failed is a new try and publishes as any run.
 */
export async function repeatedRun(ctx: ProjectContext): Promise<Run | undefined> {
  const own = ctx.actor.token?.runId
  if (!own) return undefined
  let run = await runOf(ctx, own)
  let repeated: Run | undefined
  for (let id = run.rerunOf; id !== null; id = run.rerunOf) {
    run = await runOf(ctx, id)
    if (run.status === 'FINISHED') repeated = run
  }
  return repeated
}

/** What the repeated run registered under a name: the answer to the same script that registers it again. */
export async function versionOfRepeated(ctx: ProjectContext, repeated: Run, name: string): Promise<ModelVersion> {
  const model = await modelNamed(ctx, name)
  const { versions } = await findVersions(ctx, { filter: `run_id = '${repeated.id}'`, limit: 100 })
  // a prompt does not say which run wrote it
  const found = model.isPrompt ? model.latestVersions[0] : versions.find(version => version.name === name)
  if (!found)
    throw new AppError(
      'bad_request',
      `A re-run publishes nothing, and the run that it repeats (${repeated.id}) has no version of ${name}; start the script as a run of its own to publish one`,
    )
  return found
}
