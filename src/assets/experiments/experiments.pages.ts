import type { ProjectContext } from '../../people/context.ts'
import { namesOf } from '../../people/users/users.service.ts'
import { allArtifacts } from './artifacts/artifacts.service.ts'
import { experimentOf, view } from './experiments.service.ts'
import type { Points, RunDetail, RunSummary } from './experiments.schema.ts'
import { lengthOf, type Points as Logged } from './metrics/points.ts'
import { foldRuns, readCharts } from './metrics/series.ts'
import { contentsOf } from './runs/contents/contents.service.ts'
import type { Run, RunContents } from './runs/run.ts'
import { knownRuns, runOf, runsOf } from './runs/runs.service.ts'
import { findRuns, type FoundRun } from './runs/finding/search.service.ts'

/** Runs as our own pages and programs read them; MLflow's clients get theirs from the protocol. */
export async function listRunSummaries(
  ctx: ProjectContext,
  query: {
    filter?: string | undefined
    orderBy?: string | undefined
    trash: boolean
    limit: number
    after?: string | undefined
  },
) {
  const { runs, next } = await findRuns(ctx, {
    filter: query.filter,
    orderBy: query.orderBy === undefined ? undefined : [query.orderBy],
    lifecycles: query.trash ? view.deleted : view.active,
    limit: query.limit,
    token: query.after,
  })
  return { runs: await summed(ctx, runs), next: next ?? null }
}

/** enough for the pictures of a page */
const mostArtifacts = 500

export async function readRunDetail(ctx: ProjectContext, id: string): Promise<RunDetail> {
  const run = await runOf(ctx, id)
  await foldRuns(ctx.db, [id])
  const contents = (await contentsOf(ctx.db, [id])).get(id)
  const [summary] = contents ? await summed(ctx, [{ run, contents }]) : []
  if (!summary || !contents) throw new Error(`the run ${id} has no contents`)
  const artifacts = await allArtifacts(ctx, { kind: 'run', id }, mostArtifacts)
  return {
    ...summary,
    tags: contents.tags,
    datasets: contents.datasets.map(({ dataset }) => ({
      name: dataset.name,
      digest: dataset.digest,
      source: dataset.source,
    })),
    models: contents.modelOutputs.map(output => output.modelId),
    attemptId: run.attemptId,
    imageDigest: run.imageDigest,
    codeDigest: run.codeDigest,
    environmentId: run.environmentId,
    artifacts: artifacts.map(({ path, size }) => ({ path, size })),
  }
}

export async function readSeries(ctx: ProjectContext, wish: { run: string; key: string; points: number }) {
  const { id } = await runOf(ctx, wish.run)
  const found = (await readCharts(ctx.db, [id], { key: wish.key, atMost: wish.points })).get(id)
  return { key: wish.key, ...toPoints(found) }
}

export async function readBulkSeries(ctx: ProjectContext, wish: { runs: string[]; key: string; points: number }) {
  const ids = wish.runs.length === 0 ? [] : await knownRuns(ctx, wish.runs)
  const found = await readCharts(ctx.db, ids, { key: wish.key, atMost: wish.points })
  const logged = [...found].filter(([, points]) => lengthOf(points) > 0)
  return { series: logged.map(([run, points]) => ({ run, ...toPoints(points) })) }
}

/** Runs side by side, in the order of asking; deleted ones are missing as those that never were. */
export async function compareRuns(ctx: ProjectContext, ids: string[]) {
  const runs = await runsOf(ctx, ids)
  const known = runs.map(run => run.id)
  await foldRuns(ctx.db, known)
  const contents = await contentsOf(ctx.db, known)
  const found = runs.flatMap(run => {
    const held = contents.get(run.id)
    return held ? [{ run, contents: held }] : []
  })
  const runsSaid = (await summed(ctx, found)).map(run => ({ ...run, tags: contents.get(run.id)?.tags ?? [] }))
  return { runs: runsSaid, missing: ids.filter(id => !known.includes(id)) }
}

const toPoints = (found: Logged | undefined): Points => ({
  steps: [...(found?.steps ?? [])],
  times: [...(found?.times ?? [])],
  values: [...(found?.values ?? [])].map(sayable),
})

const sayable = (value: number) => (Number.isFinite(value) ? value : null)

async function summed(ctx: ProjectContext, runs: FoundRun[]): Promise<RunSummary[]> {
  const persons = await namesOf(
    ctx,
    runs.map(({ run }) => run.createdBy),
  )
  const names = new Map<string, string>()
  for (const id of new Set(runs.map(({ run }) => run.experimentId))) names.set(id, (await experimentOf(ctx, id)).name)
  return runs.map(({ run, contents }) =>
    toSummary(run, contents, {
      experiment: names.get(run.experimentId) ?? '',
      by: persons.get(run.createdBy) ?? { id: run.createdBy, name: '', kind: 'unknown' },
    }),
  )
}

function toSummary(run: Run, contents: RunContents, said: { experiment: string; by: RunSummary['by'] }): RunSummary {
  return {
    id: run.id,
    name: run.name,
    experiment: { id: run.experimentId, name: said.experiment },
    status: run.status,
    origin: run.origin,
    startedAt: run.startTime || run.createdAt,
    endedAt: run.endTime,
    by: said.by,
    seat: run.createdBySeat,
    hypothesisId: run.hypothesisId,
    rerunOf: run.rerunOf,
    importId: run.importId,
    parent: contents.tags.find(tag => tag.key === 'mlflow.parentRunId')?.value ?? null,
    metrics: contents.metrics.map(({ value, least, greatest, ...metric }) => ({
      ...metric,
      value: sayable(value),
      least: sayable(least),
      greatest: sayable(greatest),
    })),
    params: contents.params,
  }
}
