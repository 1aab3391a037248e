import type { JobHandler } from '../../database/jobs.ts'
import { onBehalf } from '../../people/behalf.ts'
import type { ProjectContext } from '../../people/context.ts'
import type { Ground } from '../../people/serve.ts'
import { DeploymentJob, finishDeployment } from './deploy.service.ts'
import type { DeploymentContext } from './deployments.service.ts'

type WorkerOptions = {
  ground: Pick<Ground, 'db' | 'clock' | 'hub' | 'origin'>
  extend: (ctx: ProjectContext) => DeploymentContext
}

/** Builds what a Python model needs, loads it and puts it live; the one before answers until then. */
export const deploymentJob =
  ({ ground, extend }: WorkerOptions): JobHandler =>
  async (job, tools) => {
    const order = DeploymentJob.parse(job.payload)
    const ctx = extend(await onBehalf(ground, { ...order, signal: tools.signal }))
    await finishDeployment(ctx, order, tools)
    ground.hub.ring()
  }
