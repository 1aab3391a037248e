import type { StatusKind } from '../../../web/parts/Status.tsx'
import type { RunSummary } from '../experiments.schema.ts'

/** Runs as lists and charts: pure functions behind the pages. */
export const runStatus: Record<RunSummary['status'], StatusKind> = {
  RUNNING: 'running',
  SCHEDULED: 'waiting',
  FINISHED: 'done',
  FAILED: 'failed',
  KILLED: 'idle',
}

/** Which way is better, where the metric's name is a term that everybody uses the same way. */
export function directionOf(metric: string): 'lower' | 'higher' | undefined {
  if (/(^|_)(loss|error|mae|mse|rmse|mape|log_loss|brier)(_|$)/i.test(metric)) return 'lower'
  return /(^|_)(acc|accuracy|auc|f1|r2|precision|recall|score)(_|$)/i.test(metric) ? 'higher' : undefined
}

/** The names that most runs have, most frequent first: they become columns. */
export function frequentKeys(all: readonly (readonly { key: string }[])[], most: number): string[] {
  const counts = new Map<string, number>()
  for (const { key } of all.flat()) counts.set(key, (counts.get(key) ?? 0) + 1)
  return [...counts]
    .toSorted((a, b) => b[1] - a[1] || a[0].localeCompare(b[0]))
    .slice(0, most)
    .map(([key]) => key)
}
