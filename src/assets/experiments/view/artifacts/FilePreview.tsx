import { IconDownload } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat } from '../../../../web/format.ts'
import { CopyButton } from '../../../../web/parts/CodeBlock.tsx'
import { Loaded } from '../../../../web/parts/Loaded.tsx'
import { Markdown } from '../../../../web/parts/Markdown.tsx'
import { Segmented } from '../../../../web/parts/Segmented.tsx'
import { useProject } from '../../../../web/project.ts'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import { artifactHref } from '../runs.look.ts'
import { isLoggedTable, isPickle, lookOf, mostBytes, nameOf, waysOf, type Look } from './artifacts.look.ts'
import { JsonPreview } from './JsonPreview.tsx'
import { NoPreview } from './NoPreview.tsx'
import { NotebookPreview } from './NotebookPreview.tsx'
import { ImagePreview, PageFrame, PdfFrame } from './ShownPreview.tsx'
import { TablePreview } from './TablePreview.tsx'
import { TextPreview } from './TextPreview.tsx'
import css from './artifacts.module.css'
import { useHead, useWhole, type FileRef } from './useFile.ts'

/** One file: what it is called, how large it is, the ways to look at it, and the way to take it along. */
export function FilePreview({ file }: { file: FileRef }) {
  const text = useText(artifacts)
  const format = useFormat()
  const { slug } = useProject()
  const ways = useWays(file)
  const [chosen, setChosen] = useState<Look>()
  const way = chosen !== undefined && ways.includes(chosen) ? chosen : ways[0]
  const isTooLarge = file.size > (mostBytes[lookOf(file.path)] ?? Infinity)
  return (
    <div className={css['preview']}>
      <header>
        <strong>{nameOf(file.path)}</strong>
        <small>{format.bytes(file.size)}</small>
        <CopyButton value={file.path} what={text.path} />
        <a
          href={artifactHref({ slug, owner: file.owner, path: file.path })}
          download
          aria-label={text.downloadWhat(file.path)}
          title={text.download}
        >
          <IconDownload size={16} stroke={1.6} aria-hidden />
        </a>
        {ways.length > 1 && (
          <Segmented
            label={text.ways}
            value={way ?? 'text'}
            onChange={value => setChosen(ways.find(one => one === value))}
            options={ways.map(value => ({ value, label: text.way[value] }))}
          />
        )}
      </header>
      {isTooLarge && way !== 'none' && <p className={css['thin']}>{text.onlyText}</p>}
      {way && <Body key={`${file.path} ${way}`} file={file} way={way} />}
    </div>
  )
}

/** JSON that holds a table is shown as one first, which only its beginning tells. */
function useWays(file: FileRef): Look[] {
  const ways = waysOf(file.path, file.size)
  const isJson = lookOf(file.path) === 'json'
  const head = useHead(isJson ? file : { ...file, size: 0 })
  if (!isJson) return ways
  const isTable = isLoggedTable(head.data?.lines.join('\n') ?? '')
  const rest = ways.filter(way => way !== 'table')
  return isTable ? ['table', ...rest] : rest
}

function Body({ file, way }: { file: FileRef; way: Look }) {
  const text = useText(artifacts)
  switch (way) {
    case 'image':
      return <ImagePreview file={file} />
    case 'table':
      return <TablePreview file={file} />
    case 'json':
      return <JsonPreview file={file} />
    case 'notebook':
      return <NotebookPreview file={file} />
    case 'page':
      return <PageFrame file={file} />
    case 'pdf':
      return <PdfFrame file={file} />
    case 'markdown':
      return <MarkdownPreview file={file} />
    case 'text':
      return <TextPreview file={file} />
    case 'none':
      return <NoPreview file={file} because={whyNot(file, text)} />
  }
}

function whyNot({ path, size }: FileRef, text: (typeof artifacts)['en']): string {
  if (size > (mostBytes[lookOf(path)] ?? Infinity)) return text.tooLarge
  return isPickle(path) ? text.pickle : text.binary
}

function MarkdownPreview({ file }: { file: FileRef }) {
  const query = useWhole(file, bytes => new TextDecoder().decode(bytes))
  return <Loaded query={query}>{source => <Markdown source={source} />}</Loaded>
}
