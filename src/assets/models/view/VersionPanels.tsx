import { ActionIcon } from '@mantine/core'
import { IconDownload } from '@tabler/icons-react'
import { useFormat } from '../../../web/format.ts'
import { Chip } from '../../../web/parts/Chip.tsx'
import { CodeBlock } from '../../../web/parts/CodeBlock.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import type { ModelVersion, ModelVersionDetail } from '../models.schema.ts'

/** What goes in and what comes out, as the run logged it. */
export function SignaturePanel({ version: { mlmodel, inputExample } }: { version: ModelVersionDetail }) {
  const text = useText(models)
  return (
    <>
      <Panel title={text.signature} note={mlmodel === null ? undefined : text.signatureNote}>
        {mlmodel === null ? text.signatureNone : <CodeBlock label={text.signature} code={mlmodel} />}
      </Panel>
      {inputExample !== null && (
        <Panel title={text.inputExample}>
          <CodeBlock label={text.inputExample} code={inputExample} />
        </Panel>
      )}
    </>
  )
}

/** Every file of the version, each to be had alone. */
export function FilesPanel({ version: { model, version, files } }: { version: ModelVersionDetail }) {
  const text = useText(models)
  const format = useFormat()
  const { slug } = useProject()
  const base = `/api/projects/${encodeURIComponent(slug)}/models/${encodeURIComponent(model)}/versions/${version}/file`
  return (
    <Panel title={text.files} note={text.filesNote(files.length)} flush>
      <Table
        label={text.files}
        rows={files}
        keyOf={file => file.path}
        columns={fileColumns({ base, text, size: format.bytes })}
      />
    </Panel>
  )
}

type Words = (typeof models)['en']
type File = ModelVersionDetail['files'][number]

function fileColumns(given: { base: string; text: Words; size: (bytes: number) => string }): Column<File>[] {
  const { base, text, size } = given
  return [
    { id: 'path', head: text.file, phone: 'title', cell: file => <code>{file.path}</code> },
    { id: 'size', head: text.size, align: 'right', width: '16%', cell: file => size(file.size) },
    {
      id: 'get',
      head: <span className="quiet">{text.download('')}</span>,
      align: 'right',
      width: '10%',
      phone: 'aside',
      cell: ({ path }) => (
        <ActionIcon
          component="a"
          href={`${base}?${new URLSearchParams({ path })}`}
          download={path.split('/').at(-1)}
          aria-label={text.download(path)}
          title={text.download(path)}
        >
          <IconDownload />
        </ActionIcon>
      ),
    },
  ]
}

type VersionsPanelProps = { versions: readonly ModelVersion[]; shown: number }

export function VersionsPanel({ versions, shown }: VersionsPanelProps) {
  const text = useText(models)
  const { slug } = useProject()
  return (
    <Panel title={text.versions} flush>
      <Table
        label={text.versions}
        rows={versions.toSorted((a, b) => b.version - a.version)}
        keyOf={row => String(row.version)}
        current={String(shown)}
        columns={versionColumns(slug, text)}
      />
    </Panel>
  )
}

const placeOfVersion = (slug: string, { model, version }: ModelVersion) =>
  placeOf(slug, { kind: 'model', id: model, version: String(version) }) ?? ''

function versionColumns(slug: string, text: Words): Column<ModelVersion>[] {
  return [
    {
      id: 'version',
      head: text.version,
      width: '12%',
      phone: 'title',
      cell: row => <Go href={placeOfVersion(slug, row)}>v{row.version}</Go>,
    },
    {
      id: 'aliases',
      head: text.columns.aliases,
      width: '22%',
      cell: row =>
        row.aliases.map(alias => (
          <Chip key={alias} tone="outline">
            {alias}
          </Chip>
        )),
    },
    { id: 'what', head: text.columns.description, phone: 'hide', cell: row => row.description },
    { id: 'by', head: text.by, width: '22%', cell: row => <PersonName person={row.createdBy} /> },
    {
      id: 'created',
      head: text.created,
      align: 'right',
      width: '14%',
      phone: 'aside',
      cell: row => <When at={row.createdAt} />,
    },
  ]
}
