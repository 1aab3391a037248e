import { Button } from '@mantine/core'
import { IconUpload } from '@tabler/icons-react'
import { useRef, useState, type DragEvent, type ReactNode } from 'react'
import { useFormat } from '../format.ts'
import { parts } from '../text/parts.ts'
import { useText } from '../text/text.ts'
import { ErrorPanel } from './ErrorPanel.tsx'
import css from './FileDrop.module.css'
import { ProgressBar } from './Progress.tsx'

type Sending = { file: File; share: number; stop: AbortController }

type FileDropProps = {
  /** as the input's `accept`: `.csv,.parquet,.json` */
  accept: string
  /** what fits, and what becomes of it */
  children: ReactNode
  /** sends it; `upload` of api.ts fits here. Ends when the server has taken it */
  onFile: (file: File, ways: { signal: AbortSignal; onProgress: (share: number) => void }) => Promise<unknown>
}

/** A place to drop a file or to choose one; shows how much is sent and can be stopped. */
export function FileDrop({ accept, children, onFile }: FileDropProps) {
  const text = useText(parts)
  const input = useRef<HTMLInputElement>(null)
  const [sending, setSending] = useState<Sending | undefined>()
  const [problem, setProblem] = useState<unknown>()
  const [isOver, setOver] = useState(false)
  const take = async (file: File | undefined) => {
    if (!file) return
    if (!fits(file, accept)) return setProblem(new Error(text.drop.wrongKind(accept)))
    const stop = new AbortController()
    setProblem(undefined)
    setSending({ file, share: 0, stop })
    const onProgress = (share: number) => setSending({ file, share, stop })
    await onFile(file, { signal: stop.signal, onProgress }).catch((error: unknown) => {
      if (!stop.signal.aborted) setProblem(error)
    })
    setSending(undefined)
  }
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    void take(event.dataTransfer.files[0])
  }
  return (
    <div className={css['whole']}>
      <div
        className={css['drop']}
        data-over={isOver || undefined}
        onDragOver={event => {
          event.preventDefault()
          setOver(true)
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
      >
        {sending ? (
          <Running sending={sending} />
        ) : (
          <>
            <IconUpload size={20} stroke={1.6} aria-hidden />
            <div>
              <p>
                <Button onClick={() => input.current?.click()}>{text.drop.choose}</Button>{' '}
                <span>{text.drop.orDrop}</span>
              </p>
              <small>{children}</small>
            </div>
          </>
        )}
      </div>
      <input ref={input} type="file" hidden accept={accept} onChange={event => void take(event.target.files?.[0])} />
      {problem !== undefined && <ErrorPanel error={problem} safe={text.drop.stopped + '.'} />}
    </div>
  )
}

function Running({ sending: { file, share, stop } }: { sending: Sending }) {
  const text = useText(parts)
  const format = useFormat()
  const words =
    share < 1
      ? text.drop.sending(file.name, `${format.share(share, 0)}, ${format.bytes(file.size)}`)
      : text.drop.checking
  return (
    <div className={css['running']}>
      <span role="status">{words}</span>
      <ProgressBar share={share < 1 ? share : undefined} label={words} tone="accent" />
      <Button onClick={() => stop.abort()}>{text.stop}</Button>
    </div>
  )
}

const fits = (file: File, accept: string) =>
  accept.split(',').some(end => file.name.toLowerCase().endsWith(end.trim().toLowerCase()) || file.type === end.trim())
