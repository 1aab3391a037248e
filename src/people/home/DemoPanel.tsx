import type { Demo, DemoStep } from '../../projects/demo/demo.schema.ts'
import { useFormat } from '../../web/format.ts'
import { Callout, Panel } from '../../web/parts/Panel.tsx'
import { ProgressBar } from '../../web/parts/Progress.tsx'
import { StatusMark, type StatusKind } from '../../web/parts/Status.tsx'
import { fresh } from '../../web/text/fresh.ts'
import { parts } from '../../web/text/parts.ts'
import { useText } from '../../web/text/text.ts'
import css from './home.module.css'

const kinds: Record<DemoStep['state'], StatusKind> = {
  waiting: 'idle',
  running: 'running',
  done: 'done',
  stopped: 'failed',
}

/** How far the demo is, while it is being made, and why it stopped when it did. */
export function DemoPanel({ demo }: { demo: Demo }) {
  const text = useText(fresh)
  const isStopped = demo.state === 'stopped'
  const done = demo.steps.filter(step => step.state === 'done').length
  return (
    <Panel
      title={isStopped ? text.demoStopped : text.demoTitle}
      note={isStopped ? text.demoStoppedNote : text.demoNote}
    >
      <ProgressBar
        label={text.demoBar}
        share={demo.steps.length === 0 ? undefined : done / demo.steps.length}
        tone={isStopped ? 'failed' : 'accent'}
      />
      <Steps steps={demo.steps} />
      {demo.error && <Callout tone="failed">{demo.error}</Callout>}
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
