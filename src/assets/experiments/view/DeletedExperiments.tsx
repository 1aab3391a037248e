import { useQuery, useQueryClient } from '@tanstack/react-query'
import { api } from '../../../web/api.ts'
import { ConfirmButton } from '../../../web/parts/ConfirmButton.tsx'
import { Panel } from '../../../web/parts/Panel.tsx'
import { RightTo } from '../../../web/parts/RightTo.tsx'
import { Table, type Column } from '../../../web/parts/Table.tsx'
import { useProject } from '../../../web/project.ts'
import { runsTable } from '../../../web/text/runsTable.ts'
import { useText } from '../../../web/text/text.ts'
import { bulkRoutes } from '../bulk/bulk.schema.ts'

type Deleted = { id: string; name: string }

/** Experiments in the trash; here they go for good before their time. */
export function DeletedExperiments() {
  const text = useText(runsTable)
  const { slug } = useProject()
  const queries = useQueryClient()
  const { data } = useQuery({
    queryKey: ['project', slug, 'experiments'],
    queryFn: ({ signal }) => api(bulkRoutes).experiments({ project: slug }, { signal }),
  })
  const purge = async (experiment: string) => {
    await api(bulkRoutes).purgeExperiment({ project: slug, experiment })
    await queries.invalidateQueries({ queryKey: ['project', slug] })
  }
  const rows: Deleted[] = data?.experiments.filter(({ isDeleted }) => isDeleted) ?? []
  if (rows.length === 0) return null
  return (
    <Panel title={text.deletedExperiments} note={text.deletedExperimentsNote} flush>
      <Table label={text.deletedExperiments} columns={columnsOf(text, purge)} rows={rows} keyOf={({ id }) => id} />
    </Panel>
  )
}

function columnsOf(text: (typeof runsTable)['en'], purge: (experiment: string) => Promise<void>): Column<Deleted>[] {
  return [
    { id: 'name', head: text.experiment, phone: 'title', cell: ({ name }) => name },
    {
      id: 'purge',
      head: text.purge,
      align: 'right',
      phone: 'aside',
      cell: ({ id, name }) => (
        <RightTo right="run:write" action={text.manage}>
          <ConfirmButton
            tone="danger"
            size="xs"
            consequence={text.purgeExperimentText(name)}
            confirm={text.purge}
            onConfirm={() => purge(id)}
          >
            {text.purge}
          </ConfirmButton>
        </RightTo>
      ),
    },
  ]
}
