import { IconArrowsExchange, IconMinus, IconPlus } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { api } from '../../../web/api.ts'
import { useFormat, type Format } from '../../../web/format.ts'
import { Chip } from '../../../web/parts/Chip.tsx'
import { CopyButton } from '../../../web/parts/CodeBlock.tsx'
import { Go } from '../../../web/parts/Go.tsx'
import { KeyValue } from '../../../web/parts/KeyValue.tsx'
import { LineageList } from '../../../web/parts/LineageStrip.tsx'
import { Callout, Panel } from '../../../web/parts/Panel.tsx'
import { PersonName } from '../../../web/parts/PersonLine.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { When } from '../../../web/parts/Time.tsx'
import { placeOf } from '../../../web/places.ts'
import { useProject } from '../../../web/project.ts'
import { datasets } from '../../../web/text/datasets.ts'
import { lineage } from '../../../web/text/lineage.ts'
import { useText } from '../../../web/text/text.ts'
import { drawnAs, hrefOf, nameOf, useLineage } from '../../catalog/lineage/LineagePanel.tsx'
import { datasetRoutes, type DatasetVersion } from '../datasets.schema.ts'
import { columnChanges, shortDigest, type ColumnChange } from './datasets.look.ts'
import css from './versions.module.css'

export type Version = Omit<DatasetVersion, 'profile'>

/** Where the rows came from, and what had to be decided while reading them. */
export function SourcePanel({ version }: { version: Version }) {
  const text = useText(datasets)
  const format = useFormat()
  const { slug } = useProject()
  const { source } = version
  return (
    <Panel title={text.source.title} note={text.source[source.kind]}>
      <KeyValue
        items={[
          { label: text.source.file, value: source.fileName },
          { label: text.source.format, value: source.format.toUpperCase() },
          // what a run wrote is known by the version's own digest
          ...(source.digest
            ? [
                {
                  label: text.source.digest,
                  value: (
                    <span className={css['digest']}>
                      <code title={source.digest}>{shortDigest(source.digest)}</code>
                      <CopyButton value={source.digest} what={text.source.digest} />
                    </span>
                  ),
                },
              ]
            : []),
          ...(source.runId
            ? [
                {
                  label: text.source.run,
                  value: (
                    <Go href={placeOf(slug, { kind: 'run', id: source.runId }) ?? ''}>{source.runId.slice(0, 12)}</Go>
                  ),
                },
              ]
            : []),
        ]}
      />
      {source.notes.length === 0 ? (
        <p className={css['thin']}>{text.asIs}</p>
      ) : (
        <ul className={css['notes']}>
          {source.notes.map(note => (
            <li key={`${note.column} ${note.code}`}>
              {text.reading[note.code](note.column, format.num(note.count ?? 0))}
            </li>
          ))}
        </ul>
      )}
    </Panel>
  )
}

/** Against the version before it: columns, types, rows. */
export function ChangesPanel({ version, before }: { version: DatasetVersion; before: Version | undefined }) {
  const text = useText(datasets)
  const format = useFormat()
  const shift = useLargestShift(version, before)
  if (!before)
    return (
      <Panel title={text.changes.first}>
        <p className={css['thin']}>{text.changes.firstText}</p>
      </Panel>
    )
  const changes = columnChanges(before.columns, version.columns)
  const grown = version.rows - before.rows
  return (
    <Panel title={text.changes.title(before.version)}>
      {changes.length === 0 && grown === 0 && <p className={css['thin']}>{text.changes.none}</p>}
      <ul className={css['changes']}>
        {changes.map(change => (
          <ChangeLine key={`${change.kind} ${change.name}`} change={change} />
        ))}
        {grown !== 0 && (
          <li>
            {grown > 0 ? <IconPlus size={15} aria-hidden /> : <IconMinus size={15} aria-hidden />}
            <span>
              {format.num(Math.abs(grown))} {text.columns.rows.toLowerCase()}
            </span>
            <small>{text.changes.rows(format.num(before.rows), format.num(version.rows))}</small>
          </li>
        )}
      </ul>
      {shift && (
        <p className={css['thin']}>
          {text.changes.shift(shift.name, `${shift.measure === 'psi' ? 'PSI' : 'JS'} ${format.num(shift.value)}`)}{' '}
          {text.changes.level[shift.level]}
        </p>
      )}
    </Panel>
  )
}

/** The column whose values moved furthest; a strong shift is what a model notices first. */
function useLargestShift({ name, version, profile }: DatasetVersion, before: Version | undefined) {
  const { slug } = useProject()
  const query = useQuery({
    queryKey: ['project', slug, 'dataset', name, version, 'changes'],
    queryFn: ({ signal }) => api(datasetRoutes).changes({ project: slug, name, version }, { signal }),
    enabled: before !== undefined && profile !== null,
    staleTime: Infinity,
  })
  return query.data?.columns
    .flatMap(({ value, level, ...column }) => (value === null || level === null ? [] : [{ ...column, value, level }]))
    .toSorted((a, b) => b.value - a.value)[0]
}

