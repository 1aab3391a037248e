import { Button } from '@mantine/core'
import { IconAlertTriangle, IconCloudOff } from '@tabler/icons-react'
import { useState, type ReactNode } from 'react'
import { AppError, messageOf } from '../../kernel/errors.ts'
import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { CopyButton } from './CodeBlock.tsx'
import css from './ErrorPanel.module.css'
import { Go } from './Go.tsx'

export type Remedy = { label: string; note?: string } & ({ onClick: () => void } | { href: string })

type ErrorPanelProps = {
  error: unknown
  /** what did not happen, in the page's words: `Training set v6 was not built` */
  title?: string
  /** what was not harmed, when the page knows better than "nothing was changed" */
  safe?: string
  /** what to do now; the first is the primary */
  remedies?: readonly Remedy[]
  onRetry?: () => void
  /** 1 where the error stands for the whole page */
  level?: 1 | 2
}

/** In place of what failed: what happened, what was not harmed, what to do now, and details to copy. */
export function ErrorPanel({ error, title, safe, remedies = [], onRetry, level = 2 }: ErrorPanelProps) {
  const text = useText(parts).error
  const told = useTold(error)
  const retry: Remedy[] = onRetry ? [{ label: text.retry, onClick: onRetry }] : []
  const Heading = level === 1 ? 'h1' : 'h2'
  const isOffline = told.code === 'unavailable'
  return (
    <section className={css['error']} role="alert">
      <span className={css['icon']} aria-hidden>
        {isOffline ? <IconCloudOff size={22} stroke={1.6} /> : <IconAlertTriangle size={22} stroke={1.6} />}
      </span>
      <div className={css['words']}>
        <Heading>{title ?? told.title}</Heading>
        <p>
          {told.message} {safe ?? (isOffline ? text.offlineSafe : text.safe)}
        </p>
        {told.hint && <p>{told.hint}</p>}
        <div className={css['remedies']}>
          {[...remedies, ...retry].map((remedy, at) => (
            <RemedyButton key={remedy.label} remedy={remedy} variant={at === 0 ? 'filled' : 'default'} />
          ))}
        </div>
        <Details rows={told.details} />
      </div>
    </section>
  )
}

function RemedyButton({ remedy, variant }: { remedy: Remedy; variant: 'filled' | 'default' }) {
  const note: ReactNode = remedy.note && <small>{remedy.note}</small>
  return (
    <span className={css['remedy']}>
      {'href' in remedy ? (
        <Button component={Go} href={remedy.href} variant={variant}>
          {remedy.label}
        </Button>
      ) : (
        <Button onClick={remedy.onClick} variant={variant}>
          {remedy.label}
        </Button>
      )}
      {note}
    </span>
  )
}

function Details({ rows }: { rows: readonly (readonly [string, string])[] }) {
  const text = useText(parts).error
  return (
    <div className={css['details']}>
      <div>
        <strong>{text.details}</strong>
        <CopyButton value={rows.map(row => row.join(': ')).join('\n')} what={text.details} words="shown" />
      </div>
      <dl>
        {rows.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** An error in the reader's words; the moment is kept, so the details do not change while they are read. */
function useTold(error: unknown) {
  const text = useText(parts).error
  const format = useFormat()
  const [at] = useState(() => Date.now())
  const known = error instanceof AppError ? error : undefined
  const titles: Partial<Record<string, string>> = {
    forbidden: text.forbidden,
    not_found: text.missing,
    unavailable: text.offline,
  }
  const details: (readonly [string, string])[] = [
    [text.code, known?.code ?? (error instanceof Error ? error.name : 'unknown')],
    [text.message, messageOf(error)],
    [text.place, location.pathname],
    [text.time, format.fullTime(at)],
    ...(known?.details === undefined ? [] : [['details', JSON.stringify(known.details)] as const]),
  ]
  return {
    code: known?.code,
    title: titles[known?.code ?? ''] ?? text.title,
    message: sentence(messageOf(error)),
    hint: known?.hint,
    details,
  }
}

const sentence = (message: string) => (/[.!?。！？]$/.test(message) ? message : `${message}.`)
