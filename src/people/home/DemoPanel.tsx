import { queryOptions, useQuery } from '@tanstack/react-query'
import { z } from 'zod'
import { send } from '../../web/api.ts'
import { useFormat } from '../../web/format.ts'
import { Callout, Panel } from '../../web/parts/Panel.tsx'
import { ProgressBar } from '../../web/parts/Progress.tsx'
import { StatusMark, type StatusKind } from '../../web/parts/Status.tsx'
import { home } from '../../web/text/home.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'
import css from './home.module.css'

const Demo = z.object({
  state: z.enum(['off', 'running', 'done', 'stopped']),
  step: z.union([z.string(), z.number()]).nullish(),
  steps: z.array(z.object({ name: z.string(), state: z.string(), seconds: z.number().nullish() })).default([]),
  error: z.string().nullish(),
})
type Demo = z.infer<typeof Demo>

const demoQuery = () =>
  queryOptions({
    queryKey: ['demo'],
    queryFn: ({ signal }) => readDemo(signal),
    // its steps are no events of a project, so nothing else would say that one has ended
    refetchInterval: query => (query.state.data?.state === 'running' ? 1_500 : false),
  })

/** A server without the demo has no such address. */
async function readDemo(signal: AbortSignal): Promise<Demo> {
  const answer = await send(new Request(new URL('/api/demo', location.origin), { signal }))
  return answer.ok ? Demo.parse(await answer.json()) : { state: 'off', steps: [] }
}

const kinds: Record<string, StatusKind> = {
  done: 'done',
  running: 'running',
  failed: 'failed',
  stopped: 'failed',
  reused: 'reused',
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

function Steps({ steps }: { steps: Demo['steps'] }) {
  const format = useFormat()
  const { status } = useText(parts)
  return (
    <ol className={css['steps']}>
      {steps.map(step => {
        const kind = kinds[step.state] ?? 'idle'
        return (
          <li key={step.name} data-state={kind} aria-current={kind === 'running' ? 'step' : undefined}>
            <StatusMark is={kind} label={status[kind]} />
            <span>{step.name}</span>
            {typeof step.seconds === 'number' && <small>{format.duration(step.seconds * 1000)}</small>}
          </li>
        )
      })}
    </ol>
  )
}
