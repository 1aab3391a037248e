import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { useFormat, type Format } from '../../../web/format.ts'
import { Loaded } from '../../../web/parts/Loaded.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { useProject } from '../../../web/project.ts'
import { runsTable } from '../../../web/text/runsTable.ts'
import { useText } from '../../../web/text/text.ts'
import { experimentRoutes, type RunGroup, type Spread } from '../experiments.schema.ts'

type GroupsTableProps = {
  by: string
  filter: string
  metrics: readonly string[]
  /** shows the runs of a group: its condition in the search grammar */
  onOpen: (condition: string) => void
}

/** Runs by the value of a param or tag: which setting gives better values, and how much runs of one setting differ. */
export function GroupsTable({ by, filter, metrics, onOpen }: GroupsTableProps) {
  const text = useText(runsTable)
  const format = useFormat()
  const { slug } = useProject()
  const keys = metrics.slice(0, 10)
  const query = useQuery({
    queryKey: ['project', slug, 'run-groups', by, filter, keys.join(',')],
    queryFn: ({ signal }) =>
      api(experimentRoutes).groups(
        { project: slug, by, metrics: keys.join(','), ...(filter && { filter }) },
        { signal },
      ),
    placeholderData: keepPreviousData,
  })
  const columns = columnsOf({ by, keys, text, format })
  return (
    <Panel title={text.groupedBy(by)} note={text.groupNote} flush>
      <Loaded query={query}>
        {({ groups, total }) => (
          <>
            <Table
              label={text.groupedBy(by)}
              columns={columns}
              rows={groups}
              keyOf={({ value }) => (value === null ? 'none' : `= ${value}`)}
              onOpen={({ value }) =>
                onOpen(value === null ? `${by} IS NULL` : `${by} = '${value.replaceAll("'", "''")}'`)
              }
            />
            {total > groups.length && <p>{text.more(format.num(total - groups.length))}</p>}
          </>
        )}
      </Loaded>
    </Panel>
  )
}

type Said = { by: string; keys: readonly string[]; text: (typeof runsTable)['en']; format: Format }

function columnsOf({ by, keys, text, format }: Said): Column<RunGroup>[] {
  const told = ({ mean, deviation }: Spread) =>
    `${format.num(mean)}${deviation === null ? '' : ` ± ${format.num(deviation)}`}`
  return [
    {
      id: 'value',
      head: by,
      phone: 'title',
      cell: ({ value }) => (value === null ? <em>{text.without}</em> : <code>{value}</code>),
    },
    { id: 'runs', head: text.runsIn, align: 'right', phone: 'aside', cell: ({ runs }) => format.num(runs) },
    ...keys.map((key, at): Column<RunGroup> => ({
      id: key,
      head: key,
      align: 'right',
      cell: ({ runs, metrics }) => {
        const spread = metrics[at]
        if (!spread) return '–'
        return (
          <>
            {told(spread)}
            {spread.n < runs && <small>{text.spread(format.num(spread.n))}</small>}
          </>
        )
      },
    })),
  ]
}
