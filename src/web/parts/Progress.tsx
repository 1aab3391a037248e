import { Button } from '@mantine/core'
import { IconPlayerStop } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import css from './Progress.module.css'
import { StatusMark, type StatusKind } from './Status.tsx'
import { useNow } from './Time.tsx'

export type Step = {
  name: string
  note?: ReactNode
  state: StatusKind
  startedAt?: number
  endedAt?: number
  /** how long it usually takes */
  expectMs?: number
}

/** A thin bar with words: how far, how long so far, how long still. */
export function ProgressBar({
  share,
  label,
  tone = 'running',
}: {
  share: number | undefined
  label: string
  tone?: 'running' | 'done' | 'failed' | 'accent'
}) {
  const percent = share === undefined ? undefined : Math.round(Math.min(1, Math.max(0, share)) * 100)
  return (
    <div
      className={css['bar']}
      data-tone={tone}
      data-unknown={percent === undefined || undefined}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
    >
      <i style={{ width: `${percent ?? 30}%` }} />
    </div>
  )
}

type ProgressProps = {
  /** what is being made */
  label: string
  steps: readonly Step[]
  startedAt: number
  endedAt?: number
  /** asks the server to stop; the button says so until the state changes */
  onStop?: () => Promise<unknown>
}

/** Long work: its steps, the time so far and left, and a way to stop it. */
export function Progress({ label, steps, startedAt, endedAt, onStop }: ProgressProps) {
  const text = useText(parts)
  const format = useFormat()
  const now = useNow(endedAt === undefined ? 1000 : undefined)
  const [isStopping, setStopping] = useState(false)
  const left = leftOf(steps, now)
  const done = steps.filter(step => step.state === 'done' || step.state === 'reused').length
  const stop = async () => {
    setStopping(true)
    await onStop?.().finally(() => setStopping(false))
  }
  return (
    <div className={css['progress']}>
      <div className={css['head']}>
        <ProgressBar
          share={done / Math.max(1, steps.length)}
          label={label}
          tone={steps.some(step => step.state === 'failed') ? 'failed' : endedAt === undefined ? 'accent' : 'done'}
        />
        <span>
          <strong>{format.duration((endedAt ?? now) - startedAt)}</strong>{' '}
          {endedAt === undefined &&
            left !== undefined &&
            text.progress.left(format.duration(Math.ceil(left / 1000) * 1000))}
        </span>
        {onStop && endedAt === undefined && (
          <Button leftSection={<IconPlayerStop />} disabled={isStopping} onClick={() => void stop()}>
            {isStopping ? text.progress.stopping : text.stop}
          </Button>
        )}
      </div>
      <ol className={css['steps']}>
        {steps.map(step => (
          <li key={step.name} data-state={step.state} aria-current={step.state === 'running' ? 'step' : undefined}>
            <StatusMark is={step.state} label={text.status[step.state]} />
            <span>
              <strong>{step.name}</strong>
              {step.note && <small>{step.note}</small>}
            </span>
            <time>{timeOf(step, { now, write: format.duration, about: text.progress.about })}</time>
          </li>
        ))}
      </ol>
    </div>
  )
}

/** The time that the steps still ahead usually take, if all of them have been done before. */
function leftOf(steps: readonly Step[], now: number): number | undefined {
  const ahead = steps.filter(step => step.state === 'idle' || step.state === 'running' || step.state === 'waiting')
  if (ahead.length === 0 || ahead.some(step => step.expectMs === undefined)) return undefined
  return ahead.reduce(
    (sum, step) => sum + Math.max(0, (step.expectMs ?? 0) - (step.startedAt ? now - step.startedAt : 0)),
    0,
  )
}

function timeOf(
  step: Step,
  { now, write, about }: { now: number; write: (ms: number) => string; about: (time: string) => string },
): string {
  if (step.startedAt !== undefined) return write((step.endedAt ?? now) - step.startedAt)
  return step.expectMs === undefined ? '' : about(write(step.expectMs))
}
