import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { attemptRoutes, type Attempt, type AttemptState } from '../../../backbone/engines/attempts/attempts.schema.ts'
import { api } from '../../../web/api.ts'
import { useFormat } from '../../../web/format.ts'
import { ErrorPanel } from '../../../web/parts/ErrorPanel.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { LogView } from '../../../web/parts/LogView.tsx'
import { Callout, Panel } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Status, type StatusKind } from '../../../web/parts/Status.tsx'
import { Duration } from '../../../web/parts/Time.tsx'
import { useProject } from '../../../web/project.ts'
import { runs } from '../../../web/text/runs.ts'
import { useText } from '../../../web/text/text.ts'
import { useLog } from './useLog.ts'

export const attemptStatus: Record<AttemptState, StatusKind> = {
  queued: 'waiting',
  starting: 'running',
  running: 'running',
  done: 'done',
  failed: 'failed',
  cancelled: 'idle',
  lost: 'failed',
}

export const isOpen = ({ state }: Attempt) => state === 'queued' || state === 'starting' || state === 'running'

/** The state in words, with the place in the queue while it waits. */
export function AttemptStatus({ attempt, size = 'medium' }: { attempt: Attempt; size?: 'small' | 'medium' }) {
  const text = useText(runs)
  const place = attempt.position === null ? '' : `, ${text.waits(String(attempt.position)).toLowerCase()}`
  return (
    <Status is={attemptStatus[attempt.state]} size={size}>
      {text.state[attempt.state]}
      {place}
    </Status>
  )
}

/** What an execution took: time, processor, memory, and how it was kept apart. */
export function ExecutionPanel({ attempt }: { attempt: Attempt }) {
  const text = useText(runs)
  const format = useFormat()
  const { startedAt, finishedAt, cpuSeconds, peakMemoryBytes, queueMs, isolation } = attempt
  return (
    <Panel title={text.execution} note={text.executionNote(attempt.engine)}>
      <KeyValue
        items={[
          { label: text.attempt, value: <code>{attempt.id}</code> },
          { label: text.queue, value: queueMs === null ? '–' : format.duration(queueMs) },
          {
            label: text.wall,
            value: startedAt === null ? '–' : <Duration from={startedAt} to={finishedAt ?? undefined} />,
          },
          { label: text.cpu, value: cpuSeconds === null ? '–' : text.cpuSeconds(format.num(cpuSeconds, 1)) },
          { label: text.memory, value: peakMemoryBytes === null ? '–' : format.bytes(peakMemoryBytes) },
          { label: text.exit, value: format.num(attempt.exitCode) },
          { label: text.isolation, value: isolation === null ? '–' : text.isolated[isolation] },
        ]}
      />
      {attempt.reason && <Callout tone={attempt.state === 'failed' ? 'failed' : 'plain'}>{attempt.reason}</Callout>}
    </Panel>
  )
}

/** What the script wrote, while it writes. */
export function LogPanel({ attempt }: { attempt: Attempt }) {
  const text = useText(runs)
  const { slug } = useProject()
  const log = useLog(slug, attempt.id)
  const file = `/api/projects/${encodeURIComponent(slug)}/attempts/${attempt.id}/log/file`
  return (
    <Panel title={text.log} note={text.logNote}>
      {log.problem !== undefined && <ErrorPanel error={log.problem} />}
      <LogView lines={log.lines} live={!log.ended} download={file} height={420} />
    </Panel>
  )
}

export function CancelButton({ attempt }: { attempt: Attempt }) {
  const text = useText(runs)
  const { slug } = useProject()
  const queries = useQueryClient()
  const cancel = useMutation({
    mutationFn: () => api(attemptRoutes).cancel({ project: slug, attempt: attempt.id }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['project', slug] }),
  })
  if (!isOpen(attempt)) return null
  const isAsked = attempt.cancelRequested || cancel.isPending
  return (
    <RightTo right="run:write" action={text.cancelAction}>
      <Button leftSection={<IconPlayerStop />} disabled={isAsked} onClick={() => cancel.mutate()}>
        {isAsked ? text.cancelling : text.cancel}
      </Button>
    </RightTo>
  )
}
