import { mlflowCalls, type MlflowCalls } from '../../test/mlflow.ts'

/** One of the two servers, asked in the same words. */
export type Side = MlflowCalls & { headers: Record<string, string> }

export function sideAt(url: string, headers: Record<string, string>): Side {
  const token = headers['Authorization']?.replace('Bearer ', '') ?? 'none'
  return { ...mlflowCalls({ url, token, project: '' }), headers }
}