const icons = { added: IconPlus, removed: IconMinus, retyped: IconArrowsExchange }

function ChangeLine({ change }: { change: ColumnChange }) {
  const text = useText(datasets)
  const Icon = icons[change.kind]
  return (
    <li>
      <Icon size={15} aria-hidden />
      <code>{change.name}</code>
      <small>
        {change.kind === 'retyped'
          ? text.changes.retyped(text.type[change.from], text.type[change.to])
          : `${text.type[change.type]}, ${text.changes[change.kind]}`}
      </small>
    </li>
  )
}

/** Who would notice if it changed: everything that was made with this version. */
export function UsedByPanel({ version }: { version: Version }) {
  const text = useText(datasets)
  const words = useText(lineage)
  const query = useLineage({ kind: 'dataset', id: version.assetId, version: String(version.version) })
  const { nodes = [], edges = [], start = '' } = query.data ?? {}
  // everything from here on was made of it, in one step or more
  const reached = downstreamOf(start, edges)
  const touched = (kind: string) => nodes.filter(node => node.kind === kind && reached.has(node.key)).length
  const used = new Set(edges.filter(edge => edge.to === start).map(edge => edge.from))
  const items = nodes
    .filter(node => used.has(node.key))
    .slice(0, 12)
    .map(node => {
      const href = hrefOf(node)
      return {
        kind: drawnAs[node.kind],
        name: nameOf(node, words.hidden),
        note: words.kind[node.kind],
        ...(href !== undefined && { href }),
      }
    })
  return (
    <Panel title={text.usedBy}>
      {items.length > 0 ? (
        <>
          <LineageList items={items} label={text.usedBy} />
          <Callout>{text.touches(touched('model'), touched('endpoint'))}</Callout>
        </>
      ) : (
        <p className={css['thin']}>{text.usedByNobody}</p>
      )}
    </Panel>
  )
}

/** An edge leads from what was made to what it was made with. */
function downstreamOf(start: string, edges: readonly { from: string; to: string }[]): Set<string> {
  const reached = new Set([start])
  for (const key of reached) for (const edge of edges) if (edge.to === key) reached.add(edge.from)
  return reached
}

type VersionsPanelProps = { versions: readonly Version[]; shown: number }

/** Every version, newest first, each with what it changed. */
export function VersionsPanel({ versions, shown }: VersionsPanelProps) {
  const text = useText(datasets)
  const format = useFormat()
  const { slug } = useProject()
  const navigate = useNavigate()
  return (
    <Panel flush>
      <Table
        label={text.tabs.versions}
        columns={versionColumns({ versions, shown, slug, text, format })}
        rows={versions}
        keyOf={row => String(row.version)}
        current={String(shown)}
        onOpen={row => void navigate({ href: placeOfVersion(slug, row) })}
      />
    </Panel>
  )
}

const placeOfVersion = (slug: string, { name, version }: Version) =>
  placeOf(slug, { kind: 'dataset', id: name, version: String(version) }) ?? ''

type Said = { slug: string; text: (typeof datasets)['en']; format: Format }

function versionColumns({ versions, shown, slug, text, format }: VersionsPanelProps & Said): Column<Version>[] {
  const change = (version: Version) => {
    const before = versions.find(other => other.version === version.version - 1)
    if (!before) return '–'
    const rows = `${format.signed(version.rows - before.rows)} ${text.columns.rows.toLowerCase()}`
    const columns = columnChanges(before.columns, version.columns).length
    return columns === 0 ? rows : `${rows}, ${columns} ${text.columns.columns.toLowerCase()}`
  }
  return [
    {
      id: 'version',
      head: text.versions.version,
      width: '13%',
      phone: 'title',
      cell: row => (
        <>
          <Go href={placeOfVersion(slug, row)}>v{row.version}</Go>{' '}
          {row.version === shown && <Chip>{text.versions.shown}</Chip>}
        </>
      ),
    },
    { id: 'when', head: text.versions.when, width: '10%', phone: 'aside', cell: row => <When at={row.createdAt} /> },
    { id: 'who', head: text.versions.who, width: '18%', cell: row => <PersonName person={row.createdBy} /> },
    {
      id: 'rows',
      head: text.columns.rows,
      said: text.columns.rows,
      align: 'right',
      width: '10%',
      cell: row => format.num(row.rows),
    },
    { id: 'size', head: text.columns.size, align: 'right', width: '10%', cell: row => format.bytes(row.bytes) },
    { id: 'change', head: text.versions.change, width: '21%', phone: 'hide', cell: change },
    { id: 'note', head: text.versions.note, cell: row => row.note },
  ]
}
