import { z } from 'zod'
import { AppError } from '../../../../kernel/errors.ts'
import { Loaded } from '../../../../web/parts/Loaded.tsx'
import { Markdown } from '../../../../web/parts/Markdown.tsx'
import { artifacts } from '../../../../web/text/artifacts.ts'
import { useText } from '../../../../web/text/text.ts'
import css from './artifacts.module.css'
import { useWhole, type FileRef } from './useFile.ts'

/** The parts of nbformat 4 that are looked at; https://nbformat.readthedocs.io */
const Lines = z.union([z.string(), z.array(z.string()).transform(lines => lines.join(''))])
const Bundle = z.record(z.string(), z.unknown())
const Output = z.object({
  output_type: z.string(),
  text: Lines.optional(),
  data: Bundle.optional(),
  ename: z.string().optional(),
  evalue: z.string().optional(),
  traceback: z.array(z.string()).optional(),
})
const Cell = z.object({
  cell_type: z.string(),
  source: Lines.default(''),
  execution_count: z.number().nullable().optional(),
  outputs: z.array(Output).default([]),
})
const Notebook = z.object({ nbformat: z.literal(4), cells: z.array(Cell) })
type Output = z.infer<typeof Output>
type Cell = z.infer<typeof Cell>

/** more cells than anybody reads; the file has the rest */
const mostCells = 400
const mostCharacters = 20_000

function read(bytes: Uint8Array): Cell[] {
  try {
    return Notebook.parse(JSON.parse(new TextDecoder().decode(bytes))).cells
  } catch (error) {
    const what = error instanceof z.ZodError ? z.prettifyError(error).slice(0, 300) : 'it is not JSON'
    throw new AppError('bad_request', `This is not a notebook of format 4: ${what}`)
  }
}

/** A notebook as it was saved. Nothing in it runs: words become our own elements, HTML stands in a frame without scripts. */
export function NotebookPreview({ file }: { file: FileRef }) {
  const text = useText(artifacts)
  const query = useWhole(file, read)
  return (
    <Loaded query={query}>
      {cells => (
        <div className={css['notebook']}>
          {cells.slice(0, mostCells).map((cell, at) => (
            <CellView key={at} cell={cell} />
          ))}
          {cells.length > mostCells && (
            <p className={css['thin']}>{text.moreCells(String(cells.length - mostCells))}</p>
          )}
        </div>
      )}
    </Loaded>
  )
}

function CellView({ cell }: { cell: Cell }) {
  if (cell.cell_type === 'markdown') return <Markdown source={cell.source} />
  return (
    <div className={css['code']}>
      <span className={css['count']} aria-hidden>
        {cell.cell_type === 'code' ? `[${cell.execution_count ?? ' '}]` : ''}
      </span>
      <div>
        <pre tabIndex={0}>{cell.source.slice(0, mostCharacters)}</pre>
        {cell.outputs.map((output, at) => (
          <OutputView key={at} output={output} />
        ))}
      </div>
    </div>
  )
}

const Text = Lines.catch('')

function OutputView({ output }: { output: Output }) {
  const text = useText(artifacts)
  const { data = {} } = output
  if (output.output_type === 'error')
    return (
      <pre data-error tabIndex={0}>
        {plain(output.traceback?.join('\n') ?? `${output.ename}: ${output.evalue}`)}
      </pre>
    )
  for (const type of ['image/png', 'image/jpeg', 'image/gif'] as const)
    if (data[type] !== undefined)
      return <img src={`data:${type};base64,${Text.parse(data[type]).replaceAll(/\s/g, '')}`} alt={text.output} />
  if (data['image/svg+xml'] !== undefined)
    // a drawing in an image runs no script and loads nothing
    return (
      <img
        src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(Text.parse(data['image/svg+xml']))}`}
        alt={text.output}
      />
    )
  if (data['text/html'] !== undefined) return <Html source={Text.parse(data['text/html'])} />
  if (data['text/markdown'] !== undefined) return <Markdown source={Text.parse(data['text/markdown'])} />
  const said = output.text ?? Text.parse(data['text/plain'] ?? JSON.stringify(data['application/json'] ?? ''))
  return said === '' ? null : <pre tabIndex={0}>{plain(said)}</pre>
}

/** A frame without scripts in an origin of its own; our own policy keeps it from loading anything. */
function Html({ source }: { source: string }) {
  const text = useText(artifacts)
  const rows = source.match(/<tr[\s>]/gi)?.length ?? 0
  const style =
    '<style>body{margin:0;font:13px system-ui,sans-serif;background:#fff;color:#14202b}table{border-collapse:collapse}td,th{padding:3px 8px;border-bottom:1px solid #e1e6ea;text-align:right}</style>'
  return (
    <iframe
      sandbox=""
      title={text.output}
      srcDoc={`${style}${source.slice(0, 2_000_000)}`}
      style={{ height: Math.min(420, Math.max(80, rows * 26 + 40)) }}
    />
  )
}

/** Without the colours of a terminal, and not without end. */
const plain = (said: string) =>
  // eslint-disable-next-line no-control-regex -- escape sequences begin with a control character
  said.replaceAll(/\u001b\[[0-9;]*[A-Za-z]/g, '').slice(0, mostCharacters)
