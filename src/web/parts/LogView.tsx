import { useVirtualizer } from '@tanstack/react-virtual'
import { IconDownload } from '@tabler/icons-react'
import { useEffect, useRef, useState } from 'react'
import { dateIn } from '../format.ts'
import { languageTags, useLanguage, useText } from '../text/text.ts'
import { parts } from '../text/parts.ts'
import { LiveDot } from './LiveDot.tsx'
import css from './LogView.module.css'

export type LogLine = { at?: number; text: string; tone?: 'plain' | 'warning' | 'error' | 'strong' }

type LogViewProps = {
  lines: readonly LogLine[]
  /** whether more may come; then it follows the end */
  live?: boolean
  /** the whole log as a file */
  download?: string
  height?: number
}

const lineHeight = 19

/** What a step wrote. Follows the end while it runs; scrolling up pauses, so a reader never loses the place. */
export function LogView({ lines, live = false, download, height = 340 }: LogViewProps) {
  const text = useText(parts)
  const box = useRef<HTMLDivElement>(null)
  const [readAt, setReadAt] = useState<number | undefined>()
  const isPaused = readAt !== undefined
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  })
  useEffect(() => {
    if (live && !isPaused && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [live, isPaused, lines.length, virtual])
  const onScroll = () => {
    const { scrollTop = 0, clientHeight = 0, scrollHeight = 0 } = box.current ?? {}
    const isAtEnd = scrollHeight - scrollTop - clientHeight < lineHeight * 2
    if (isAtEnd) setReadAt(undefined)
  }
  const fresh = lines.length - (readAt ?? lines.length)
  return (
    <div className={css['log']}>
      <div className={css['head']}>
        {live && <LiveDot state={isPaused ? 'paused' : 'following'} />}
        {isPaused && (
          <button type="button" onClick={() => setReadAt(undefined)}>
            {fresh > 0 && `${text.log.newLines(fresh)} · `}
            {text.log.follow}
          </button>
        )}
        {download && (
          <a href={download} download aria-label={text.log.download} title={text.log.download}>
            <IconDownload size={16} stroke={1.6} aria-hidden />
          </a>
        )}
      </div>
      {lines.length === 0 ? (
        <p className={css['empty']}>{text.log.empty}</p>
      ) : (
        <div
          ref={box}
          className={css['box']}
          style={{ height: Math.min(height, lines.length * lineHeight + 8) }}
          tabIndex={0}
          role="log"
          aria-label={text.log.label}
          aria-live="off"
          onScroll={onScroll}
          onWheel={event => live && event.deltaY < 0 && setReadAt(readAt ?? lines.length)}
          onTouchMove={() => live && setReadAt(readAt ?? lines.length)}
          onKeyDown={event =>
            live && ['ArrowUp', 'PageUp', 'Home'].includes(event.key) && setReadAt(readAt ?? lines.length)
          }
        >
          <div className={css['lines']} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(item => (
              <Line key={item.index} line={lines[item.index]} top={item.start} />
            ))}
          </div>
        </div>
      )}
    </div>
  )
}

function Line({ line, top }: { line: LogLine | undefined; top: number }) {
  const { language } = useLanguage()
  if (!line) return null
  return (
    <div className={css['line']} data-tone={line.tone} style={{ transform: `translateY(${top}px)` }}>
      {line.at !== undefined && (
        <time dateTime={new Date(line.at).toISOString()}>{stamp(line.at, languageTags[language])}</time>
      )}
      <span>{line.text}</span>
    </div>
  )
}

const stamp = (at: number, tag: string) =>
  dateIn(tag, at, {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    fractionalSecondDigits: 3,
    hourCycle: 'h23',
  })
