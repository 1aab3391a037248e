import { Chip } from '../../../web/parts/Chip.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { models } from '../../../web/text/models.ts'
import { useText } from '../../../web/text/text.ts'
import type { ModelVersion } from '../models.schema.ts'

type Words = (typeof models)['en']
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
