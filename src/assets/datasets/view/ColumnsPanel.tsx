import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useFormat } from '../../../web/format.ts'
import { Chip } from '../../../web/parts/Chip.tsx'
import { Histogram, HistogramChart, VersionLegend } from '../../../web/parts/Histogram.tsx'
import { KeyValue, type Pair } from '../../../web/parts/KeyValue.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { datasets } from '../../../web/text/datasets.ts'
import { languageTags, useLanguage, useText } from '../../../web/text/text.ts'
import type { ColumnProfile, Profile, TopValues } from '../analytics/profiles.schema.ts'
import css from './columns.module.css'
import { binsOf, cellText, isTimed, outlineOf, percentile, timeWriter } from './datasets.look.ts'

/** The version before, where its profile is known: drawn as an outline. */
export type Before = { version: number; profile: Profile }

/** so many are seen at once */
const fewColumns = 6

/** Every column in small, and the chosen one large. */
export function ColumnsPanel({ profile, before }: { profile: Profile; before: Before | undefined }) {
  const [chosen, setChosen] = useState(() => telling(profile)?.name)
  const [words, setWords] = useState('')
  const text = useText(datasets)
  const format = useFormat()
  const shown = profile.columns.filter(({ name }) => name.toLowerCase().includes(words.trim().toLowerCase()))
  const column = profile.columns.find(one => one.name === chosen) ?? profile.columns[0]
  const earlier = (name: string) => before?.profile.columns.find(one => one.name === name)
  if (!column) return null
  return (
    <>
      <LargeColumn column={column} earlier={earlier(column.name)} before={before?.version} rows={profile.rows} />
      {profile.columns.length > fewColumns && (
        <div className={css['find']}>
          <TextInput
            aria-label={text.columnSearch}
            placeholder={text.columnSearch}
            leftSection={<IconSearch size={15} stroke={1.6} aria-hidden />}
            value={words}
            onChange={event => setWords(event.target.value)}
          />
          <small role="status">{text.columnsFound(format.num(shown.length), format.num(profile.columns.length))}</small>
        </div>
      )}
      <ul className={css['cards']}>
        {shown.map(one => (
          <li key={one.name}>
            <Card
              column={one}
              earlier={earlier(one.name)}
              isNew={before !== undefined && earlier(one.name) === undefined}
              isChosen={one === column}
              onChoose={() => setChosen(one.name)}
            />
          </li>
        ))}
      </ul>
    </>
  )
}

/** What to show large at first: a number says more than a time, a time more than a text. */
const telling = ({ columns }: Profile) =>
  columns.find(column => column.number && column.histogram) ?? columns.find(column => column.histogram)

type ColumnProps = { column: ColumnProfile; earlier: ColumnProfile | undefined }

function LargeColumn({ column, earlier, before, rows }: ColumnProps & { before: number | undefined; rows: number }) {
  const text = useText(datasets)
  const write = useWriter(column, 'axis')
  const { histogram } = column
  const previous = histogram && outlineOf(histogram, earlier?.histogram)
  const facts = useFacts(column, rows)
  return (
    <Panel
      title={<code className={css['name']}>{column.name}</code>}
      note={text.type[column.type]}
      aside={before !== undefined && previous && <VersionLegend now={text.shape.rows} before={text.before(before)} />}
    >
      <div className={css['large']}>
        <div>
          {histogram ? (
            <HistogramChart
              bins={binsOf(histogram)}
              marks={marksOf(column, text)}
              height={300}
              {...(previous && { previous })}
              {...(write && { write })}
            />
          ) : column.top ? (
            <Top top={column.top} count={column.count} size="large" />
          ) : (
            <p>{text.noShape}</p>
          )}
          <Notes column={column} />
        </div>
        <KeyValue items={facts} layout="spread" />
      </div>
    </Panel>
  )
}

function Notes({ column }: { column: ColumnProfile }) {
  const text = useText(datasets)
  if (column.notes.length === 0) return null
  return (
    <ul className={css['notes']}>
      {column.notes.map(note => (
        <li key={note}>{text.note[note]}</li>
      ))}
    </ul>
  )
}

type CardProps = ColumnProps & { isNew: boolean; isChosen: boolean; onChoose: () => void }

function Card({ column, earlier, isNew, isChosen, onChoose }: CardProps) {
  const text = useText(datasets)
  const write = useWriter(column)
  const line = useLine(column)
  const { histogram, top } = column
  const previous = histogram && outlineOf(histogram, earlier?.histogram)
  return (
    <button type="button" className={css['card']} aria-pressed={isChosen} onClick={onChoose}>
      <span className={css['title']}>
        <code>{column.name}</code>
        <small>{text.type[column.type]}</small>
        {isNew && <Chip tone="accent">{text.newColumn}</Chip>}
        {column.notes.length > 0 && (
          <span className={css['mark']}>
            <Chip tone="waiting">{column.notes.length}</Chip>
          </span>
        )}
      </span>
      <span className={css['shape']}>
        {histogram ? (
          <Histogram bins={binsOf(histogram)} {...(previous && { previous })} {...(write && { write })} />
        ) : top ? (
          <Top top={top} count={column.count} size="small" />
        ) : (
          <small>{text.noShape}</small>
        )}
      </span>
      <small className={css['line']}>{line}</small>
    </button>
  )
}

