import { Button } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { Fragment, useRef } from 'react'
import { useFormat } from '../../../../web/format.ts'
import { Change } from '../../../../web/parts/Num.tsx'
import { Panel } from '../../../../web/parts/Panel.tsx'
import { Segmented } from '../../../../web/parts/Segmented.tsx'
import { compare } from '../../../../web/text/compare.ts'
import { useText } from '../../../../web/text/text.ts'
import type { ComparePart } from '../../ComparePage.tsx'
import { csvOf, rowsOf, type Compared, type CompareRow } from './compare.look.ts'
import { directionOf } from '../runs.look.ts'
import { saveFile } from '../../../../web/parts/saveChart.ts'
import css from './compare.module.css'

/** Params and metrics as rows, runs as columns: only what differs, until all is asked for. */
export function CompareTable({ of, search, show }: ComparePart) {
  const text = useText(compare)
  const format = useFormat()
  const all = rowsOf(of.runs)
  const differing = all.filter(row => row.differs)
  const rows = search.all ? all : differing
  const save = () => saveFile('compare.csv', new Blob(['\ufeff', csvOf(rows, of.runs)], { type: 'text/csv' }))
  return (
    <Panel
      title={text.table}
      note={text.tableNote(format.num(differing.length), format.num(all.length - differing.length))}
      flush
      aside={
        <>
          <Segmented
            label={text.rows}
            value={search.all ? 'all' : 'differences'}
            onChange={value => show({ all: value === 'all' ? true : undefined })}
            options={[
              { value: 'differences', label: text.differences },
              { value: 'all', label: text.all(format.num(all.length)) },
            ]}
          />
          <Button leftSection={<IconDownload />} onClick={save} aria-label={text.csv} title={text.csv}>
            CSV
          </Button>
        </>
      }
    >
      {rows.length === 0 ? <p className={css['note']}>{text.allEqual}</p> : <Grid of={of} rows={rows} />}
    </Panel>
  )
}

const columnWidth = 148

/** Only the columns in sight exist: two hundred runs scroll as four do. */
function Grid({ of, rows }: { of: Compared; rows: readonly CompareRow[] }) {
  const text = useText(compare)
  const box = useRef<HTMLDivElement>(null)
  const columns = useVirtualizer({
    horizontal: true,
    count: of.runs.length,
    getScrollElement: () => box.current,
    estimateSize: () => columnWidth,
    overscan: 4,
  })
  const shown = columns.getVirtualItems()
  const before = shown[0]?.start ?? 0
  const after = columns.getTotalSize() - (shown.at(-1)?.end ?? 0)
  const runs = shown.flatMap(({ index }) => {
    const run = of.runs[index]
    return run ? [{ run, index }] : []
  })
  const groups = Map.groupBy(rows, row => row.kind)
  return (
    <div className={css['grid']} ref={box} tabIndex={0} role="region" aria-label={text.title(of.runs.length)}>
      <table aria-colcount={of.runs.length + 1}>
        <thead>
          <tr>
            <td />
            {before > 0 && <td style={{ minWidth: before }} />}
            {runs.map(({ run, index }) => (
              <th key={run.id} scope="col" aria-colindex={index + 2} data-tone={of.tones.get(run.id)}>
                <span title={run.name}>
                  <i aria-hidden />
                  {run.name}
                </span>
                {run === of.reference && <small>{text.reference}</small>}
              </th>
            ))}
            {after > 0 && <td style={{ minWidth: after }} />}
          </tr>
        </thead>
        <tbody>
          {[...groups].map(([kind, list]) => (
            <Fragment key={kind}>
              <tr>
                <th scope="rowgroup" className={css['kind']}>
                  {text[kind]}
                </th>
              </tr>
              {list.map(row => (
                <tr key={row.id}>
                  <th scope="row">{row.key}</th>
                  {before > 0 && <td />}
                  {runs.map(({ run, index }) => (
                    <Cell key={run.id} row={row} at={index} reference={of.runs.indexOf(of.reference)} />
                  ))}
                  {after > 0 && <td />}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function Cell({ row, at, reference }: { row: CompareRow; at: number; reference: number }) {
  const text = useText(compare)
  const format = useFormat()
  const [value, base] = [row.values[at] ?? null, row.values[reference] ?? null]
  if (row.kind === 'params')
    return (
      <td data-differs={value !== base || undefined}>
        <code title={String(value ?? '')}>{value ?? '–'}</code>
      </td>
    )
  const [number, before] = [Number(value), Number(base)]
  const hasChange = value !== null && base !== null && at !== reference && value !== base
  const isBest = value !== null && value === row.best
  return (
    <td data-best={isBest || undefined}>
      {value === null ? '–' : format.num(number)}
      {isBest && <em>{text.bestMark}</em>}
      {hasChange && (
        <small>
          <Change value={number - before} reading={readingOf(row.key, number - before)} />
        </small>
      )}
    </td>
  )
}

/** One number has no interval, so nothing is called better; what went the wrong way is marked. */
function readingOf(key: string, change: number) {
  const better = directionOf(key)
  return better && change < 0 === (better === 'higher') ? 'worse' : 'plain'
}
