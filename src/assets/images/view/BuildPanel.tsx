import { useMutation, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { Callout, Panel, Stack } from '../../../web/parts/Panel.tsx'
import { Progress, type Step } from '../../../web/parts/Progress.tsx'
import type { StatusKind } from '../../../web/parts/Status.tsx'
import { useProject } from '../../../web/project.ts'
import { images } from '../../../web/text/images.ts'
import { useText } from '../../../web/text/text.ts'
import { imageRoutes, type ImageBuild } from '../images.schema.ts'
import { buildStages } from '../spec.schema.ts'

export const buildStatus: Record<ImageBuild['state'], StatusKind> = {
  queued: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'idle',
}

/** How far a build is, what it says, and a way to stop it. */
export function BuildPanel({ build }: { build: ImageBuild }) {
  const text = useText(images)
  const { slug, barrier } = useProject()
  const queries = useQueryClient()
  const isOpen = build.state === 'queued' || build.state === 'running'
  const stop = useMutation({
    mutationFn: () => api(imageRoutes).cancel({ project: slug, build: build.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', slug, 'images'] }),
  })
  const steps = useSteps(build)
  return (
    <Panel title={text.build} note={text.state[build.state]}>
      <Stack>
        <Progress
          label={build.name}
          steps={steps}
          startedAt={build.startedAt ?? build.createdAt}
          {...(build.finishedAt !== null && { endedAt: build.finishedAt })}
          {...(isOpen && barrier('image:write') === undefined && { onStop: () => stop.mutateAsync() })}
        />
        {build.error && (
          <Callout tone="failed">
            <strong>{text.stopped}</strong>
            <pre style={{ whiteSpace: 'pre-wrap' }}>{build.error}</pre>
          </Callout>
        )}
        {stop.error && <ErrorPanel error={stop.error} />}
      </Stack>
    </Panel>
  )
}

function useSteps({ progress, state }: ImageBuild): Step[] {
  const text = useText(images)
  const format = useFormat()
  const at = progress ? buildStages.indexOf(progress.stage) : state === 'running' ? 0 : -1
  return buildStages
    .filter(stage => stage !== 'done')
    .map((stage, index) => {
      const { message, packagesDone, packagesTotal } = progress ?? {}
      const count =
        packagesDone !== undefined && packagesTotal !== undefined
          ? text.stageCount(format.num(packagesDone), format.num(packagesTotal))
          : undefined
      return {
        name: text.stage[stage],
        state: index < at || state === 'done' ? 'done' : index === at ? buildStatus[state] : 'idle',
        ...(index === at && { note: [message, count].filter(Boolean).join(' · ') }),
      }
    })
}
