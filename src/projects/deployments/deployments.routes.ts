import type { Handlers } from '../../kernel/contract.ts'
import { withProject } from '../../people/context.ts'
import type { deploymentRoutes } from './deployments.schema.ts'
import { deploy } from './deploy.service.ts'
import { describeEndpoint, predict, readEndpoints, retire, type DeploymentBase } from './deployments.service.ts'

type Row = Record<string, string | number | boolean | null>

/** Rows as columns, in the order of the first row's names. */
function frameOf(rows: Row[]) {
  const names = [...new Set(rows.flatMap(row => Object.keys(row)))]
  return {
    kind: 'frame' as const,
    frame: { names, columns: names.map(name => rows.map(row => row[name] ?? null)), rows: rows.length },
  }
}

export const deploymentHandlers: Handlers<typeof deploymentRoutes, DeploymentBase> = {
  list: (page, ctx) => readEndpoints(withProject(ctx), page),
  get: ({ endpoint }, ctx) => describeEndpoint(withProject(ctx), endpoint),
  deploy: (wish, ctx) => deploy(withProject(ctx), wish),
  retire: ({ endpoint }, ctx) => retire(withProject(ctx), endpoint),
  predict: async ({ endpoint, rows }, ctx) => {
    const { predictions, ...answer } = await predict(withProject(ctx), endpoint, () => ({
      input: frameOf(rows),
      withProbabilities: true,
    }))
    return {
      ...answer,
      predictions: predictions.predictions,
      probabilities: predictions.probabilities ?? null,
      classes: predictions.classes ?? null,
    }
  },
}
