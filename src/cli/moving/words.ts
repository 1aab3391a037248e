import type { SourceRun, SourceVersion } from './source.ts'

/** What MLflow writes into its fields, whichever way they are read. */
export const modelIn = (place: string): string | null =>
  /(?:models:\/+|\/models\/)(m-[0-9a-f]{32})/.exec(place)?.[1] ?? null

export function stageOf(text: string): SourceVersion['stage'] {
  return text === 'Staging' || text === 'Production' || text === 'Archived' ? text : 'None'
}

export function statusOf(text: string): SourceRun['status'] {
  return text === 'FINISHED' || text === 'FAILED' || text === 'KILLED' || text === 'SCHEDULED' ? text : 'RUNNING'
}
