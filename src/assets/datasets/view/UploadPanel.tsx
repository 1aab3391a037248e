import { Button, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { upload } from '../../../web/api.ts'
import { CodeBlock } from '../../../web/parts/CodeBlock.tsx'
import { FileDrop } from '../../../web/parts/FileDrop.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { Segmented } from '../../../web/parts/Segmented.tsx'
import { useProject } from '../../../web/project.ts'
import { datasets } from '../../../web/text/datasets.ts'
import { useText } from '../../../web/text/text.ts'
import { NearWish } from '../../catalog/likeness/NearPanel.tsx'
import { DatasetVersion, type DatasetSummary } from '../datasets.schema.ts'
import css from './upload.module.css'

type UploadPanelProps = { known: readonly DatasetSummary[]; onClose?: (() => void) | undefined }

const dateWays = ['text', 'day_first', 'month_first'] as const
type DateWay = (typeof dateWays)[number]

/** Takes a file: under which name, with which words, and how doubtful dates are meant. Ends on the new version. */
export function UploadPanel({ known, onClose }: UploadPanelProps) {
  const text = useText(datasets)
  const { slug } = useProject()
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [note, setNote] = useState('')
  const [dates, setDates] = useState<DateWay>('text')
  const older = known.find(dataset => dataset.name === name.trim())
  const send = async (file: File, ways: { signal: AbortSignal; onProgress: (share: number) => void }) => {
    const wish = { name: name.trim() || nameOf(file.name), fileName: file.name, note, dates }
    const made = DatasetVersion.parse(await upload({ path: uploadPath(slug, wish), file, ...ways }))
    void queries.invalidateQueries({ queryKey: ['project', slug, 'datasets'] })
    await navigate({
      to: '/projects/$slug/data/$name/$version',
      params: { slug, name: made.name, version: String(made.version) },
    })
  }
  return (
    <Panel
      title={text.uploadTitle}
      note={text.uploadNote}
      aside={onClose && <Button onClick={onClose}>{text.close}</Button>}
    >
      <div className={css['form']}>
        <TextInput
          label={text.nameLabel}
          value={name}
          maxLength={200}
          description={name.trim() === '' ? text.nameHint : older ? nextOf(older, text.nameNext) : text.nameNew}
          onChange={event => setName(event.target.value)}
        />
        <TextInput
          label={text.noteLabel}
          description={text.noteHint}
          value={note}
          maxLength={2000}
          onChange={event => setNote(event.target.value)}
        />
        {!older && (
          <div className={css['wide']}>
            <NearWish kind="dataset" name={name} project={slug} />
          </div>
        )}
        <div className={css['wide']}>
          <span>{text.dates}</span>
          <Segmented
            label={text.dates}
            value={dates}
            onChange={setDates}
            options={dateWays.map(value => ({ value, label: text.dateWays[value] }))}
          />
        </div>
      </div>
      <FileDrop accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.parquet" onFile={send}>
        {text.fits}
      </FileDrop>
      <div className={css['program']}>
        <p>
          <strong>{text.byProgram}</strong>. {text.byProgramText}
        </p>
        <CodeBlock label={text.byProgram} code={uploadLine(slug, name.trim() || 'flights')} />
      </div>
    </Panel>
  )
}

const nextOf = (older: DatasetSummary, say: (name: string, version: number) => string) =>
  say(older.name, (older.latest?.version ?? 0) + 1)

/** `flights-20k.json` is called flights-20k. */
const nameOf = (fileName: string) => fileName.replace(/\.[^.]+$/, '').trim() || fileName

type Wish = { name: string; fileName: string; note: string; dates: DateWay }

function uploadPath(slug: string, { name, fileName, note, dates }: Wish): string {
  const query = new URLSearchParams({ fileName, note, ...(dates !== 'text' && { dates }) })
  return `${versionsPath(slug, name)}?${query}`
}

const versionsPath = (slug: string, name: string) =>
  `/api/projects/${encodeURIComponent(slug)}/datasets/${encodeURIComponent(name)}/versions`

/** A command that works as it stands, once the token is set. */
export const uploadLine = (slug: string, name: string) =>
  `curl -X POST -T data.csv -H "Authorization: Bearer $TRIREME_TOKEN" ${location.origin}${versionsPath(slug, name)}`