/** The most frequent values as bars; what they leave out is said. */
function Top({ top, count, size }: { top: TopValues; count: number; size: 'small' | 'large' }) {
  const format = useFormat()
  const shown = top.values.slice(0, size === 'small' ? 4 : 12)
  const most = Math.max(1, ...shown.map(value => value.count))
  return (
    <span className={css['top']} data-size={size} role="list">
      {shown.map(({ value, count: n }) => (
        <span key={String(value)} role="listitem">
          <code title={cellText(value)}>{cellText(value) || '""'}</code>
          <i>
            <b style={{ width: `${(n / most) * 100}%` }} />
          </i>
          <span>
            {format.num(n)}
            {size === 'large' && <small> {format.share(n / Math.max(1, count))}</small>}
          </span>
        </span>
      ))}
    </span>
  )
}

function useWriter({ type, histogram }: ColumnProfile, place: 'axis' | 'sentence' = 'sentence') {
  const { language } = useLanguage()
  const tag = language === 'en' ? 'en-GB' : languageTags[language]
  return isTimed(type) ? timeWriter(histogram, { tag, place }) : undefined
}

/** One line under a card: what stands out, else the middle of it. */
function useLine(column: ColumnProfile): string {
  const text = useText(datasets)
  const format = useFormat()
  const write = useWriter(column) ?? format.num
  const middle = percentile(column, 50)
  const missing = column.nulls && text.missingShare(format.share(column.nulls / (column.count + column.nulls)))
  const [note] = column.notes
  const fact = note
    ? text.note[note]
    : middle !== undefined && column.histogram
      ? text.median(write(middle))
      : column.distinct && text.values(amount(column.distinct, { text, format }))
  return [fact, missing].filter(Boolean).join(' · ')
}

type Words = (typeof datasets)['en']
type Said = { text: Words; format: ReturnType<typeof useFormat> }

const amount = ({ count, exact }: { count: number; exact: boolean }, { text, format }: Said) =>
  exact ? format.num(count) : text.shape.about(format.num(count))

function marksOf(column: ColumnProfile, text: Words) {
  const [middle, high] = [percentile(column, 50), percentile(column, 95)]
  const { edges = [] } = column.histogram ?? {}
  const [first = 0, last = 0] = [edges[0], edges.at(-1)]
  const isApart = middle !== undefined && high !== undefined && (high - middle) / (last - first) > 0.12
  return [
    ...(middle === undefined ? [] : [{ at: middle, label: text.medianMark }]),
    ...(high !== undefined && high <= last && isApart ? [{ at: high, label: text.p95Mark }] : []),
  ]
}

function useFacts(column: ColumnProfile, rows: number): Pair[] {
  const text = useText(datasets)
  const format = useFormat()
  const write = useWriter(column) ?? format.num
  const { number, time, text: words, histogram, distinct } = column
  const at = (share: number) => write(percentile(column, share) ?? 0)
  const cell = (value: string | number | boolean | null) =>
    typeof value === 'number' ? format.num(value) : cellText(value)
  const facts: (Pair | false | undefined)[] = [
    { label: text.shape.rows, value: format.num(rows) },
    { label: text.shape.missing, value: format.num(column.nulls) },
    distinct && { label: text.shape.distinct, value: amount(distinct, { text, format }) },
    (number ?? time) && { label: text.shape.smallest, value: cell(number?.min ?? time?.min ?? null) },
    column.percentiles && { label: text.shape.low, value: at(5) },
    column.percentiles && { label: text.shape.middle, value: at(50) },
    column.percentiles && { label: text.shape.high, value: at(95) },
    (number ?? time) && { label: text.shape.largest, value: cell(number?.max ?? time?.max ?? null) },
    number?.mean != null && { label: text.mean, value: format.num(number.mean, 2) },
    number?.std != null && { label: text.spread, value: format.num(number.std, 2) },
    number && number.zeros > 0 && { label: text.zeros, value: format.num(number.zeros) },
    words && { label: text.lengths, value: `${format.num(words.minLength)}–${format.num(words.maxLength)}` },
    histogram &&
      histogram.below + histogram.above > 0 && {
        label: text.outside,
        value: text.outsideValue(format.num(histogram.below), format.num(histogram.above)),
      },
  ]
  return facts.filter(fact => typeof fact === 'object')
}
