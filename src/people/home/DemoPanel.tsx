import { queryOptions, useQuery } from '@tanstack/react-query'
import { demoRoutes, type DemoStep } from '../../projects/demo/demo.schema.ts'
import { api } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Callout, Panel } from '../../web/parts/Panel.tsx'
import { ProgressBar } from '../../web/parts/Progress.tsx'
import { StatusMark, type StatusKind } from '../../web/parts/Status.tsx'
import { home } from '../../web/text/home.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'
import css from './home.module.css'

export const demoQuery = () =>
  queryOptions({
    queryKey: ['demo'],
    queryFn: ({ signal }) => api(demoRoutes).get({}, { signal }),
    // its steps are no events of a project, so nothing else would say that one has ended
    refetchInterval: query => (query.state.data?.state === 'running' ? 1_500 : false),
  })

const kinds: Record<DemoStep['state'], StatusKind> = {
  waiting: 'idle',
  running: 'running',
  done: 'done',
  stopped: 'failed',
}

/** How far the demo is, while it is being made, and why it stopped when it did. */
export function DemoPanel() {
  const text = useText(home)
  const { data } = useQuery(demoQuery())
  if (data?.state !== 'running' && data?.state !== 'stopped') return null
  const isStopped = data.state === 'stopped'
  const done = data.steps.filter(step => step.state === 'done').length
  return (
    <Panel
      title={isStopped ? text.demoStopped : text.demoTitle}
      note={isStopped ? text.demoStoppedNote : text.demoNote}
    >
      <ProgressBar
        label={text.demoBar}
        share={data.steps.length === 0 ? undefined : done / data.steps.length}
        tone={isStopped ? 'failed' : 'accent'}
      />
      <Steps steps={data.steps} />
      {data.error && <Callout tone="failed">{data.error}</Callout>}
    </Panel>
  )
}

function Steps({ steps }: { steps: readonly DemoStep[] }) {
  const format = useFormat()
  const { status } = useText(parts)
  return (
    <ol className={css['steps']}>
      {steps.map(step => {
        const kind = kinds[step.state]
        return (
          <li key={step.name} data-state={kind} aria-current={kind === 'running' ? 'step' : undefined}>
            <StatusMark is={kind} label={status[kind]} />
            <span>{step.name}</span>
            {step.seconds !== null && <small>{format.duration(step.seconds * 1000)}</small>}
          </li>
        )
      })}
    </ol>
  )
}
