import { z } from 'zod'
import { historyPage, sampledHistories } from '../../assets/experiments/metrics/history.service.ts'
import { AppError } from '../../kernel/errors.ts'
import { endpoint } from './endpoint.ts'
import { int, list, needed, text, words } from './fields.ts'
import { toWireMetric } from './wire.ts'

const read = { method: 'GET', allow: 'project:read' } as const
const mostRuns = 100
const mostPoints = 2_500
/** what a client gets that asks for everything, and then a token */
const mostHistory = 250_000

export const metricEndpoints = [
  endpoint(
    {
      ...read,
      path: 'metrics/get-history',
      fields: z.object({ run_id: needed, metric_key: needed, max_results: int, page_token: text }),
    },
    async ({ run_id, metric_key: key, max_results, page_token }, ctx) => {
      if (max_results !== undefined && max_results < 1) throw notPositive(max_results)
      const limit = Math.min(max_results ?? mostHistory, mostHistory)
      const { points, next } = await historyPage(ctx, run_id, { key, limit, token: page_token })
      return { metrics: points.map(point => toWireMetric({ key, ...point })), next_page_token: next ?? null }
    },
  ),
  endpoint(
    {
      ...read,
      path: 'metrics/get-history-bulk-interval',
      fields: z.object({
        run_ids: z.array(words).min(1),
        metric_key: needed,
        start_step: int,
        end_step: int,
        max_results: int,
      }),
    },
    async ({ run_ids, metric_key: key, start_step, end_step, max_results }, ctx) => {
      const steps = stepsBetween(start_step, end_step)
      const atMost = max_results ?? mostPoints
      if (atMost < 1 || atMost > mostPoints) throw refused(`max_results must be between 1 and ${mostPoints}.`)
      checkRuns('GetMetricHistoryBulkInterval', run_ids)
      return writtenPoints(key, await sampledHistories(ctx, run_ids, { key, atMost, steps }))
    },
  ),
  endpoint(
    {
      ...read,
      path: 'metrics/get-history-bulk',
      fields: z.object({ run_id: list(words), metric_key: needed, max_results: int }),
    },
    async ({ run_id: runIds, metric_key: key, max_results }, ctx) => {
      checkRuns('GetMetricHistoryBulk', runIds)
      const limit = Math.min(max_results ?? 25_000, 25_000)
      const found: object[] = []
      for (const runId of runIds.toSorted()) {
        const { points } = await historyPage(ctx, runId, { key, limit: limit - found.length || 1 })
        found.push(...points.map(point => ({ ...toWireMetric({ key, ...point }), run_id: runId })))
        if (found.length >= limit) break
      }
      return { metrics: found.slice(0, limit) }
    },
  ),
]

type Histories = Awaited<ReturnType<typeof sampledHistories>>

/** Written by hand: a chart of many runs is tens of thousands of points, and their objects took most of its time. */
function writtenPoints(key: string, histories: Histories): string {
  const head = `{"key":${JSON.stringify(key)},"value":`
  let all = ''
  for (const { runId, points } of histories) {
    const end = `,"run_id":${JSON.stringify(runId)}},`
    for (const { value, time, step } of points)
      all += `${head}${Number.isFinite(value) ? value : `"${value}"`},"timestamp":${time},"step":${step}${end}`
  }
  return all === '' ? '{}' : `{"metrics":[${all.slice(0, -1)}]}`
}

function stepsBetween(from: number | undefined, to: number | undefined): { from: number; to: number } | undefined {
  if (from === undefined && to === undefined) return undefined
  if (from === undefined || to === undefined)
    throw new AppError('bad_request', 'If either start step or end step are specified, both must be specified.')
  if (from > to)
    throw new AppError(
      'bad_request',
      `end_step must be greater than start_step. Found start_step=${from} and end_step=${to}.`,
    )
  return { from, to }
}

function checkRuns(request: string, runIds: readonly string[]): void {
  if (runIds.length === 0) throw new AppError('bad_request', `${request} request must specify at least one run_id.`)
  if (runIds.length > mostRuns)
    throw refused(`${request} request must specify at most ${mostRuns} run_ids. Received ${runIds.length} run_ids.`)
}

const notPositive = (wished: number) =>
  new AppError(
    'bad_request',
    `Invalid value ${wished} for parameter 'max_results' supplied. It must be a positive integer.`,
  )

const refused = (message: string) =>
  new AppError('bad_request', `${message} See the API docs for more information about request parameters.`)
