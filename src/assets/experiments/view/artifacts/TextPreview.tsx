import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useFormat } from '../../../../web/format.ts'
import { Loaded } from '../../../../web/parts/Loaded.tsx'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import { NoPreview } from './NoPreview.tsx'
import css from './artifacts.module.css'
import { usePieces, type FileRef } from './useFile.ts'

const lineHeight = 19
/** the rest of a longer line is counted, not drawn */
const mostCharacters = 2_000

/** Text with the numbers of its lines; a large file comes a piece at a time, and only the lines in sight exist. */
export function TextPreview({ file }: { file: FileRef }) {
  const text = useText(artifacts)
  const format = useFormat()
  const query = usePieces(file)
  return (
    <Loaded query={query}>
      {({ pages }) => {
        if (!pages.every(piece => piece.isText)) return <NoPreview file={file} because={text.binary} />
        const end = pages.at(-1)?.next ?? file.size
        return (
          <>
            <Lines label={file.path} lines={pages.flatMap(piece => piece.lines)} />
            {query.hasNextPage && (
              <p className={css['more']}>
                <span role="status">{text.partShown(format.bytes(end), format.bytes(file.size))}</span>
                <Button loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
                  {text.readOn}
                </Button>
              </p>
            )}
          </>
        )
      }}
    </Loaded>
  )
}

export function Lines({ lines, label }: { lines: readonly string[]; label: string }) {
  const text = useText(artifacts)
  const format = useFormat()
  const box = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => box.current,
    estimateSize: () => lineHeight,
    overscan: 20,
  })
  const digits = String(lines.length).length
  return (
    <div
      ref={box}
      className={css['lines']}
      style={{ height: `min(60vh, ${lines.length * lineHeight + 16}px)` }}
      tabIndex={0}
      role="region"
      aria-label={label}
    >
      <div style={{ height: virtual.getTotalSize() }}>
        {virtual.getVirtualItems().map(({ index, start }) => {
          const line = lines[index] ?? ''
          return (
            <div key={index} className={css['line']} style={{ transform: `translateY(${start}px)` }}>
              <span className={css['number']} style={{ minWidth: `${digits}ch` }} aria-hidden>
                {index + 1}
              </span>
              <span>{line.slice(0, mostCharacters)}</span>
              {line.length > mostCharacters && <em>{text.longLine(format.num(line.length - mostCharacters))}</em>}
            </div>
          )
        })}
      </div>
    </div>
  )
}
