import { buildStages } from '../../../assets/images/spec.schema.ts'
import { useFormat } from '../../../web/format.ts'
import { Callout, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Progress, type Step } from '../../../web/parts/Progress.tsx'
import { Status } from '../../../web/parts/Status.tsx'
import { endpoints } from '../../../web/text/endpoints.ts'
import { images } from '../../../web/text/images.ts'
import { useText } from '../../../web/text/text.ts'
import type { Deployment, EndpointDetail } from '../deployments.schema.ts'

/** What is on its way to take over, or why the last one that tried did not; nothing when all is as it should be. */
export function StartingPanel({ endpoint: { starting, deployments, live } }: { endpoint: EndpointDetail }) {
  const text = useText(endpoints)
  const [newest] = deployments
  if (starting)
    return (
      <Panel title={text.startingTitle(nameOf(starting))} note={live ? text.stillAnswers(nameOf(live)) : undefined}>
        <Starting deployment={starting} />
      </Panel>
    )
  if (newest?.state !== 'failed') return null
  return (
    <Panel title={text.failedTitle(nameOf(newest))} aside={<Status is="failed">{text.state.failed}</Status>}>
      <Stack>
        <Callout tone="failed">{newest.reason}</Callout>
        <p>{live ? text.stillAnswers(nameOf(live)) : text.answersNobody}</p>
      </Stack>
    </Panel>
  )
}

const nameOf = ({ model, version }: Deployment) => `${model} v${version}`

const stages = [...buildStages.filter(stage => stage !== 'done'), 'start'] as const

function Starting({ deployment }: { deployment: Deployment }) {
  const text = useText(endpoints)
  const words = useText(images)
  const format = useFormat()
  const { progress, createdAt } = deployment
  const at = progress ? stages.findIndex(stage => stage === progress.stage) : 0
  const { packagesDone, packagesTotal, message } = progress ?? {}
  const count =
    packagesDone !== undefined && packagesTotal !== undefined
      ? words.stageCount(format.num(packagesDone), format.num(packagesTotal))
      : undefined
  const steps = stages.map((stage, index): Step => ({
    name: stage === 'start' ? text.stageStart : words.stage[stage],
    state: index < at ? 'done' : index === at ? 'running' : 'idle',
    ...(index === at && { note: [message, count].filter(Boolean).join(' · ') }),
  }))
  return <Progress label={text.startingTitle(nameOf(deployment))} steps={steps} startedAt={createdAt} />
}
